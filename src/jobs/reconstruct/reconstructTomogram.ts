/** Reconstructs the tomogram of a series by weighted back-projection with everything that was refined. */
import { dirname, basename, extname, join, resolve } from 'node:path';
import type { Vector3 } from '../../../shared/math/vector';
import { Problem } from '../../../shared/problem';
import { backProjectTilt, type TomogramShape } from '../../compute/refine/backProjectTilt';
import { tomogramImages, type TomogramCtf } from '../../compute/refine/tomogramImages';
import { oddAberrations } from '../../compute/refine/oddAberrations';
import { prepareTiltImage, preparedLength } from '../../compute/refine/tiltImages';
import type { Gpu } from '../../compute/gpu/gpu';
import { isAccessible } from '../../files/isAccessible';
import { makeFolder, removeTree, type FileContent } from '../../files/durableFile';
import { replaceFilesTogether } from '../../files/save';
import { mrcPieces } from '../../formats/mrc';
import { readPopulation, readPopulationSources } from '../../model/population';
import { seriesXmlPath } from '../../model/source';
import { halfAveragePath } from '../../model/tiltMovies';
import { readTiltSeries, tiltAveragePath, type TiltSeriesFile } from '../../model/tiltSeriesFile';
import { pause } from '../pause';
import { readImage } from '../refinement/tiltAverages';
import { openTestedGpu } from '../selfTest/openTestedGpu';
import { chooseSource, oneSeries } from '../sources/chooseSeries';

