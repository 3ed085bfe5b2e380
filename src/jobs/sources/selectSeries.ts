/** Deselects whole tilt series for review, or selects them again (UnselectManual). */
import { rootName } from '../../formats/paths';
import { attribute } from '../../formats/xmlEdit';
import { changeProject } from '../../model/changeProject';
import { formatSelection, readSeriesLists, selectionFrom, type Selection } from '../../model/seriesSelection';
import type { DataSource } from '../../model/source';
import { chooseSeries, chooseSource } from './chooseSeries';

export interface SelectSeriesOptions {
  readonly population: string;
  /** Path, GUID or name; undefined where the names of the series are enough. */
  readonly source?: string | undefined;
  readonly series: readonly string[];
  readonly selection: Selection;
}

/** All of them or, when a Problem is thrown, none. @returns names of the series that had been decided otherwise */
export async function selectSeries(options: SelectSeriesOptions): Promise<readonly string[]> {
  return changeProject('select_series', options.population, async (project) => {
    const { path } = project.population;
    const all = await project.readSources();
    const chosen = options.source === undefined ? all : [chooseSource(all, options.source, path)];
    const wanted = new Set(chooseSeries(chosen, options.series, path).map(rootName));
    const owned: DataSource[] = [];
    for (const source of chosen)
      if (source.files.some(({ name }) => wanted.has(rootName(name))))
        owned.push(await project.ownSource(source.path));
    const files = new Map<string, string>();
    for (const xml of chooseSeries(owned, options.series, path)) {
      const file = await readSeriesLists(xml);
      if (selectionFrom(attribute(file.xml.root, 'UnselectManual'), xml) !== options.selection)
        files.set(xml, formatSelection(file, options.selection));
    }
    if (files.size > 0) await project.save({ others: files });
    return [...files.keys()].map(rootName);
  });
}
