/** Switches tilts of a series on and off (UseTilt), which takes nothing else out of its XML. */
import { rootName } from '../../formats/paths';
import { textOf, child } from '../../formats/xmlEdit';
import { changeProject } from '../../model/changeProject';
import { readSeriesLists } from '../../model/seriesSelection';
import { formatTiltSeries } from '../../model/tiltSeriesChanges';
import { Problem } from '../../../shared/problem';
import { chooseSeries, chooseSource } from './chooseSeries';

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
  return changeProject('select_tilts', options.population, async (project) => {
    const { population } = project;
    const all = await project.readSources();
    const sources = options.source === undefined ? all : [chooseSource(all, options.source, population.path)];
    const [chosen] = chooseSeries(sources, [options.series], population.path);
    const source = sources.find(({ files }) => files.some(({ name }) => rootName(name) === rootName(chosen)));
    if (source === undefined) throw new Error(`${chosen} is of no source`);
    const [path] = chooseSeries([await project.ownSource(source.path)], [options.series], population.path);
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
    if (changed > 0)
      await project.save({ others: new Map([[path, formatTiltSeries(file, { used: wanted })]]) });
    return {
      series: rootName(path),
      tilts: used.length,
      used: wanted.filter((use) => use).length,
      changed,
    };
  });
}
