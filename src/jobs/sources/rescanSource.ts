/** Looks again at the folder of a data source: series that were processed since are added, those whose XML is gone leave. */
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileProblem } from '../../files/fileProblem';
import { rootName } from '../../formats/paths';
import { changeProject } from '../../model/changeProject';
import { readSeriesHead } from '../../model/seriesSelection';
import { holdsTiltSeries, type DataSource } from '../../model/source';
import { readTiltSeries } from '../../model/tiltSeriesFile';
import { Problem } from '../../../shared/problem';
import { chooseSource } from './chooseSeries';
import { dataHash, storedHashes } from './dataHash';

export interface RescanOptions {
  readonly population: string;
  /** Path, GUID or name. */
  readonly source: string;
  /** Also add series that are deselected. */
  readonly includeDeselected: boolean;
}

export interface Rescanned {
  readonly source: string;
  readonly version: string;
  readonly series: number;
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** Series that stay keep their place. Throws Problem; then nothing has changed. */
export async function rescanSource(options: RescanOptions): Promise<Rescanned> {
  return changeProject('rescan_source', options.population, async (project) => {
    const sources = await project.readSources();
    const chosen = chooseSource(sources, options.source, project.population.path);
    const source = await project.ownSource(chosen.path);
    if (source.files.length > 0 && !holdsTiltSeries(source))
      throw new Problem('it holds frame series, which are not refined here', { where: source.path });
    const found = await seriesXmlNames(dirname(source.path));
    const kept = source.files.filter(({ name }) => found.includes(rootName(name)));
    const known = new Set(source.files.map(({ name }) => rootName(name)));
    const owned = new Map(sources.flatMap(({ files, name }) => files.map(({ hash }) => [hash, name])));
    const stored = await storedHashes(dirname(source.path));
    const added: { readonly hash: string; readonly name: string }[] = [];
    for (const series of found.filter((name) => !known.has(name))) {
      const file = await readTiltSeries(join(dirname(source.path), `${series}.xml`), source);
      if (file.unselected && !options.includeDeselected) continue;
      const { hash } = await dataHash(file, stored);
      if (!owned.has(hash)) added.push({ hash, name: `${series}.tomostar` });
    }
    const files = [...kept, ...added];
    if (files.length === 0)
      throw new Problem('none of its series is left', {
        where: source.path,
        remedy: 'remove the data source from the population instead',
      });
    const removed = source.files.filter((file) => !kept.includes(file)).map(({ name }) => rootName(name));
    const changed = added.length + removed.length > 0;
    const saved: DataSource = changed
      ? (await project.save({ sources: [{ source: { ...source, files } }] })).sources[0]
      : source;
    return {
      source: saved.name,
      version: saved.version,
      series: saved.files.length,
      added: added.map(({ name }) => rootName(name)),
      removed,
    };
  });
}

/** In alphabetical order, numbers by value. */
async function seriesXmlNames(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw fileProblem(error, folder, 'cannot list the processing folder');
  });
  const series: string[] = [];
  for (const name of names.filter((one) => one.endsWith('.xml') && !one.startsWith('.')))
    // XML of other kinds may lie there too.
    if (await isTiltSeries(join(folder, name))) series.push(basename(name, '.xml'));
  return series.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

async function isTiltSeries(path: string): Promise<boolean> {
  return readSeriesHead(path).then(
    () => true,
    () => false,
  );
}
