/** A species or data source as something that has versions: what is on disk now, and what is about to take its place. */
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isThere } from '../files/durableFile';
import type { Save } from '../files/save';
import { unlessProblem } from '../../shared/problem';
import { sourceFingerprint, speciesFingerprint } from './fingerprints';
import { isReadableFile, namesOfSource, namesOfSpecies } from './ownFiles';
import { formatSource, readSource, type DataSource } from './source';
import { formatSpecies, readSpecies, type Species } from './species';
import { versionFolder, type VersionContent } from './versionCopy';

export interface VersionNumbers {
  readonly version: string;
  /** The version that it was made from; empty for the first. */
  readonly previousVersion: string;
}

export interface VersionedState {
  readonly numbers: VersionNumbers;
  readonly content: VersionContent;
  fingerprint(): Promise<string>;
}

/**
 * @param next whose place it has
 * @param comesBack whether what is left counts even where the owner file is gone: that is not so for a new one
 * @returns undefined where there is nothing yet
 */
export async function speciesOnDisk(next: Species, comesBack: boolean): Promise<VersionedState | undefined> {
  const species = await unlessProblem(readSpecies(next.path));
  if (species !== undefined) return speciesState(species, (path) => path);
  return comesBack || (await isThere(next.path)) ? damagedState(next.path, namesOfSpecies(next)) : undefined;
}

export async function sourceOnDisk(
  next: DataSource,
  comesBack: boolean,
): Promise<VersionedState | undefined> {
  const source = await unlessProblem(readSource(next.path));
  if (source !== undefined) return sourceState(source, (path) => path);
  return comesBack || (await isThere(next.path)) ? damagedState(next.path, namesOfSource(next)) : undefined;
}

/** @param before what it is made from; a version of its own comes after that */
export async function stagedSpecies(
  species: Species,
  save: Save,
  before: VersionNumbers,
): Promise<VersionedState> {
  return speciesState({ ...species, ...before }, (path) => save.at(path));
}

export async function stagedSource(
  source: DataSource,
  save: Save,
  before: VersionNumbers,
): Promise<VersionedState> {
  return sourceState({ ...source, ...before }, (path) => save.at(path));
}

/** What a copy is called whose files have no fingerprint. */
export const damaged = 'damaged';

/** After a version that was already there, or a new one. */
export function numbered(before: VersionNumbers, version: string): VersionNumbers {
  return version === before.version ? before : { version, previousVersion: before.version };
}

async function speciesState(species: Species, at: (path: string) => string | null): Promise<VersionedState> {
  const unnumbered = (one: Species): string => formatSpecies({ ...one, version: '', previousVersion: '' });
  return {
    numbers: numbersOf(species),
    content: {
      owner: species.path,
      record: unnumbered(species),
      text: (version) => formatSpecies({ ...species, ...numbered(species, version) }),
      recordOf: async (copy) => {
        const read = await unlessProblem(readSpecies(copy));
        return read === undefined ? undefined : unnumbered(read);
      },
      names: namesOfSpecies(species),
      files: await present(species.path, namesOfSpecies(species), at),
    },
    fingerprint: async () => speciesFingerprint(species, (path) => at(path) ?? path),
  };
}

async function sourceState(source: DataSource, at: (path: string) => string | null): Promise<VersionedState> {
  // References are worked out for the place where a file ends up.
  const unnumbered = (one: DataSource): string =>
    formatSource({ ...one, path: source.path, version: '', previousVersion: '' });
  return {
    numbers: numbersOf(source),
    content: {
      owner: source.path,
      record: unnumbered(source),
      text: (version) =>
        formatSource({
          ...source,
          ...numbered(source, version),
          path: join(versionFolder(source.path, version), basename(source.path)),
        }),
      recordOf: async (copy) => {
        const read = await unlessProblem(readSource(copy));
        return read === undefined ? undefined : unnumbered(read);
      },
      names: namesOfSource(source),
      files: await present(source.path, namesOfSource(source), at),
    },
    fingerprint: async () => sourceFingerprint(source, (path) => at(path) ?? path),
  };
}

/** Nothing else of the owner: numbers are put into what takes its place. */
function numbersOf({ version, previousVersion }: Species | DataSource): VersionNumbers {
  return { version, previousVersion };
}

/** Whatever is left of it, byte for byte. */
async function damagedState(owner: string, names: readonly string[]): Promise<VersionedState | undefined> {
  const bytes = (await isThere(owner)) ? await readFile(owner) : null;
  const files = await present(owner, names, (path) => path);
  if (bytes === null && files.size === 0) return undefined;
  const asText = (content: Uint8Array | null): string =>
    content === null ? '' : Buffer.from(content).toString('latin1');
  return {
    numbers: { version: '', previousVersion: '' },
    content: {
      owner,
      record: asText(bytes),
      text: () => bytes,
      recordOf: async (copy) => asText((await isThere(copy)) ? await readFile(copy) : null),
      names,
      files,
    },
    fingerprint: async () => Promise.resolve(damaged),
  };
}

/** Name -> where its content is, of those that are or will be there. */
async function present(
  owner: string,
  names: readonly string[],
  at: (path: string) => string | null,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const name of names) {
    const path = at(join(dirname(owner), name));
    if (path !== null && (await isReadableFile(path))) found.set(name, path);
  }
  return found;
}