export interface TomogramOptions {
  readonly population: string;
  /** `TS_1` or `TS_1.tomostar` */
  readonly series: string;
  /** Path, GUID or name of its data source; the one that has it by default. */
  readonly source?: string | undefined;
  readonly output: string;
  /** Å */
  readonly pixelSize: number;
  readonly ctf: TomogramCtf;
  readonly weights: boolean;
  /** Particles dark. */
  readonly dark: boolean;
  /** Also the tomograms of two halves: of the frames of each tilt, or every other tilt. */
  readonly halves?: 'frames' | 'tilts' | undefined;
  /** Å from the volume's corner, and Å: only this part. */
  readonly corner?: Vector3 | undefined;
  readonly extent?: Vector3 | undefined;
  readonly adapter?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface ReconstructedTomogram {
  /** The tomogram, then its halves. */
  readonly files: readonly string[];
  readonly tilts: number;
  /** Voxels. */
  readonly size: readonly [number, number, number];
  readonly pixelSize: number;
  /** Å, where voxel 0 lies from the volume's corner. */
  readonly corner: Vector3;
}

/** Which images make one of the files. */
interface Part {
  readonly path: string;
  readonly tilts: readonly number[];
  readonly imageOf: (tilt: number) => string;
}

interface TomogramWork {
  readonly file: TiltSeriesFile;
  readonly whole: Part;
  /** Even and odd, or none. */
  readonly halves: readonly Part[];
  readonly shape: TomogramShape;
}

/** Throws Problem, or what the signal says; then nothing has been written. */
export async function reconstructTomogram(
  options: TomogramOptions,
  report: (fraction: number, message: string) => void,
): Promise<ReconstructedTomogram> {
  const population = await readPopulation(options.population);
  const all = await readPopulationSources(population);
  const sources = options.source === undefined ? all : [chooseSource(all, options.source, population.path)];
  const { source, name } = oneSeries(sources, options.series, population.path);
  const file = await readTiltSeries(seriesXmlPath(source, name), source);
  const shape = shapeOf(file.series.volumeSize, options, source.pixelSize);
  const parts = partsOf(file, options);
  const missing = [];
  for (const { tilts, imageOf } of parts)
    for (const tilt of tilts) if (!(await isAccessible(imageOf(tilt)))) missing.push(imageOf(tilt));
  if (missing.length > 0)
    throw new Problem(`${missing.length} of the images cannot be read`, {
      where: missing[0],
      remedy:
        options.halves === 'frames'
          ? 'have Warp average even and odd frames (fs_motion_and_ctf --out_average_halves), or give --halves tilts'
          : 'make the averages in Warp, or switch these tilts off',
    });
  const [whole, ...halves] = parts;
  const folder = dirname(whole.path);
  const made = await makeFolder(folder);
  try {
    const sums = await backProjected({ file, whole, halves, shape }, options, report);
    const sign = options.dark ? -1 : 1;
    const maps = parts.map((part): [string, FileContent] => {
      const data = (sums.get(part) as Float32Array).map((value) => (sign * value) / part.tilts.length);
      return [part.path, mrcPieces({ size: shape.size, pixelSize: shape.pixelSize, data })];
    });
    await replaceFilesTogether(new Map(maps), join(folder, `.${basename(whole.path)}.journal`));
  } catch (error) {
    if (made !== undefined) await removeTree(made);
    throw error;
  }
  return {
    files: parts.map(({ path }) => path),
    tilts: whole.tilts.length,
    size: shape.size,
    pixelSize: shape.pixelSize,
    corner: shape.origin,
  };
}

/** @returns sums of the images of each part */
async function backProjected(
  { file, whole, halves, shape }: TomogramWork,
  options: TomogramOptions,
  report: (fraction: number, message: string) => void,
): Promise<ReadonlyMap<Part, Float32Array>> {
  // Halves of the tilts add up to the whole.
  const isSum = options.halves === 'tilts';
  const parts = isSum ? halves : [whole, ...halves];
  const total = parts.reduce((sum, { tilts }) => sum + tilts.length, 0);
  const sums = new Map<Part, Float32Array>();
  const gpu = await openTestedGpu({ adapter: options.adapter });
  try {
    let done = 0;
    for (const part of parts)
      sums.set(
        part,
        await backProject(gpu, { file, part, shape }, options, (tilt) =>
          report(++done / total, `${basename(part.path)}: tilt ${tilt + 1} of ${file.series.tiltCount}`),
        ),
      );
  } finally {
    gpu.close();
  }
  if (isSum) {
    const [even, odd] = halves.map((half) => sums.get(half) as Float32Array);
    sums.set(
      whole,
      even.map((value, i) => value + odd[i]),
    );
  }
  return sums;
}

async function backProject(
  gpu: Gpu,
  {
    file: { series },
    part,
    shape,
  }: { readonly file: TiltSeriesFile; readonly part: Part; readonly shape: TomogramShape },
  { ctf, weights, signal }: TomogramOptions,
  told: (tilt: number) => void,
): Promise<Float32Array> {
  const { pixelSize, size } = shape;
  const volume = new Float32Array(size[0] * size[1] * size[2]);
  const [width, height] = series.imageSize;
  const edges = [preparedLength(width, pixelSize), preparedLength(height, pixelSize)] as const;
  const pauseHere = async (): Promise<void> => {
    await pause(0, signal);
    signal?.throwIfAborted();
  };
  for (const tilt of part.tilts) {
    await pauseHere();
    const image = await prepareTiltImage(gpu, await readImage(part.imageOf(tilt)), {
      size: edges,
      longestWavelength: Math.max(...edges) / 2,
      aberrations: oddAberrations(series),
    });
    const imageFor = tomogramImages({ series, tilt }, image, { ctf, weights, pixelSize });
    await backProjectTilt({ series, tilt }, volume, shape, { imageFor, pause: pauseHere });
    told(tilt);
  }
  return volume;
}

/** An even number of voxels for the whole volume, so that its middle is that of the middle voxel. */
function shapeOf(
  volumeSize: Vector3,
  { pixelSize, corner, extent }: TomogramOptions,
  sourcePixel: number,
): TomogramShape {
  if (pixelSize < sourcePixel / 4)
    throw new Problem(`tilt images of ${sourcePixel} Å per pixel cannot be read at ${pixelSize} Å`, {
      remedy: 'give a coarser --angpix',
    });
  const origin = corner ?? [0, 0, 0];
  const length = extent ?? [0, 1, 2].map((axis) => volumeSize[axis] - origin[axis]);
  if (
    origin.some(
      (value, axis) => value < 0 || !(length[axis] > 0) || value + length[axis] > volumeSize[axis] + 1e-3,
    )
  )
    throw new Problem(
      `from ${origin.join(', ')} Å, ${length.join(' x ')} Å is no part of the volume of ${volumeSize.map((edge) => edge.toFixed(0)).join(' x ')} Å`,
      { remedy: 'correct --corner and --extent' },
    );
  const isWhole = corner === undefined && extent === undefined;
  const voxels = (edge: number): number =>
    Math.max(2, isWhole ? 2 * Math.round(edge / pixelSize / 2) : Math.round(edge / pixelSize));
  return { size: [voxels(length[0]), voxels(length[1]), voxels(length[2])], pixelSize, origin };
}

function partsOf(file: TiltSeriesFile, { output, halves }: TomogramOptions): readonly Part[] {
  const path = resolve(output);
  if (!path.endsWith('.mrc'))
    throw new Problem('the file name of a tomogram must end in .mrc', {
      where: path,
      remedy: 'correct --output',
    });
  const tilts = Array.from({ length: file.series.tiltCount }, (_, tilt) => tilt).filter(
    (tilt) => file.series.used[tilt],
  );
  if (tilts.length < 2)
    throw new Problem(`${tilts.length} of its tilts are switched on`, {
      where: file.path,
      remedy: 'switch tilts on with select_tilts',
    });
  const whole: Part = { path, tilts, imageOf: (tilt) => tiltAveragePath(file, tilt) };
  if (halves === undefined) return [whole];
  const beside = (half: string): string =>
    join(dirname(path), `${basename(path, extname(path))}_${half}.mrc`);
  return [
    whole,
    ...(['even', 'odd'] as const).map((half, which): Part => ({
      path: beside(half),
      tilts: halves === 'tilts' ? tilts.filter((_, i) => i % 2 === which) : tilts,
      imageOf: halves === 'tilts' ? whole.imageOf : (tilt) => halfAveragePath(file.moviePaths[tilt], half),
    })),
  ];
}
