/** Puts a species and the data sources it was refined with back to an earlier version, together. */
import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { replaceFilesTogether } from '../formats/atomicFile';
import type { FileContent } from '../formats/durableFile';
import { commitSource, commitSpecies, companionFiles } from '../model/commit';
import { withPopulationLock } from '../model/lock';
import { readPopulation, readPopulationSources, readPopulationSpecies } from '../model/population';
import { formatSource, readSource, type DataSource } from '../model/source';
import { refinedWith } from '../model/refinedWith';
import { readSpecies, type Species } from '../model/species';
import { datesAreTrue, listVersions, versionAt, type Version } from '../model/versions';
import { Problem } from '../problem';
import { chooseSpecies } from './chooseSpecies';
import { journalPath, recoverSave } from './refinement/saveRound';

export interface RestoreOptions {
  readonly population: string;
  /** Path, GUID or name. */
  readonly species: string;
  /** Eight letters, or the first few of them. */
  readonly version: string;
  /** Versions of data sources, or their first letters, for sources whose version is not recorded; of any number of them. */
  readonly sourceVersions?: readonly string[] | undefined;
}

export interface Restored {
  readonly species: { readonly name: string; readonly version: string };
  readonly sources: readonly { readonly name: string; readonly version: string; readonly by: ChosenBy }[];
}

/**
 * How the version of a source was found: the species says so, it was asked for, there is no other, or, where M saved the
 * species, it was the last one before the species by the dates of the files.
 */
export type ChosenBy = 'record' | 'request' | 'only' | 'date';

/**
 * The present state is kept as a version first. Other species keep their particles, which were refined with other
 * deformations. Throws Problem; then nothing has changed.
 */
export async function restore(options: RestoreOptions): Promise<Restored> {
  return withPopulationLock(options.population, async () => {
    await recoverSave(options.population);
    const population = await readPopulation(options.population);
    const species = chooseSpecies(await readPopulationSpecies(population), options.species, population.path);
    const sources = await readPopulationSources(population);
    const wanted = await chosenVersion(species, options.version);
    const record = refinedWith(await readSpecies(wanted.path));
    const sourceVersions: (readonly [DataSource, Version, ChosenBy])[] = [];
    for (const source of sources)
      sourceVersions.push([
        source,
        ...(await versionWith(source, wanted, record, options.sourceVersions ?? [])),
      ]);

    await commitSpecies(species);
    for (const source of sources) await commitSource(source);
    const files = new Map<string, FileContent>();
    for (const [source, version] of sourceVersions) await addSource(files, source, version);
    const restored = await readSpecies(wanted.path);
    for (const name of await readdir(wanted.folder))
      files.set(join(dirname(species.path), name), { copyOf: join(wanted.folder, name) });
    // What the earlier version had not is kept in the copy that was just made.
    const obsolete = species.dontVersion
      ? []
      : (await companionFiles(species)).filter((path) => !files.has(path));
    await replaceFilesTogether(files, journalPath(population.path));
    for (const path of obsolete) await rm(path, { force: true });
    return {
      species: { name: restored.name, version: wanted.version },
      sources: sourceVersions.map(([{ name }, { version }, by]) => ({ name, version, by })),
    };
  });
}

async function chosenVersion(species: Species, wanted: string): Promise<Version> {
  const versions = await listVersions(species.path);
  const found = versions.filter(({ version }) => version.startsWith(wanted));
  if (found.length !== 1 || wanted === '')
    throw new Problem(
      `${species.name} has ${found.length === 0 ? 'no version' : `${found.length} versions`} ${wanted}, its versions are ${versions.map(({ version }) => version).join(', ') || 'none'}`,
      { where: species.path, remedy: 'look them up with murmur history' },
    );
  const copy = await readSpecies(found[0].path);
  if (copy.guid !== species.guid)
    throw new Problem('this version is of another species', { where: found[0].path });
  return found[0];
}

async function versionWith(
  source: DataSource,
  wanted: Version,
  record: ReadonlyMap<string, string>,
  asked: readonly string[],
): Promise<readonly [Version, ChosenBy]> {
  const versions = await listVersions(source.path);
  const remedy = `say which with --source_version: ${versions.map(({ version }) => version).join(', ') || 'none is kept'}`;
  const requested = versions.filter(({ version }) =>
    asked.some((start) => start !== '' && version.startsWith(start)),
  );
  if (requested.length > 1)
    throw new Problem(`${requested.length} versions fit --source_version`, { where: source.path, remedy });
  if (requested.length === 1) return [requested[0], 'request'];
  const recorded = record.get(source.guid);
  if (recorded !== undefined) {
    const found = versions.find(({ version }) => version === recorded);
    if (found !== undefined) return [found, 'record'];
    throw new Problem(
      `its version ${recorded}, which ${wanted.version} of the species was made with, is gone`,
      {
        where: source.path,
        remedy,
      },
    );
  }
  if (versions.length === 1) return [versions[0], 'only'];
  if (!datesAreTrue(versions))
    throw new Problem(
      'its versions are older than those that they were made from, so dates do not tell which to take',
      {
        where: source.path,
        remedy,
      },
    );
  // Sources are saved before the species that were refined with them, so theirs is the last one until then.
  const version = versionAt(versions, wanted.date);
  if (version === undefined)
    throw new Problem(`it has no version that is as old as ${wanted.version} of the species`, {
      where: source.path,
      remedy,
    });
  return [version, 'date'];
}

async function addSource(
  files: Map<string, FileContent>,
  source: DataSource,
  version: Version,
): Promise<void> {
  const copy = await readSource(version.path);
  // Its references were written for the folder of the version.
  files.set(source.path, formatSource({ ...copy, path: source.path }));
  for (const name of await readdir(version.folder))
    if (name !== basename(version.path))
      files.set(join(dirname(source.path), name), { copyOf: join(version.folder, name) });
}
