/** Deselects whole tilt series for review, or selects them again (UnselectManual). */
import { replaceFilesTogether } from '../formats/atomicFile';
import { rootName } from '../formats/paths';
import { attribute } from '../formats/xmlEdit';
import { withPopulationLock } from '../model/lock';
import { readPopulation, readPopulationSources } from '../model/population';
import { formatSelection, readSeriesLists, selectionFrom, type Selection } from '../model/seriesSelection';
import { chooseSeries, chooseSource } from './chooseSeries';
import { journalPath, recoverSave } from './refinement/saveRound';

export interface SelectSeriesOptions {
  readonly population: string;
  /** Path, GUID or name; undefined where the names of the series are enough. */
  readonly source?: string | undefined;
  readonly series: readonly string[];
  readonly selection: Selection;
}

/** All of them or, when a Problem is thrown, none. @returns names of the series that had been decided otherwise */
export async function selectSeries(options: SelectSeriesOptions): Promise<readonly string[]> {
  return withPopulationLock(options.population, async () => {
    await recoverSave(options.population);
    const population = await readPopulation(options.population);
    const all = await readPopulationSources(population);
    const sources = options.source === undefined ? all : [chooseSource(all, options.source, population.path)];
    const files = new Map<string, string>();
    for (const path of chooseSeries(sources, options.series, population.path)) {
      const file = await readSeriesLists(path);
      if (selectionFrom(attribute(file.xml.root, 'UnselectManual')) !== options.selection)
        files.set(path, formatSelection(file, options.selection));
    }
    if (files.size > 0) await replaceFilesTogether(files, journalPath(population.path));
    return [...files.keys()].map(rootName);
  });
}
