/**
 * Writes the images of particles for RELION: sub-tomograms with their 3D transfer functions, or a stack of tilt images a
 * particle. Each image is cut where the particle is in that tilt, with everything that was refined.
 */
import { basename, dirname, join, relative } from 'node:path';
import { euler } from '../../../shared/math/rotations';
import { add, apply, type Matrix3, type Vector3 } from '../../../shared/math/vector';
import type { Gpu } from '../../compute/gpu/gpu';
import type { SeriesParticles, Views } from '../../compute/parameters/views';
import type { FileContent } from '../../files/durableFile';
import { replaceFilesTogether } from '../../files/save';
import { rootName, safeName } from '../../formats/paths';
import { formatStar } from '../../formats/star';
import { withPoses } from '../../model/particleEdits';
import { readParticles } from '../../model/particleFile';
import { readPopulation, readPopulationSources, readPopulationSpecies } from '../../model/population';
import { checkNoLinkedFolders } from '../../model/ownFiles';
import { companion } from '../../model/species';
import type { TiltSeriesFile } from '../../model/tiltSeriesFile';
import { Problem } from '../../../shared/problem';
import { chooseSpecies } from '../species/chooseSpecies';
import { untoldEvenAberrations } from './aberrationLines';
import { lostSamples, nothingToExport, seriesToExport } from './exportedSeries';
import { mrcContent, planStacks, planSubtomograms, rawBoxes, stackOf } from './imageContent';
import {
  imageSeriesTables,
  relion5StackTables,
  subtomogramTables,
  type StackTables,
  type WrittenParticle,
} from './imageTables';
import { particleImages, type ImageShape, type ParticlesOfFile } from './particleImages';
import { exportedSeries, relion5Set } from './relion5Set';
import { relionProject } from '../../model/relionProject';
import { SavedFiles } from './savedFiles';
import { tiltTable } from './tiltTable';
import type { ExportedSeries } from './relionTables';
import { takeRows } from '../refinement/particlesOfSeries';
import { starOutput } from '../particles/starOutput';
import { openTestedGpu } from '../selfTest/openTestedGpu';

