/** A series of the plan, as its files are: refused where they are no longer what was planned. */
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import type { SeriesInput } from '../../../compute/refine/seriesSession';
import type { SeriesParticles } from '../../../compute/parameters/views';
import { fileProblem } from '../../../files/fileProblem';
import { readAhead } from '../../../files/readAhead';
import { seriesXmlPath, type DataSource } from '../../../model/source';
import {
  isAsRead,
  readTiltSeries,
  tiltAveragePath,
  type TiltSeriesFile,
} from '../../../model/tiltSeriesFile';
import { Problem } from '../../../../shared/problem';
import type { ProjectSeries } from '../project';
import { readTiltAverage } from '../tiltAverages';
import type { PlannedSeries } from './plan';

/**
 * @param source that lists it
 * @param known the same, as it was read before: it is not read again where its XML is still that
 * Throws Problem.
 */
export async function plannedSeries(
  planned: PlannedSeries,
  source: DataSource,
  known?: ProjectSeries,
): Promise<ProjectSeries> {
  const isKnown = known !== undefined && (await isAsRead(known.file));
  const file = isKnown ? known.file : await readTiltSeries(seriesXmlPath(source, planned.name), source);
  if ((await contentOfSeries(file)) !== planned.content)
    throw new Problem('the series, or one of its images, was changed while it was being refined', {
      where: file.path,
      remedy: 'start the refinement again: it takes up what is not touched by that',
    });
  return { source, name: planned.name, hash: planned.hash, file };
}

/** Fingerprint of the XML and, by their sizes and dates, of the images: Warp may make both again at any time. */
export async function contentOfSeries(file: TiltSeriesFile): Promise<string> {
  const hash = createHash('sha256').update(`${file.digest} ${file.beyondLimit}\n`);
  const { tiltCount, used } = file.series;
  const tilts = Array.from({ length: tiltCount }, (_, tilt) => tilt).filter((tilt) => used[tilt]);
  const stamp = async (tilt: number): Promise<string> => {
    const path = tiltAveragePath(file, tilt);
    const { size, mtimeMs } = await stat(path).catch((error: unknown) => {
      throw fileProblem(error, path, 'cannot read the image');
    });
    return `${size} ${mtimeMs}\n`;
  };
  for await (const one of readAhead(tilts, stamp)) hash.update(one);
  return hash.digest('hex');
}

/** @param note told what is wrong with an image that is used all the same */
export function inputOf(
  { file }: ProjectSeries,
  particles: readonly SeriesParticles[],
  note?: (message: string) => void,
): SeriesInput {
  return {
    series: file.series,
    particles,
    loadTilt: async (tilt) => readTiltAverage(file, tilt, note),
  };
}
