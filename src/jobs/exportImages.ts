/**
 * Writes the images of particles for RELION: sub-tomograms with their 3D transfer functions, or a stack of tilt images a
 * particle. Each image is cut where the particle is in that tilt, with everything that was refined.
 */
import { dirname, join, relative } from 'node:path';
import { rm } from 'node:fs/promises';
import { openGpu } from '../compute/gpu/adapter';
import { boxSpectrum, centredBox } from '../compute/maps/particleBox';
import { planSubtomogram, type Slice } from '../compute/maps/subtomogram';
import { euler } from '../compute/math/rotations';
import { add, apply, multiply, transpose, type Matrix3, type Vector3 } from '../compute/math/vector';
import { tiltBfactor, tiltScale } from '../compute/geometry/weights';
import { weightedTransfer } from '../compute/refine/optics';
import { viewRotation, type SeriesParticles } from '../compute/refine/views';
import { writeFileAtomically } from '../formats/atomicFile';
import { makeFolder } from '../formats/durableFile';
import { encodeMrc } from '../formats/mrc';
import { rootName, safeName } from '../formats/paths';
import { formatStar } from '../formats/star';
import { withPoses } from '../model/particleEdits';
import { readParticles } from '../model/particleFile';
import { readPopulation, readPopulationSources, readPopulationSpecies } from '../model/population';
import { seriesXmlPath } from '../model/source';
import { companion } from '../model/species';
import { readTiltSeries, type TiltSeriesFile } from '../model/tiltSeriesFile';
import { Problem } from '../problem';
import { chooseSpecies } from './chooseSpecies';
import { imageSeriesTables, subtomogramTables, type WrittenParticle } from './imageTables';
import { particleImages, type ImageShape, type ParticleImages } from './particleImages';
import { rowsOfSeries, takeRows } from './refinement/particlesOfSeries';
import { starOutput } from './starOutput';

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
  /** Particles dark. */
  readonly dark?: boolean | undefined;
  /** Outside of the diameter mean 0 and standard deviation 1; on by default. */
  readonly normalise?: boolean | undefined;
  readonly adapter?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface ExportedImages {
  readonly particles: number;
  readonly images: number;
  readonly series: number;
  readonly output: string;
}

