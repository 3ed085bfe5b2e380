/** RELION 5's optimisation set: a file that names the particles, the tomograms, each with a table of its tilts, and trajectories. */
import { basename, dirname, join, relative } from 'node:path';
import { isAccessible } from '../../files/isAccessible';
import { readMrcHeader } from '../../formats/mrc';
import { seriesStem } from '../../formats/paths';
import { formatStar } from '../../formats/star';
import { halfAveragePath } from '../../model/tiltMovies';
import { tiltAveragePath, type TiltSeriesFile } from '../../model/tiltSeriesFile';
import { relion5TiltTable, relion5Tomograms, type ExportedSeries, type Table } from './relionTables';

/** @param pixelSize Å, of the tilt images where their headers say none */
export async function exportedSeries(
  file: TiltSeriesFile,
  sourceName: string,
  rows: readonly number[],
  pixelSize: number,
): Promise<ExportedSeries> {
  const images = file.moviePaths.map((_, tilt) => tiltAveragePath(file, tilt));
  const [pixel] = (await readMrcHeader(images[0])).pixelSize;
  const halves = await Promise.all((['even', 'odd'] as const).map((half) => halfImages(file, half)));
  const [even, odd] = halves;
  return {
    name: seriesStem(sourceName),
    sourceName,
    series: file.series,
    images,
    ...(even !== undefined && odd !== undefined && { halves: { even, odd } }),
    imagePixelSize: pixel > 0 ? pixel : pixelSize,
    rows,
  };
}

/** Averages of half the frames of each tilt; undefined where one that is used is missing. */
async function halfImages(
  { moviePaths, series }: TiltSeriesFile,
  half: 'even' | 'odd',
): Promise<readonly string[] | undefined> {
  const paths = moviePaths.map((movie) => halfAveragePath(movie, half));
  for (const [tilt, path] of paths.entries())
    if (series.used[tilt] && !(await isAccessible(path))) return undefined;
  return paths;
}

/**
 * Content of each file by its path. RELION takes paths from the folder where it is run: `project`, or the folder of `output`.
 * @param output STAR file that the others are named after
 */
export function relion5Set(
  output: string,
  series: readonly ExportedSeries[],
  particles: { readonly path: string; readonly tables: readonly Table[] },
  {
    trajectories,
    project,
  }: { readonly trajectories?: readonly Table[]; readonly project?: string | undefined } = {},
): Map<string, string> {
  const folder = dirname(output);
  const root = project ?? folder;
  const stem = join(folder, basename(output, '.star'));
  const tableOf = ({ name }: ExportedSeries): string => join(`${stem}_tilt_series`, `${name}.star`);
  const here = (path: string): string => relative(root, path);
  const tomograms = `${stem}_tomograms.star`;
  const motion = `${stem}_motion.star`;
  const set = {
    rlnTomoParticlesFile: here(particles.path),
    rlnTomoTomogramsFile: here(tomograms),
    ...(trajectories && { rlnTomoTrajectoriesFile: here(motion) }),
  };
  const files = new Map([
    [particles.path, formatStar(particles.tables)],
    [tomograms, formatStar([relion5Tomograms(series, (one) => here(tableOf(one)))])],
    ...series.map((one): [string, string] => [
      tableOf(one),
      formatStar([relion5TiltTable(project === undefined ? one : imagesFrom(root, one))]),
    ]),
  ]);
  if (trajectories !== undefined) files.set(motion, formatStar(trajectories));
  return files.set(
    `${stem}_optimisation_set.star`,
    formatStar([{ name: '', columns: Object.keys(set), rows: [Object.values(set)] }]),
  );
}

/** Images that lie below the project are named from there, others by their whole path. */
function imagesFrom(root: string, one: ExportedSeries): ExportedSeries {
  const short = (path: string): string => {
    const from = relative(root, path);
    return from.startsWith('..') ? path : from;
  };
  const { images, halves } = one;
  return {
    ...one,
    images: images.map(short),
    ...(halves && { halves: { even: halves.even.map(short), odd: halves.odd.map(short) } }),
  };
}
