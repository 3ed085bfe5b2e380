/** What may be wrong with one tilt series: files, sizes, doses, selections. */
import { existsSync } from 'node:fs';
import { readMrcHeader } from '../../formats/mrc';
import { seriesDataHash } from '../../model/hashes';
import { seriesXmlPath, type DataSource } from '../../model/source';
import { rawMoviePath } from '../../model/tiltMovies';
import { readTiltSeries, tiltAveragePath, type TiltSeriesFile } from '../../model/tiltSeriesFile';
import { ctfResolution } from '../../model/tiltSeriesXml';
import { checkTiltAngles } from './checkTiltAngles';
import { checkDoses, dosesDoubt } from './doses';
import { findingOf } from './doubt';
import { hotPixels, readImage } from '../refinement/tiltAverages';
import { error, readOrFind, warning, type Finding } from './finding';

/** @returns the series, undefined when it cannot be read */
export async function checkSeries(
  source: DataSource,
  entry: DataSource['files'][number],
  findings: Finding[],
): Promise<TiltSeriesFile | undefined> {
  const path = seriesXmlPath(source, entry.name);
  const file = await readOrFind(path, findings, () => readTiltSeries(path, source));
  if (file === undefined) return undefined;
  await readOrFind(path, findings, async () => checkDoses(file.series.dose, path));
  checkLists(file, source.frameLimit, findings);
  await checkTiltAngles(file, findings);
  await checkImages(file, findings);
  await checkHash(file, entry.hash, findings);
  return file;
}

function checkLists(file: TiltSeriesFile, limit: number, findings: Finding[]): void {
  const { path, series, unselected, xml, beyondLimit } = file;
  const on = series.used.filter(Boolean).length + beyondLimit;
  if (on === 0) findings.push(error(path, 'all tilts are switched off', 'switch tilts on (UseTilt)'));
  else if (on < series.tiltCount / 2)
    findings.push(
      warning(
        path,
        `${series.tiltCount - on} of ${series.tiltCount} tilts are switched off`,
        'check UseTilt',
      ),
    );
  if (beyondLimit > 0)
    findings.push(
      warning(
        path,
        `${beyondLimit} of ${on} tilts are beyond the limit of its data source, the ${limit} of least dose are used`,
        'change FrameLimit in the .source, if that is not meant',
      ),
    );
  if (unselected)
    findings.push(
      warning(
        path,
        'it is deselected: a refinement here leaves it out, M refines it all the same',
        'select it, or remove its <File> from the source',
      ),
    );
  if (series.tiltCount > 1 && series.dose.every((dose) => dose === series.dose[0]))
    findings.push(
      error(
        path,
        `all ${series.tiltCount} tilts have the dose ${series.dose[0]} e/Å²`,
        'import the series again with the dose of a tilt (ts_import --tilt_exposure)',
      ),
    );
  const doubt = dosesDoubt(series.dose, path);
  if (doubt !== null && !series.dose.every((dose) => dose === series.dose[0]))
    findings.push(findingOf(doubt));
  if (!(ctfResolution(xml.root, path) > 0))
    findings.push(warning(path, 'its CTF has not been fitted', 'run WarpTools ts_ctf'));
  if (series.volumeSize.some((size) => !(size > 0)))
    findings.push(error(path, 'the volume has no size', 'fix DimensionsX, Y and Z in the source'));
}

async function checkImages(file: TiltSeriesFile, findings: Finding[]): Promise<void> {
  const missing = { averages: [] as string[], raw: [] as string[] };
  for (const [tilt, movie] of file.moviePaths.entries()) {
    const average = tiltAveragePath(file, tilt);
    if (!existsSync(average)) missing.averages.push(average);
    else await checkAverage(average, file, findings);
    const raw = await readOrFind(movie, findings, () => rawMoviePath(movie));
    if (raw !== undefined && !existsSync(raw)) missing.raw.push(raw);
  }
  const tell = (paths: readonly string[], what: string): string =>
    `${paths.length} of ${file.moviePaths.length} ${what} are missing, the first is ${paths[0]}`;
  if (missing.averages.length > 0)
    findings.push(
      error(
        file.path,
        tell(missing.averages, 'tilt images'),
        'restore them, or fix DataDirectory and MoviePath',
      ),
    );
  if (missing.raw.length > 0)
    findings.push(
      warning(
        file.path,
        tell(missing.raw, 'raw movies'),
        'refinement here needs none, but M does: restore them',
      ),
    );
}

async function checkAverage(path: string, { series }: TiltSeriesFile, findings: Finding[]): Promise<void> {
  const header = await readOrFind(path, findings, () => readMrcHeader(path));
  if (header === undefined) return;
  await checkPixels(path, findings);
  header.size.slice(0, 2).forEach((pixels, axis) => {
    const size = pixels * header.pixelSize[axis];
    // Binning rounds to whole, even pixels.
    const tolerance = 3 * header.pixelSize[axis];
    if (header.pixelSize[axis] > 0 && Math.abs(size - series.imageSize[axis]) > tolerance)
      findings.push(
        error(
          path,
          `the image is ${size.toFixed(0)} Å along ${'xy'[axis]}, the raw movie ${series.imageSize[axis].toFixed(0)} Å`,
          'check the pixel size of the data source against that of the images',
        ),
      );
  });
}

/** What a refinement refuses, leaves out and clips. */
async function checkPixels(path: string, findings: Finding[]): Promise<void> {
  const image = await readOrFind(path, findings, () => readImage(path));
  if (image?.isBlank === true)
    findings.push(
      warning(
        path,
        'the image has one value everywhere, and is left out',
        'switch the tilt off, or make the average again',
      ),
    );
  if (image !== undefined && image.clipped > 0)
    findings.push(
      warning(
        path,
        `${hotPixels(image.clipped)}, which are clipped`,
        'remove hot pixels when movies are aligned',
      ),
    );
}

async function checkHash(file: TiltSeriesFile, stored: string, findings: Finding[]): Promise<void> {
  const [first] = file.moviePaths;
  if (first === undefined || !existsSync(await rawMoviePath(first))) return;
  const hash = await readOrFind(file.path, findings, () => seriesDataHash(file));
  if (hash !== undefined && hash !== stored)
    findings.push(
      error(
        file.path,
        `its first raw movie gives the hash ${hash}, the source has ${stored}`,
        'its particles would be lost in M: restore the movie and its place in the list',
      ),
    );
}