export interface ExportImagesOptions {
  readonly population: string;
  /** Path, GUID or name. */
  readonly species: string;
  /** Folder where RELION is started, which paths are taken from; that of the output by default. */
  readonly project?: string | undefined;
  /** STAR file; images go into a folder beside it. */
  readonly output: string;
  readonly kind: 'volumes' | 'series';
  /** Å; the species' own by default, as are box (pixels) and diameter (Å). */
  readonly pixelSize?: number | undefined;
  readonly size?: number | undefined;
  readonly diameter?: number | undefined;
  /** Å in the map: what lies there comes to the middle of the boxes. */
  readonly shift?: Vector3 | undefined;
  /** Volumes are turned to the reference, their angles are 0. */
  readonly preRotate?: boolean | undefined;
  readonly firstTilts?: number | undefined;
  /** Take series that are deselected, too. */
  readonly includeDeselected?: boolean | undefined;
  /** Particles dark. */
  readonly dark?: boolean | undefined;
  /** Images of series fade out beyond the particle; otherwise towards the rim of the box. */
  readonly fade?: boolean | undefined;
  /** Series: images times their transfer functions and envelopes. */
  readonly premultiply?: boolean | undefined;
  /** Volumes: false puts images together as they are. */
  readonly correctCtf?: boolean | undefined;
  /** Files of 16-bit floats. */
  readonly float16?: boolean | undefined;
  /** Volumes: outside of the diameter mean 0 and standard deviation 1; on by default. */
  readonly normalize?: boolean | undefined;
  readonly adapter?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface ExportedImages {
  readonly particles: number;
  readonly images: number;
  readonly series: number;
  readonly output: string;
  /** What is not in them, in words. */
  readonly left: readonly string[];
}

interface SeriesWork {
  readonly file: TiltSeriesFile;
  /** `TS_1.tomostar` */
  readonly name: string;
  /** Of the particle table. */
  readonly rows: readonly number[];
  /** Å, of the source. */
  readonly pixelSize: number;
}

/** Voxels; a volume and its transfer function take some ten such arrays. */
const largestVolume = 800;

/** Throws Problem, or what the signal says; then what had been written is removed again. */
export async function exportImages(
  options: ExportImagesOptions,
  report: (fraction: number, message: string) => void,
): Promise<ExportedImages> {
  const population = await readPopulation(options.population);
  const all = await readPopulationSpecies(population);
  const species = chooseSpecies(all, options.species, population.path);
  const output = starOutput(options.output, all);
  const project = relionProject(options.project);
  const pixelSize = options.pixelSize ?? species.pixelSize;
  const diameter = options.diameter ?? species.diameter;
  const size = options.size ?? 2 * Math.round(species.diameter / pixelSize);
  checkShape(pixelSize, size, diameter, options.firstTilts);
  if (options.kind === 'volumes' && size > largestVolume)
    throw new Problem(`a sub-tomogram of ${size} voxels an edge does not fit into memory`, {
      remedy: `give a --box of up to ${largestVolume}, or a coarser --angpix`,
    });
  const shape: ImageShape = {
    size,
    pixelSize,
    diameter,
    dark: options.dark === true,
    firstTilts: options.firstTilts,
    float16: options.float16 === true,
  };
  const table = await readParticles(companion(species, '_particles.star'), species.temporalSamples);
  const { shift } = options;
  const particles =
    shift === undefined
      ? table
      : withPoses(table, (pose) => ({
          ...pose,
          position: add(pose.position, apply(pose.orientation, shift)),
        }));
  const sources = await readPopulationSources(population);
  for (const source of sources)
    if (pixelSize < source.pixelSize / 4)
      throw new Problem(`tilt images of ${source.pixelSize} Å per pixel cannot be read at ${pixelSize} Å`, {
        where: source.path,
        remedy: 'give a coarser --angpix',
      });
  const chosen = await seriesToExport(sources, particles, options.includeDeselected === true);
  const work = chosen.series.map(({ file, name, rows, source }): SeriesWork => ({
    file,
    name,
    rows,
    pixelSize: source.pixelSize,
  }));
  const total = work.reduce((sum, { rows }) => sum + rows.length, 0);
  if (total === 0) throw nothingToExport(companion(species, '_particles.star'), chosen);
  const folder = join(dirname(output), options.kind === 'volumes' ? 'subtomo' : 'particleseries');
  const isMultiplied =
    options.kind === 'volumes' ? options.correctCtf !== false : options.premultiply === true;
  const saved = new SavedFiles();
  const gpu = await openTestedGpu({ adapter: options.adapter });
  try {
    const write = options.kind === 'volumes' ? volumeWriter(options, shape) : stackWriter(options, shape);
    const written: (SeriesWork & { readonly particles: WrittenParticle[] })[] = [];
    let done = 0;
    for (const one of work) {
      const { file, name, rows } = one;
      const own = takeRows(particles, rows);
      const entry = { ...one, particles: [] as WrittenParticle[] };
      written.push(entry);
      const place = join(folder, rootName(name));
      await checkNoLinkedFolders(dirname(output), join(place, 'image'));
      await saved.makeFolder(place);
      for await (const made of write(gpu, { file, particles: own })) {
        options.signal?.throwIfAborted();
        const { particle, views } = made;
        const row = rows[particle];
        const stem = `${rootName(name)}_${safeName(species.name)}_${String(particle + 1).padStart(7, '0')}`;
        const save = async (end: string, content: FileContent | null): Promise<string> => {
          if (content === null) return '';
          const path = join(place, `${stem}_${end}`);
          await saved.save(path, content);
          return relative(project ?? dirname(output), path);
        };
        const ends = `${pixelSize.toFixed(2)}A`;
        entry.particles.push({
          row,
          image: await save(`${ends}.${options.kind === 'volumes' ? 'mrc' : 'mrcs'}`, made.image),
          transfer: await save(`ctf_${ends}.mrc`, made.transfer),
          orientation: options.preRotate === true ? null : firstOrientation(own, particle),
          position: firstPosition(own, particle),
          halfSet: particles.halfSet[row],
          views,
        });
        report(++done / total, `${rootName(name)}: particle ${entry.particles.length} of ${rows.length}`);
      }
    }
    await saved.finish();
    const tables =
      options.kind === 'volumes'
        ? new Map([[output, formatStar(subtomogramTables(written, shape, particles))]])
        : await seriesTables(output, written, {
            project,
            shape,
            particles,
            premultiplied: options.premultiply === true,
          });
    await replaceFilesTogether(tables, join(dirname(output), `.${basename(output)}.journal`));
    const exported = written.flatMap((entry) => entry.particles);
    return {
      particles: exported.length,
      images: exported.reduce((sum, { views }) => sum + views.count, 0),
      series: work.length,
      output,
      left: [
        ...chosen.left,
        ...unseen(total - exported.length, total),
        ...lostSamples(particles),
        ...(isMultiplied ? [] : untoldEvenAberrations(work.map(({ file }) => file.series))),
      ],
    };
  } catch (error) {
    return await saved.removeAfter(error);
  } finally {
    gpu.close();
  }
}

interface MadeImage {
  /** Index into the particles of the series. */
  readonly particle: number;
  readonly views: Views;
  readonly image: FileContent;
  readonly transfer: FileContent | null;
}

type Writer = (gpu: Gpu, of: ParticlesOfFile) => AsyncGenerator<MadeImage>;

function volumeWriter(options: ExportImagesOptions, shape: ImageShape): Writer {
  const make = planSubtomograms(options, shape);
  const maker = rawBoxes(shape);
  const map = (data: Float32Array): FileContent => {
    const { size, pixelSize } = shape;
    return mrcContent({ size: [size, size, size], pixelSize, data }, shape.float16);
  };
  return async function* (gpu, of) {
    for await (const images of particleImages(gpu, of, { shape, maker }, options.signal)) {
      const { particle, views } = images;
      const { volume, transfer } = make(images, of.file.series, firstOrientation(of.particles, particle));
      yield { particle, views, image: map(volume), transfer: map(transfer) };
    }
  };
}

function stackWriter(options: ExportImagesOptions, shape: ImageShape): Writer {
  const makerOf = planStacks(options, shape);
  return async function* (gpu, of) {
    const maker = makerOf(of.file.series);
    for await (const { particle, views, images } of particleImages(gpu, of, { shape, maker }, options.signal))
      yield { particle, views, image: stackOf(images, shape), transfer: null };
  };
}

/** The table of images, one for programs that know no optics groups, and an optimisation set of RELION 5 with the same stacks. */
async function seriesTables(
  output: string,
  written: readonly (SeriesWork & { readonly particles: readonly WrittenParticle[] })[],
  stacks: StackTables,
): Promise<Map<string, string>> {
  const exported: ExportedSeries[] = [];
  for (const { file, name, rows, pixelSize } of written)
    exported.push(await exportedSeries(file, name, rows, pixelSize));
  const beside = (end: string): string => join(dirname(output), `${basename(output, '.star')}_${end}.star`);
  const tables = relion5StackTables(written, exported, stacks);
  const { project } = stacks;
  const set = relion5Set(output, exported, { path: beside('stacks'), tables }, { project });
  if (!stacks.premultiplied) set.set(beside('tilts'), formatStar([tiltTable(written, stacks)]));
  return set.set(output, formatStar(imageSeriesTables(written, stacks)));
}

/** Too near to the borders of every tilt image. */
function unseen(count: number, total: number): readonly string[] {
  return count > 0 ? [`${count} of ${total} particles are whole in no tilt image and are left out`] : [];
}

function checkShape(pixelSize: number, size: number, diameter: number, firstTilts?: number): void {
  if (!(pixelSize > 0))
    throw new Problem(`the pixel size is more than 0 Å, not ${pixelSize}`, {
      remedy: 'correct --angpix',
    });
  if (!Number.isInteger(size) || size < 8 || size % 2 !== 0)
    throw new Problem(`the box is an even number of pixels, 8 or more, not ${size}`, {
      remedy: 'correct --box',
    });
  if (!(diameter > 0) || diameter > size * pixelSize)
    throw new Problem(
      `a particle of ${diameter} Å does not fit a box of ${size} pixels, ${size * pixelSize} Å`,
      {
        remedy: 'give a larger --box or a smaller --diameter',
      },
    );
  if (firstTilts !== undefined && (!Number.isInteger(firstTilts) || firstTilts < 1))
    throw new Problem(`the number of tilts is 1 or more, not ${firstTilts}`, {
      remedy: 'correct --first_tilts',
    });
}

function firstOrientation({ angles, samples }: SeriesParticles, particle: number): Matrix3 {
  const at = particle * samples * 3;
  return euler(angles[at], angles[at + 1], angles[at + 2]);
}

function firstPosition({ positions, samples }: SeriesParticles, particle: number): Vector3 {
  const at = particle * samples * 3;
  return [positions[at], positions[at + 1], positions[at + 2]];
}