/** Voxels; a volume and its transfer function take some ten such arrays. */
const LARGEST_VOLUME = 800;

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
  if (options.kind === 'volumes' && size > LARGEST_VOLUME)
    throw new Problem(`a sub-tomogram of ${size} voxels an edge does not fit into memory`, {
      remedy: `give a --box of up to ${LARGEST_VOLUME}, or a coarser --angpix`,
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
  const work: { readonly file: TiltSeriesFile; readonly name: string; readonly rows: readonly number[] }[] =
    [];
  for (const source of await readPopulationSources(population))
    for (const { name, hash } of source.files) {
      if (pixelSize < source.pixelSize / 4)
        throw new Problem(`tilt images of ${source.pixelSize} Å a pixel cannot be read at ${pixelSize} Å`, {
          where: source.path,
          remedy: 'give a coarser --angpix',
        });
      const rows = rowsOfSeries(particles, { name, hash });
      if (rows.length > 0)
        work.push({ file: await readTiltSeries(seriesXmlPath(source, name), source), name, rows });
    }
  const total = work.reduce((sum, { rows }) => sum + rows.length, 0);
  if (total === 0)
    throw new Problem('none of its particles belongs to a series of this population', {
      where: companion(species, '_particles.star'),
      remedy: 'add the data source of its series first',
    });
  const folder = join(dirname(output), options.kind === 'volumes' ? 'subtomo' : 'particleseries');
  const files: string[] = [];
  const newFolders: string[] = [];
  const gpu = await openGpu({ adapter: options.adapter });
  try {
    const written: {
      readonly file: TiltSeriesFile;
      readonly name: string;
      readonly particles: WrittenParticle[];
    }[] = [];
    let done = 0;
    for (const { file, name, rows } of work) {
      const own = takeRows(particles, rows);
      const entry = { file, name, particles: [] as WrittenParticle[] };
      written.push(entry);
      const topmost = await makeFolder(join(folder, rootName(name)));
      if (topmost !== undefined) newFolders.push(topmost);
      const save = async (path: string, content: Uint8Array): Promise<void> => {
        await writeFileAtomically(path, content);
        files.push(path);
      };
      const finish = planFinish(options, shape, file);
      for await (const images of particleImages(gpu, file, own, shape, options.signal)) {
        options.signal?.throwIfAborted();
        const row = rows[images.particle];
        const stem = `${rootName(name)}_${safeName(species.name)}_${String(images.particle + 1).padStart(7, '0')}`;
        const path = (end: string): string => join(folder, rootName(name), `${stem}_${end}`);
        const ends = `${pixelSize.toFixed(2)}A`;
        const orientation = firstOrientation(own, images.particle);
        let imagePath = path(`${ends}.mrcs`);
        let transferPath = '';
        if (options.kind === 'volumes') {
          imagePath = path(`${ends}.mrc`);
          transferPath = path(`ctf_${ends}.mrc`);
          const { volume, transfer } = finish(images, orientation);
          await save(imagePath, encodeMrc({ size: [size, size, size], pixelSize, data: volume }));
          await save(transferPath, encodeMrc({ size: [size, size, size], pixelSize, data: transfer }));
        } else await save(imagePath, stackOf(images, size, pixelSize));
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
    const tables = (options.kind === 'volumes' ? subtomogramTables : imageSeriesTables)(written, shape);
    await writeFileAtomically(output, formatStar(tables));
    const exported = written.flatMap((entry) => entry.particles);
    return {
      particles: exported.length,
      images: exported.reduce((sum, { views }) => sum + views.length, 0),
      series: work.length,
      output,
    };
  } catch (error) {
    for (const path of [...files, ...newFolders])
      await rm(path, { recursive: true, force: true }).catch(() => undefined);
    throw error;
  } finally {
    gpu.close();
  }
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

/** Volumes keep the particle as it lies in the tomogram, or are turned to the reference. */
function planFinish(
  { preRotate, normalise, kind }: ExportImagesOptions,
  { size, pixelSize, diameter }: ImageShape,
  { series }: TiltSeriesFile,
): (images: ParticleImages, orientation: Matrix3) => { volume: Float32Array; transfer: Float32Array } {
  if (kind === 'series') return () => ({ volume: new Float32Array(), transfer: new Float32Array() });
  const make = planSubtomogram(size);
  return ({ views, boxes }, orientation) => {
    const toReference = preRotate === true ? null : transpose(orientation);
    const slices = views.map((view, i): Slice => {
      const envelope = (kx: number, ky: number): number =>
        tiltScale(series, view.tilt) *
        Math.exp((tiltBfactor(series, view.tilt) * (kx * kx + ky * ky)) / (4 * pixelSize * pixelSize));
      return {
        ...boxSpectrum(boxes[i], size),
        envelope,
        transfer: (kx, ky) =>
          weightedTransfer(series, view.tilt, view.defocus, kx / pixelSize, ky / pixelSize) /
          envelope(kx, ky),
        // With trajectories a particle turns during the exposure: the volume shows it as it began.
        rotation: toReference === null ? viewRotation(view) : multiply(viewRotation(view), toReference),
        magnification: series.magnification,
      };
    });
    const { volume, transfer } = make(slices);
    return {
      volume: normalise === false ? volume : normalised(volume, size, diameter / pixelSize / 2),
      transfer,
    };
  };
}

/** Mean 0 and standard deviation 1 outside of the particle, as RELION wants them. */
function normalised(volume: Float32Array, size: number, radius: number): Float32Array {
  let [count, sum, squares] = [0, 0, 0];
  const half = size / 2;
  for (let z = 0, i = 0; z < size; z++)
    for (let y = 0; y < size; y++)
      for (let x = 0; x < size; x++, i++)
        if (Math.hypot(x - half, y - half, z - half) > radius) {
          count++;
          sum += volume[i];
          squares += volume[i] ** 2;
        }
  const mean = sum / Math.max(count, 1);
  const deviation = Math.sqrt(Math.max(squares / Math.max(count, 1) - mean * mean, 0));
  return deviation > 0 ? volume.map((value) => (value - mean) / deviation) : volume;
}

function stackOf({ boxes }: ParticleImages, size: number, pixelSize: number): Uint8Array {
  const data = new Float32Array(boxes.length * size * size);
  boxes.forEach((box, i) => data.set(centredBox(box, size), i * size * size));
  return encodeMrc({ size: [size, size, boxes.length], pixelSize, data });
}

function firstOrientation({ angles, samples }: SeriesParticles, particle: number): Matrix3 {
  const at = particle * samples * 3;
  return euler(angles[at], angles[at + 1], angles[at + 2]);
}

function firstPosition({ positions, samples }: SeriesParticles, particle: number): Vector3 {
  const at = particle * samples * 3;
  return [positions[at], positions[at + 1], positions[at + 2]];
}
