/** Changes of a project become files: what is there is kept as a version, and what takes its place is one. */
import { dirname } from 'node:path';
import { isThere, type FileContent } from '../files/durableFile';
import type { Save } from '../files/save';
import { Problem } from '../../shared/problem';
import { formatPopulation, type Population } from './population';
import { withRefinedWith } from './refinedWith';
import { formatSource, type DataSource } from './source';
import { companion, formatSpecies, type CompanionSuffix, type Species } from './species';
import { isCovered, versionFolder, versionFor, type VersionsInMaking } from './versionCopy';
import { formatRemoved, readRemoved, removedPath } from './removedVersions';
import { formatLabel, labelPath, type VersionLabel } from './versionLabel';
import type { Version } from './versions';
import {
  damaged,
  numbered,
  sourceOnDisk,
  speciesOnDisk,
  stagedSource,
  stagedSpecies,
  type VersionedState,
  type VersionNumbers,
} from './versionedState';

export interface SpeciesChange {
  /** As it is to be; its version is found out. */
  readonly species: Species;
  /** Files beside it that change. */
  readonly files?: ReadonlyMap<CompanionSuffix, FileContent>;
  readonly removed?: readonly CompanionSuffix[];
  /** All of this is an earlier version, which gets its number back. */
  readonly restored?: boolean;
}

export interface SourceChange {
  /** As it is to be; its version is found out. */
  readonly source: DataSource;
  /** Absolute path -> XML of series that change. */
  readonly series?: ReadonlyMap<string, FileContent>;
  readonly restored?: boolean;
}

/** Of a version that is there. */
export interface VersionChange {
  /** Path of the species or source, whose present state is another matter. */
  readonly owner: string;
  readonly version: Pick<Version, 'version' | 'previous'>;
  /** Null takes the version away. */
  readonly label: VersionLabel | null;
}

export interface Changes {
  readonly population?: Population;
  readonly sources?: readonly SourceChange[];
  readonly species?: readonly SpeciesChange[];
  readonly versions?: readonly VersionChange[];
  /** The species record that they were refined with these sources. */
  readonly refinedTogether?: boolean;
  /** Absolute paths in the population's `refinement_temp`. */
  readonly diagnostics?: ReadonlyMap<string, FileContent>;
  /** Absolute paths in folders that were owned. */
  readonly others?: ReadonlyMap<string, FileContent>;
}

/** What was saved, with its versions. */
export interface Saved {
  readonly sources: readonly DataSource[];
  readonly species: readonly Species[];
}

/** Every path that is written or removed, versions aside. */
export function pathsOf(changes: Changes): readonly string[] {
  const { population, sources = [], species = [], diagnostics, others } = changes;
  return [
    ...(population === undefined ? [] : [population.path]),
    ...sources.flatMap(({ source, series }) => [source.path, ...(series?.keys() ?? [])]),
    ...species.flatMap(({ species: one, files, removed }) => [
      one.path,
      ...[...(files?.keys() ?? []), ...(removed ?? [])].map((suffix) => companion(one, suffix)),
    ]),
    ...(diagnostics?.keys() ?? []),
    ...(others?.keys() ?? []),
  ];
}

/**
 * @param population path of the one that is open
 * @param kept paths of owners whose present state is known to be a version
 */
