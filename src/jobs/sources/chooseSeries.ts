/** The data source and the tilt series of a population that a user means. */
import { resolve } from 'node:path';
import { rootName } from '../../formats/paths';
import { seriesXmlPath, type DataSource } from '../../model/source';
import { Problem } from '../../../shared/problem';

/**
 * @param wanted path, GUID or name
 * Throws Problem when there is none, or more than one of that name.
 */
export function chooseSource(sources: readonly DataSource[], wanted: string, population: string): DataSource {
  const found = sources.filter(
    ({ path, guid, name }) => resolve(wanted) === path || wanted.toLowerCase() === guid || wanted === name,
  );
  if (found.length === 1) return found[0];
  throw new Problem(
    found.length === 0
      ? `it has no data source ${wanted}`
      : `it has ${found.length} data sources named ${wanted}`,
    { where: population, remedy: 'give the GUID that list_sources shows' },
  );
}

/** @param wanted `TS_1` or `TS_1.tomostar`. Throws Problem for a series that none of the sources has, or more than one. */
export function oneSeries(
  sources: readonly DataSource[],
  wanted: string,
  population: string,
): { readonly source: DataSource; readonly name: string } {
  const found = sources.flatMap((source) =>
    source.files
      .filter(({ name }) => name === wanted || rootName(name) === wanted)
      .map(({ name }) => ({ source, name })),
  );
  if (found.length === 1) return found[0];
  throw new Problem(
    found.length === 0
      ? `no data source has a series ${wanted}`
      : `${found.length} data sources have a series ${wanted}`,
    { where: population, remedy: found.length === 0 ? 'check its name' : 'choose one with --source' },
  );
}

/**
 * Paths of the XML files of series.
 *
 * @param sources all of the population, or the one that was chosen
 * @param names `TS_1` or `TS_1.tomostar`
 * Throws Problem for a series that none of them has, or more than one.
 */
export function chooseSeries(
  sources: readonly DataSource[],
  names: readonly string[],
  population: string,
): readonly string[] {
  if (names.length === 0) throw new Problem('it is not said which series', { remedy: 'name one' });
  return names.map((wanted) => {
    const { source, name } = oneSeries(sources, wanted, population);
    return seriesXmlPath(source, name);
  });
}
