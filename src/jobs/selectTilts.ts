/** Switches tilts of a series on and off (UseTilt), which takes nothing else out of its XML. */
import { writeFileAtomically } from '../formats/atomicFile';
import { rootName } from '../formats/paths';
import { textOf, child } from '../formats/xmlEdit';
import { withPopulationLock } from '../model/lock';
import { readPopulation, readPopulationSources } from '../model/population';
import { readSeriesLists } from '../model/seriesSelection';
import { formatTiltSeries } from '../model/tiltSeriesFile';
import { Problem } from '../problem';
import { chooseSeries, chooseSource } from './chooseSeries';
import { recoverSave } from './refinement/saveRound';

export interface SelectTiltsOptions {
  readonly population: string;
  /** Path, GUID or name; undefined where the name of the series is enough. */
  readonly source?: string | undefined;
  readonly series: string;
  /** Tilts to use and to leave out, counted from 1 in file order. */
  readonly use: readonly number[];
  readonly leaveOut: readonly number[];
}

export interface SelectedTilts {
  readonly series: string;
  readonly tilts: number;
  readonly used: number;
  /** Tilts that are used now and were not, or the other way round. */
  readonly changed: number;
}

/**
 * The version of the data source stays: the next one that is made, before a restore or after a refinement, holds the
 * choice, since UseTilt is part of what versions are made of. Throws Problem; then nothing has changed.
 */
export async function selectTilts(options: SelectTiltsOptions): Promise<SelectedTilts> {
  const contradicted = options.use.find((tilt) => options.leaveOut.includes(tilt));
  if (contradicted !== undefined)
    throw new Problem(`tilt ${contradicted} is to be used and to be left out`, { remedy: 'choose one' });
  return withPopulationLock(options.population, async () => {
    await recoverSave(options.population);
    const population = await readPopulation(options.population);
    const all = await readPopulationSources(population);
    const sources = options.source === undefined ? all : [chooseSource(all, options.source, population.path)];
    const [path] = chooseSeries(sources, [options.series], population.path);
    const file = await readSeriesLists(path);
    const { used } = file.series;
    const angles = child(file.xml.root, 'Angles');
    if (angles === undefined || textOf(angles).trim().split('\n').length !== used.length)
      throw new Problem('it lists no tilts of its own', {
        where: path,
        remedy: 'process the series in Warp first',
      });
    const outside = [...options.use, ...options.leaveOut].find((tilt) => !(tilt >= 1 && tilt <= used.length));
    if (outside !== undefined)
      throw new Problem(`there is no tilt ${outside}, it has tilts 1 to ${used.length}`, { where: path });
    const wanted = used.map((before, i) =>
      options.use.includes(i + 1) ? true : options.leaveOut.includes(i + 1) ? false : before,
    );
    const changed = wanted.filter((use, i) => use !== used[i]).length;
    if (changed > 0) await writeFileAtomically(path, formatTiltSeries(file, { used: wanted }));
    return {
      series: rootName(path),
      tilts: used.length,
      used: wanted.filter((use) => use).length,
      changed,
    };
  });
}
