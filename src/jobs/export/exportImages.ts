/**
 * Writes the images of particles for RELION: sub-tomograms with their 3D transfer functions, or a stack of tilt images a
 * particle. Each image is cut where the particle is in that tilt, with everything that was refined.
 */
import { basename, dirname, join, relative } from 'node:path';
import { euler } from '../../../shared/math/rotations';
import { add, apply, type Matrix3, type Vector3 } from '../../../shared/math/vector';
import type { SeriesParticles } from '../../compute/parameters/views';
import { replaceFilesTogether } from '../../files/save';
import { replaceOwnFile } from '../../files/atomicFile';
import { makeFolder, removeTree } from '../../files/durableFile';
import { encodeMrc } from '../../formats/mrc';
import { rootName, safeName } from '../../formats/paths';
import { formatStar } from '../../formats/star';
import { withPoses } from '../../model/particleEdits';
import { readParticles } from '../../model/particleFile';
import type { ParticleTable } from '../../model/particles';
import { readPopulation, readPopulationSources, readPopulationSpecies } from '../../model/population';
import { checkNoLinkedFolders } from '../../model/ownFiles';
import { companion } from '../../model/species';
import type { TiltSeriesFile } from '../../model/tiltSeriesFile';
import { Problem } from '../../../shared/problem';
import { chooseSpecies } from '../species/chooseSpecies';
import { lostSamples, nothingToExport, seriesToExport } from './exportedSeries';
import { planStacks, planSubtomograms } from './imageContent';
import {
  imageSeriesTables,
  relion5StackTables,
  subtomogramTables,
  type WrittenParticle,
} from './imageTables';
import { particleImages, type ImageShape } from './particleImages';
import { exportedSeries, relion5Set } from './relion5Set';
import type { ExportedSeries } from './relionTables';
import { takeRows } from '../refinement/particlesOfSeries';
import { starOutput } from '../particles/starOutput';
import { openTestedGpu } from '../selfTest/openTestedGpu';

export interface ExportImagesOptions {
  readonly population: string;
  /** Path, GUID or name. */
  readonly species: string;
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
  const stackOf = planStacks(options.fade === true, shape);
  const files: string[] = [];
  const newFolders: string[] = [];
  const gpu = await openTestedGpu({ adapter: options.adapter });
  try {
    const written: (SeriesWork & { readonly particles: WrittenParticle[] })[] = [];
    let done = 0;
    for (const one of work) {
      const { file, name, rows } = one;
      const own = takeRows(particles, rows);
      const entry = { ...one, particles: [] as WrittenParticle[] };
      written.push(entry);
      await checkNoLinkedFolders(dirname(output), join(folder, rootName(name), 'image'));
      const topmost = await makeFolder(join(folder, rootName(name)));
      if (topmost !== undefined) newFolders.push(topmost);
      const save = async (path: string, content: Uint8Array): Promise<void> => {
        await replaceOwnFile(path, content);
        files.push(path);
      };
      const subtomogram = options.kind === 'volumes' ? planSubtomograms(options, shape, file) : null;
      for await (const images of particleImages(gpu, { file, particles: own }, shape, options.signal)) {
        options.signal?.throwIfAborted();
        const row = rows[images.particle];
        const stem = `${rootName(name)}_${safeName(species.name)}_${String(images.particle + 1).padStart(7, '0')}`;
        const path = (end: string): string => join(folder, rootName(name), `${stem}_${end}`);
        const ends = `${pixelSize.toFixed(2)}A`;
        const orientation = firstOrientation(own, images.particle);
        const imagePath = path(`${ends}.${subtomogram === null ? 'mrcs' : 'mrc'}`);
        const transferPath = subtomogram === null ? '' : path(`ctf_${ends}.mrc`);
        if (subtomogram === null) await save(imagePath, stackOf(images));
        else {
          const { volume, transfer } = subtomogram(images, orientation);
          await save(imagePath, encodeMrc({ size: [size, size, size], pixelSize, data: volume }));
          await save(transferPath, encodeMrc({ size: [size, size, size], pixelSize, data: transfer }));
        }
        const here = (target: string): string => (target === '' ? '' : relative(dirname(output), target));
        entry.particles.push({
          row,
          image: here(imagePath),
          transfer: here(transferPath),
          orientation: options.preRotate === true ? null : orientation,
          position: firstPosition(own, images.particle),
          halfSet: particles.halfSet[row],
          views: images.views,
        });
        report(++done / total, `${rootName(name)}: particle ${entry.particles.length} of ${rows.length}`);
      }
    }
    const tables =
      options.kind === 'volumes'
        ? new Map([[output, formatStar(subtomogramTables(written, shape, particles))]])
        : await seriesTables(output, written, shape, particles);
    await replaceFilesTogether(tables, join(dirname(output), `.${basename(output)}.journal`));
    const exported = written.flatMap((entry) => entry.particles);
    return {
      particles: exported.length,
      images: exported.reduce((sum, { views }) => sum + views.count, 0),
      series: work.length,
      output,
      left: [...chosen.left, ...unseen(total - exported.length, total), ...lostSamples(particles)],
    };
  } catch (error) {
    const left: string[] = [];
    for (const path of [...files, ...newFolders]) await removeTree(path).catch(() => left.push(path));
    if (left.length === 0) throw error;
    throw new Problem(
      `${error instanceof Error ? error.message : String(error)}; unfinished files are left`,
      {
        where: left[0],
        remedy: 'remove them',
        cause: error,
      },
    );
  } finally {
    gpu.close();
  }
}

/** The table of images, and an optimisation set of RELION 5 with the same stacks beside it. */
async function seriesTables(
  output: string,
  written: readonly (SeriesWork & { readonly particles: readonly WrittenParticle[] })[],
  shape: ImageShape,
  particles: ParticleTable,
): Promise<Map<string, string>> {
  const exported: ExportedSeries[] = [];
  for (const { file, name, rows, pixelSize } of written)
    exported.push(await exportedSeries(file, name, rows, pixelSize));
  const path = join(dirname(output), `${basename(output, '.star')}_stacks.star`);
  const set = relion5Set(output, exported, {
    path,
    tables: relion5StackTables(written, exported, shape, particles),
  });
  return set.set(output, formatStar(imageSeriesTables(written, shape, particles)));
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