export async function stageChanges(
  save: Save,
  changes: Changes,
  population: string,
  kept: ReadonlySet<string>,
): Promise<Saved> {
  const { sources: sourceChanges = [], species: speciesChanges = [] } = changes;
  const inMaking: VersionsInMaking = new Map();
  const before = new Map<string, VersionNumbers>();
  for (const { source, restored } of sourceChanges)
    before.set(
      source.path,
      await keepPresent(
        save,
        inMaking,
        await sourceOnDisk(source, restored === true),
        isKept(source, restored, kept),
      ),
    );
  for (const { species, restored } of speciesChanges)
    before.set(
      species.path,
      await keepPresent(
        save,
        inMaking,
        await speciesOnDisk(species, restored === true),
        isKept(species, restored, kept),
      ),
    );
  await save.stage(contentsOf(changes));
  for (const { species, removed } of speciesChanges)
    for (const suffix of removed ?? []) await save.remove(companion(species, suffix));
  await stageVersions(save, changes.versions ?? []);

  const records = new Map<string, FileContent>();
  const sources: DataSource[] = [];
  for (const { source, restored } of sourceChanges) {
    const numbers = before.get(source.path) ?? none;
    const saved =
      restored === true
        ? source
        : {
            ...source,
            ...(await newVersion(
              save,
              inMaking,
              await stagedSource(source, save, numbers),
              source.dontVersion,
            )),
          };
    records.set(saved.path, formatSource(saved));
    sources.push(saved);
  }
  const species: Species[] = [];
  for (const { species: next, restored } of speciesChanges) {
    const numbers = before.get(next.path) ?? none;
    const recorded = changes.refinedTogether === true ? withRefinedWith(next, sources) : next;
    const saved =
      restored === true
        ? recorded
        : {
            ...recorded,
            ...(await newVersion(
              save,
              inMaking,
              await stagedSpecies(recorded, save, numbers),
              next.dontVersion,
            )),
          };
    records.set(saved.path, formatSpecies(saved));
    species.push(saved);
  }
  if (changes.population !== undefined) records.set(population, formatPopulation(changes.population));
  await save.stage(records);
  return { sources, species };
}

async function stageVersions(save: Save, changes: readonly VersionChange[]): Promise<void> {
  /** By `versions` folder, which sources may share. */
  const removed = new Map<string, Map<string, string>>();
  for (const {
    owner,
    version: { version, previous },
    label,
  } of changes) {
    const folder = versionFolder(owner, version);
    if (label !== null) {
      await stageLabel(save, labelPath(folder), label);
      continue;
    }
    await save.removeFolder(folder);
    const known = removed.get(dirname(folder)) ?? new Map(await readRemoved(dirname(folder)));
    removed.set(dirname(folder), known.set(version, previous));
  }
  for (const [folder, versions] of removed)
    await save.stage(new Map([[removedPath(folder), formatRemoved(versions)]]));
}

async function stageLabel(save: Save, path: string, label: VersionLabel): Promise<void> {
  if (label.label !== '' || label.note !== '') return save.stage(new Map([[path, formatLabel(label)]]));
  if (await isThere(path)) await save.remove(path);
}

const none: VersionNumbers = { version: '', previousVersion: '' };

/** Going back promises to keep what there is, whether versions are wanted or not. */
function isKept(
  { path, dontVersion }: Species | DataSource,
  restored: boolean | undefined,
  kept: ReadonlySet<string>,
): boolean {
  return (dontVersion && restored !== true) || kept.has(path);
}

/** Gives what is on disk a copy, unless it has one or needs none. */
async function keepPresent(
  save: Save,
  inMaking: VersionsInMaking,
  state: VersionedState | undefined,
  isKept: boolean,
): Promise<VersionNumbers> {
  if (state === undefined) return none;
  if (isKept || (await isCovered(state.numbers.version, state.content))) return state.numbers;
  const { version, contents } = await versionFor(await fingerprintOf(state), state.content, inMaking);
  if (contents !== null) await save.stage(contents);
  return numbered(state.numbers, version);
}

/** What is damaged is kept, too, as far as it is there. */
async function fingerprintOf(state: VersionedState): Promise<string> {
  try {
    return await state.fingerprint();
  } catch (error) {
    if (error instanceof Problem) return damaged;
    throw error;
  }
}

async function newVersion(
  save: Save,
  inMaking: VersionsInMaking,
  state: VersionedState,
  dontVersion: boolean,
): Promise<VersionNumbers> {
  const fingerprint = await state.fingerprint();
  if (dontVersion) return numbered(state.numbers, fingerprint);
  const { version, contents } = await versionFor(fingerprint, state.content, inMaking);
  if (contents !== null) await save.stage(contents);
  return numbered(state.numbers, version);
}

function contentsOf({
  sources = [],
  species = [],
  diagnostics,
  others,
}: Changes): ReadonlyMap<string, FileContent> {
  const contents = new Map<string, FileContent>([...(others ?? []), ...(diagnostics ?? [])]);
  for (const { series } of sources) for (const [path, content] of series ?? []) contents.set(path, content);
  for (const { species: one, files } of species)
    for (const [suffix, content] of files ?? []) contents.set(companion(one, suffix), content);
  return contents;
}
