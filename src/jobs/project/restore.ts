/** Puts a species and the data sources it was refined with back to an earlier version, together. */
import { basename, dirname, join, resolve } from 'node:path';
import type { FileContent } from '../../files/durableFile';
import { changeProject, type ProjectChange } from '../../model/changeProject';
import { namesOfSource, ownFilesOfSpecies } from '../../model/ownFiles';
import type { Reference } from '../../model/references';
import { refinedWith } from '../../model/refinedWith';
import { readSource } from '../../model/source';
import {
  companion,
  companionSuffixes,
  readSpecies,
  type CompanionSuffix,
  type Species,
} from '../../model/species';
import type { SourceChange, SpeciesChange } from '../../model/stageChanges';
import { verifySourceVersion, verifySpeciesVersion } from '../../model/verifyVersion';
import { datesAreTrue, listVersions, versionAt, type Version } from '../../model/versions';
import { Problem, unlessProblem } from '../../../shared/problem';

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
 * Versions are verified first, and the present state is kept as one, damaged or not. Nothing but the species' and the
 * sources' own files is touched. Other species keep their particles, which were refined with other deformations. Throws
 * Problem; then nothing has changed.
 */
export async function restore(options: RestoreOptions): Promise<Restored> {
  return changeProject('restore', options.population, async (project) => {
    const { population } = project;
    const reference = await chosenReference(project, options.species);
    const path = await project.ownSpeciesPlace(reference.path);
    const wanted = await chosenVersion({ ...reference, path }, options.version);
    const earlier = await verifySpeciesVersion(wanted, path);
    const record = refinedWith(earlier);
    const sources: (SourceChange & { readonly chosen: Version; readonly by: ChosenBy })[] = [];
    for (const { path: sourcePath } of population.sources) {
      const place = await project.ownSourcePlace(sourcePath);
      const [chosen, by] = await versionWith(place, wanted, record, options.sourceVersions ?? []);
      sources.push({ ...(await restoredSource(place, chosen)), chosen, by });
    }
    await project.save({ species: [await restoredSpecies(earlier, path)], sources });
    return {
      species: { name: earlier.name, version: wanted.version },
      sources: sources.map(({ source: { name }, chosen: { version }, by }) => ({ name, version, by })),
    };
  });
}

interface NamedReference extends Reference {
  readonly name: string;
}

/** A damaged species goes by its GUID, its path, or the name of its file. */
async function chosenReference(project: ProjectChange, wanted: string): Promise<NamedReference> {
  const { species, path: where } = project.population;
  const known: NamedReference[] = [];
  for (const reference of species) known.push({ ...reference, name: await nameOf(reference.path) });
  const found = known.filter(
    ({ guid, path, name }) => wanted.toLowerCase() === guid || resolve(wanted) === path || wanted === name,
  );
  if (found.length === 1) return found[0];
  throw new Problem(
    found.length === 0
      ? `it has no species ${wanted}, but ${known.map(({ name }) => name).join(', ') || 'none at all'}`
      : `it has ${found.length} species named ${wanted}`,
    { where, remedy: 'give the GUID that list_species shows' },
  );
}

async function nameOf(path: string): Promise<string> {
  return (await unlessProblem(readSpecies(path)))?.name ?? basename(path, '.species');
}

async function chosenVersion({ path, guid, name }: NamedReference, wanted: string): Promise<Version> {
  const versions = await listVersions(path);
  const found = versions.filter(({ version }) => version === wanted);
  const alike = found.length === 1 ? found : versions.filter(({ version }) => version.startsWith(wanted));
  if (alike.length !== 1 || wanted === '')
    throw new Problem(
      `${name} has ${alike.length === 0 ? 'no version' : `${alike.length} versions`} ${wanted}, its versions are ${versions.map(({ version }) => version).join(', ') || 'none'}`,
      { where: path, remedy: 'look them up with murmur history' },
    );
  const copy = await readSpecies(alike[0].path);
  if (copy.guid !== guid) throw new Problem('this version is of another species', { where: alike[0].path });
  return alike[0];
}

/** What the earlier version had not is removed: it is in the copy of the present state. */
async function restoredSpecies(earlier: Species, path: string): Promise<SpeciesChange> {
  const species = { ...earlier, path };
  const kept = await ownFilesOfSpecies(earlier);
  const files = new Map<CompanionSuffix, FileContent>();
  const removed: CompanionSuffix[] = [];
  const present = await ownFilesOfSpecies(species);
  for (const suffix of companionSuffixes) {
    const copy = companion(earlier, suffix);
    if (kept.includes(copy)) files.set(suffix, { copyOf: copy });
    else if (present.includes(companion(species, suffix))) removed.push(suffix);
  }
  return { species, files, removed, restored: true };
}

/** References of a version are written for its folder: at their real place they lead to the same files. */
async function restoredSource(path: string, version: Version): Promise<SourceChange> {
  const earlier = await verifySourceVersion(version, path);
  const source = { ...earlier, path };
  const series = new Map<string, FileContent>(
    namesOfSource(source).map((name) => [join(dirname(path), name), { copyOf: join(version.folder, name) }]),
  );
  return { source, series, restored: true };
}

async function versionWith(
  path: string,
  wanted: Version,
  record: ReadonlyMap<string, string>,
  asked: readonly string[],
): Promise<readonly [Version, ChosenBy]> {
  const versions = await listVersions(path);
  const remedy = `say which with --source_version: ${versions.map(({ version }) => version).join(', ') || 'none is kept'}`;
  const requested = versions.filter(({ version }) =>
    asked.some((start) => start !== '' && version.startsWith(start)),
  );
  if (requested.length > 1)
    throw new Problem(`${requested.length} versions fit --source_version`, { where: path, remedy });
  if (requested.length === 1) return [requested[0], 'request'];
  const recorded = record.get((await guidOf(path, versions)) ?? '');
  if (recorded !== undefined) {
    const found = versions.find(({ version }) => version === recorded);
    if (found !== undefined) return [found, 'record'];
    throw new Problem(
      `its version ${recorded}, which ${wanted.version} of the species was made with, is gone`,
      {
        where: path,
        remedy,
      },
    );
  }
  if (versions.length === 1) return [versions[0], 'only'];
  if (!datesAreTrue(versions))
    throw new Problem(
      'its versions are older than those that they were made from, so dates do not tell which to take',
      {
        where: path,
        remedy,
      },
    );
  // Sources are saved before the species that were refined with them, so theirs is the last one until then.
  const version = versionAt(versions, wanted.date);
  if (version === undefined)
    throw new Problem(`it has no version that is as old as ${wanted.version} of the species`, {
      where: path,
      remedy,
    });
  return [version, 'date'];
}

/** Of the source itself, or where that is damaged of its last version. */
async function guidOf(path: string, versions: readonly Version[]): Promise<string | undefined> {
  for (const file of [path, ...versions.map((version) => version.path).toReversed()]) {
    const source = await unlessProblem(readSource(file));
    if (source !== undefined) return source.guid;
  }
  return undefined;
}
