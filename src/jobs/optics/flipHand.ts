/** Turns the hand of tilt series (AreAnglesInverted): the defocus falls with height where it rose. */
import { rootName } from '../../formats/paths';
import { changeProject } from '../../model/changeProject';
import { seriesXmlPath } from '../../model/source';
import { formatTiltSeries } from '../../model/tiltSeriesChanges';
import { readTiltSeries } from '../../model/tiltSeriesFile';
import { chooseSeries, chooseSource } from '../sources/chooseSeries';

export interface FlipHandOptions {
  readonly population: string;
  /** Path, GUID or name. */
  readonly source: string;
  /** Names; all of the source without any. */
  readonly series: readonly string[];
}

export interface FlippedHand {
  readonly source: string;
  readonly series: readonly { readonly name: string; readonly anglesInverted: boolean }[];
}

/** Makes a version of the source. Throws Problem; then nothing has changed. */
export async function flipHand(options: FlipHandOptions): Promise<FlippedHand> {
  return changeProject('flip_hand', options.population, async (project) => {
    const { path: population } = project.population;
    const chosen = chooseSource(await project.readSources(), options.source, population);
    const source = await project.ownSource(chosen.path);
    const paths =
      options.series.length === 0
        ? source.files.map(({ name }) => seriesXmlPath(source, name))
        : chooseSeries([source], options.series, population);
    const series = new Map<string, string>();
    const flipped: { readonly name: string; readonly anglesInverted: boolean }[] = [];
    for (const path of new Set(paths)) {
      const file = await readTiltSeries(path, source);
      const anglesInverted = !file.series.anglesInverted;
      series.set(path, formatTiltSeries(file, { anglesInverted }));
      flipped.push({ name: rootName(path), anglesInverted });
    }
    await project.save({ sources: [{ source, series }] });
    return { source: source.name, series: flipped };
  });
}
