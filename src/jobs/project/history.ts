/** The versions of a population's species and sources: when, how good, and what changed. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readBytes } from '../../files/fileProblem';
import { rootName } from '../../formats/paths';
import {
  readPopulation,
  readPopulationSources,
  readPopulationSpecies,
  type Population,
} from '../../model/population';
import { refinedWith } from '../../model/refinedWith';
import { readSource } from '../../model/source';
import { companion, readSpecies } from '../../model/species';
import { listVersions, type Version } from '../../model/versions';
import { unlessProblem } from '../../../shared/problem';
import { changedParts } from './changedParts';

export interface HistoryEntry {
  readonly of: 'species' | 'source';
  readonly guid: string;
  readonly name: string;
  readonly version: string;
  /** Of a source's version, the labels of the species' versions that were made with it; empty for none. */
  readonly label: string;
  readonly note: string;
  /** ISO 8601, when the copy was made. */
  readonly date: string;
  /** The one that is in use. */
  readonly current: boolean;
  /** Å, of a species; null while unknown and for sources. */
  readonly resolution: number | null;
  /** Against the version before, in M's words: `image warp`, `stage angles`, `particle poses`. */
  readonly changed: readonly string[];
}

/** Oldest first. Throws Problem. */
export async function readHistory(populationPath: string): Promise<readonly HistoryEntry[]> {
  const population = await readPopulation(populationPath);
  const entries: HistoryEntry[] = [];
  const labels = await labelsOfSources(population);
  for (const { path, guid, name, version: current } of await readPopulationSources(population)) {
    let before: Version | undefined;
    for (const found of await listVersions(path)) {
      const version = { ...found, label: labels.get(`${guid} ${found.version}`)?.join(', ') ?? '' };
      const copy = await unlessProblem(readSource(version.path));
      if (copy === undefined) {
        entries.push(entry({ of: 'source', guid, name, current }, version, null, ['damaged']));
        continue;
      }
      const files = copy.files.map((file) => `${rootName(file.name)}.xml`);
      const changed = before === undefined ? ['created'] : await changedSeries(before, version, files);
      entries.push(entry({ of: 'source', guid, name, current }, version, null, changed));
      before = version;
    }
  }
  for (const { path, guid, name, version: current } of await readPopulationSpecies(population)) {
    let before: Version | undefined;
    for (const version of await listVersions(path)) {
      // What was kept before a restore may be what was damaged.
      const copy = await unlessProblem(readSpecies(version.path));
      if (copy === undefined) {
        entries.push(entry({ of: 'species', guid, name, current }, version, null, ['damaged']));
        continue;
      }
      const resolution = copy.globalResolution > 0 ? copy.globalResolution : null;
      const changed = before === undefined ? ['created'] : await changedFiles(before, version);
      entries.push(entry({ of: 'species', guid, name, current }, version, resolution, changed));
      before = version;
    }
  }
  return entries.sort((a, b) => a.date.localeCompare(b.date));
}

function entry(
  { of, guid, name, current }: Pick<HistoryEntry, 'of' | 'guid' | 'name'> & { readonly current: string },
  { version, date, label, note }: Version,
  resolution: number | null,
  changed: readonly string[],
): HistoryEntry {
  return {
    of,
    guid,
    name,
    version,
    label,
    note,
    date: date.toISOString(),
    current: version === current,
    resolution,
    changed,
  };
}

/** `GUID version` of a source -> labels of the versions of species that were made with it. */
async function labelsOfSources({ species }: Population): Promise<ReadonlyMap<string, readonly string[]>> {
  const labels = new Map<string, string[]>();
  for (const { path } of species)
    for (const version of (await listVersions(path)).filter(({ label }) => label !== '')) {
      const copy = await unlessProblem(readSpecies(version.path));
      for (const [guid, made] of copy === undefined ? [] : refinedWith(copy)) {
        const key = `${guid} ${made}`;
        labels.set(key, [...(labels.get(key) ?? []), version.label]);
      }
    }
  return labels;
}

/** Which parts of any series' XML differ between two versions of a source. */
async function changedSeries(
  before: Version,
  after: Version,
  files: readonly string[],
): Promise<readonly string[]> {
  const changed = new Set<string>();
  for (const file of files) {
    const [old, recent] = [join(before.folder, file), join(after.folder, file)];
    if (!existsSync(old)) changed.add('series added');
    if (!existsSync(old) || !existsSync(recent)) continue;
    for (const what of await changedParts(old, recent)) changed.add(what);
  }
  return [...changed];
}

/** Of a species. */
export async function changedFiles(before: Version, after: Version): Promise<readonly string[]> {
  const [old, recent] = [await readSpecies(before.path), await readSpecies(after.path)];
  const changed: string[] = [];
  for (const [what, suffix] of [
    ['particle poses', '_particles.star'],
    ['half-maps', '_half1.mrc'],
    ['mask', '_mask.mrc'],
  ] as const) {
    const [a, b] = [companion(old, suffix), companion(recent, suffix)];
    if (!existsSync(a) || !existsSync(b)) continue;
    if (Buffer.compare(await readBytes(a), await readBytes(b)) !== 0) changed.push(what);
  }
  return changed;
}
