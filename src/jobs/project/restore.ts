/** Puts a species and the data sources it was refined with back to an earlier version, together. */
import { dirname, join } from 'node:path';
import type { FileContent } from '../../files/durableFile';
import { changeProject } from '../../model/changeProject';
import { chosenVersion } from '../../model/chosenVersion';
import { namesOfSource, ownFilesOfSpecies } from '../../model/ownFiles';
import { refinedWith } from '../../model/refinedWith';
import {
  companion,
  companionSuffixes,
  readSpecies,
  type CompanionSuffix,
  type Species,
} from '../../model/species';
import type { SourceChange, SpeciesChange } from '../../model/stageChanges';
import { verifySourceVersion, verifySpeciesVersion } from '../../model/verifyVersion';
import { listVersions, type Version } from '../../model/versions';
import { Problem } from '../../../shared/problem';
import { guidOfSource, versionMadeWith, type MadeWithBy } from './madeWith';
import { chosenReference } from './speciesReference';

export interface RestoreOptions {
  readonly population: string;
  /** Path, GUID or name. */
  readonly species: string;
  /** Eight letters, the first few of them, or a label. */
  readonly version: string;
  /** Versions of data sources, or their first letters, for sources whose version is not recorded; of any number of them. */
  readonly sourceVersions?: readonly string[] | undefined;
}

export interface Restored {
  readonly species: { readonly name: string; readonly version: string };
  readonly sources: readonly { readonly name: string; readonly version: string; readonly by: ChosenBy }[];
}

/** How the version of a source was found. */
export type ChosenBy = MadeWithBy | 'request';

/**
 * Versions are verified first, and the present state is kept as one, damaged or not. Nothing but the species' and the
 * sources' own files is touched. Other species keep their particles, which were refined with other deformations. Throws
 * Problem; then nothing has changed.
 */
export async function restore(options: RestoreOptions): Promise<Restored> {
  return changeProject('restore', options.population, async (project) => {
    const { population } = project;
    const reference = await chosenReference(population, options.species);
    const path = await project.ownSpeciesPlace(reference.path);
    const wanted = chosenVersion(await listVersions(path), options.version, { ...reference, path });
    await checkIsOf(wanted, reference.guid);
    const earlier = await verifySpeciesVersion(wanted, path);
    const record = refinedWith(earlier);
    const sources: (SourceChange & { readonly chosen: Version; readonly by: ChosenBy })[] = [];
    for (const { path: sourcePath } of population.sources) {
      const place = await project.ownSourcePlace(sourcePath);
      const [chosen, by] = await sourceVersion(place, wanted, record, options.sourceVersions ?? []);
      sources.push({ ...(await restoredSource(place, chosen)), chosen, by });
    }
    await project.save({ species: [await restoredSpecies(earlier, path)], sources });
    return {
      species: { name: earlier.name, version: wanted.version },
      sources: sources.map(({ source: { name }, chosen: { version }, by }) => ({ name, version, by })),
    };
  });
}

async function checkIsOf(version: Version, guid: string): Promise<void> {
  const copy = await readSpecies(version.path);
  if (copy.guid !== guid) throw new Problem('this version is of another species', { where: version.path });
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

async function sourceVersion(
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
  const found = versionMadeWith(
    versions,
    record.get((await guidOfSource(path, versions)) ?? ''),
    wanted.date,
  );
  if ('version' in found) return [found.version, found.by];
  const why = {
    gone: `its version ${found.recorded}, which ${wanted.version} of the species was made with, is gone`,
    undated: 'its versions are older than those that they were made from, so dates do not tell which to take',
    younger: `it has no version that is as old as ${wanted.version} of the species`,
  };
  throw new Problem(why[found.missing], { where: path, remedy });
}
