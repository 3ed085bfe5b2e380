/** RELION 5's optimisation set: a file that names the particles, the tomograms, each with a table of its tilts, and trajectories. */
import { basename, dirname, join, relative } from 'node:path';
import { readMrcHeader } from '../../formats/mrc';
import { seriesStem } from '../../formats/paths';
import { formatStar } from '../../formats/star';
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
  return {
    name: seriesStem(sourceName),
    sourceName,
    series: file.series,
    images,
    imagePixelSize: pixel > 0 ? pixel : pixelSize,
    rows,
  };
}

/**
 * Content of each file by its path. RELION takes paths from the folder where it is run, which is that of `output`.
 * @param output STAR file that the others are named after
 */
export function relion5Set(
  output: string,
  series: readonly ExportedSeries[],
  particles: { readonly path: string; readonly tables: readonly Table[] },
  trajectories?: readonly Table[],
): Map<string, string> {
  const folder = dirname(output);
  const stem = join(folder, basename(output, '.star'));
  const tableOf = ({ name }: ExportedSeries): string => join(`${stem}_tilt_series`, `${name}.star`);
  const here = (path: string): string => relative(folder, path);
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
    ...series.map((one): [string, string] => [tableOf(one), formatStar([relion5TiltTable(one)])]),
  ]);
  if (trajectories !== undefined) files.set(motion, formatStar(trajectories));
  return files.set(
    `${stem}_optimisation_set.star`,
    formatStar([{ name: '', columns: Object.keys(set), rows: [Object.values(set)] }]),
  );
}
