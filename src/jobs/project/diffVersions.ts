/** What two versions of a species differ in: resolution, particles, and the series of the data sources that they were made with. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { rootName } from '../../formats/paths';
import { chosenVersion } from '../../model/chosenVersion';
import { readParticles } from '../../model/particleFile';
import { readPopulation } from '../../model/population';
import type { Reference } from '../../model/references';
import { refinedWith } from '../../model/refinedWith';
import { holdsTiltSeries, readSource } from '../../model/source';
import { companion, readSpecies, type Species } from '../../model/species';
import { listVersions, type Version } from '../../model/versions';
import { Problem } from '../../../shared/problem';
import type {
  ComparedVersion,
  SeriesComparison,
  SourceComparison,
  VersionComparison,
} from '../../../shared/records/comparison';
import { fscReport } from '../report/projectReport';
import { changedParts } from './changedParts';
import { compareFsc } from './fscComparison';
import { changedFiles } from './history';
import { versionMadeWith, type MadeWith } from './madeWith';
import { compareParticles } from './particleComparison';
import { compareSeries } from './seriesComparison';
import { chosenReference } from './speciesReference';

export interface DiffOptions {
  readonly population: string;
  /** Path, GUID or name. */
  readonly species: string;
  /** Name, first letters or label; the version before `to` where it is missing. */
  readonly from?: string | undefined;
  /** The one in use where it is missing. */
  readonly to?: string | undefined;
}

/** A version with its species, whose files lie in the version's folder. */
interface Side {
  readonly version: Version;
  readonly species: Species;
}

/** Writes nothing. Throws Problem for versions that are not there or cannot be read. */
export async function diffVersions(options: DiffOptions): Promise<VersionComparison> {
  const population = await readPopulation(resolve(options.population));
  const reference = await chosenReference(population, options.species);
  const versions = await listVersions(reference.path);
  const current = (await readSpecies(reference.path)).version;
  const to = chosenVersion(versions, options.to ?? current, reference);
  const from = chosenVersion(versions, options.from ?? versionBefore(versions, to), reference);
  if (from === to)
    throw new Problem('both are the same version', { where: to.folder, remedy: 'choose another one' });
  const sides = [await sideOf(from), await sideOf(to)] as const;
  return {
    species: reference.name,
    from: described(sides[0], versions, current),
    to: described(sides[1], versions, current),
    changed: (await changedFiles(from, to)).filter((what) => what !== 'particle poses'),
    settings: settingsOf(sides[0].species, sides[1].species),
    fsc: compareFsc(
      ...(await both(sides, async ({ species }) => fscReport(companion(species, '_fsc.star')))),
    ),
    particles: await particlesOf(sides),
    sources: await Promise.all(population.sources.map(async (source) => sourceOf(source, sides))),
  };
}

/** The one that it was made from, or the one before it by date. */
function versionBefore(versions: readonly Version[], to: Version): string {
  const earlier = versions.slice(0, versions.indexOf(to));
  const before = earlier.find(({ version }) => version === to.previous) ?? earlier.at(-1);
  if (before === undefined)
    throw new Problem(`there is no version before ${to.version}`, {
      where: to.folder,
      remedy: 'say with --from which one to compare it with',
    });
  return before.version;
}

async function sideOf(version: Version): Promise<Side> {
  return { version, species: await readSpecies(version.path) };
}

async function both<T>(sides: readonly [Side, Side], read: (side: Side) => Promise<T>): Promise<[T, T]> {
  return [await read(sides[0]), await read(sides[1])];
}

function described(
  { version: { version, label, date }, species }: Side,
  versions: readonly Version[],
  current: string,
): ComparedVersion {
  return {
    version,
    label,
    date: date.toISOString(),
    number: versions.findIndex((one) => one.version === version) + 1,
    current: version === current,
    resolution: species.globalResolution > 0 ? species.globalResolution : null,
  };
}

const settings = {
  name: 'name',
  pixelSize: 'pixel size (Å)',
  diameter: 'diameter (Å)',
  symmetry: 'symmetry',
  helicalUnits: 'helical units',
  helicalTwist: 'helical twist (°)',
  helicalRise: 'helical rise (Å)',
  temporalSamples: 'temporal samples',
  globalBfactor: 'B-factor (Å²)',
} as const satisfies Partial<Record<keyof Species, string>>;

function settingsOf(from: Species, to: Species): VersionComparison['settings'] {
  return (Object.keys(settings) as readonly (keyof typeof settings)[])
    .filter((key) => from[key] !== to[key])
    .map((key) => ({ name: settings[key], from: String(from[key]), to: String(to[key]) }));
}

async function particlesOf(sides: readonly [Side, Side]): Promise<VersionComparison['particles']> {
  const [from, to] = await both(sides, async ({ species }) =>
    readParticles(companion(species, '_particles.star'), species.temporalSamples),
  );
  const [a, b] = [sides[0].species, sides[1].species];
  const symmetry = a.symmetry === b.symmetry ? a.symmetry : 'C1';
  return compareParticles(from, to, Math.max(a.diameter, b.diameter) / 2, symmetry);
}

async function sourceOf({ path }: Reference, sides: readonly [Side, Side]): Promise<SourceComparison> {
  const { guid, name } = await readSource(path);
  const versions = await listVersions(path);
  const made = sides.map(({ version, species }) =>
    versionMadeWith(versions, refinedWith(species).get(guid), version.date),
  );
  const [from, to] = made.map((one) => ('version' in one ? one.version : null));
  const found = { guid, name, from: from?.version ?? null, to: to?.version ?? null };
  const nothing = { problem: null, added: [], removed: [], series: [] };
  if (from === null || to === null) return { ...found, ...nothing, problem: problemOf(made) };
  return from === to ? { ...found, ...nothing } : { ...found, ...nothing, ...(await changesOf(from, to)) };
}

function problemOf(made: readonly MadeWith[]): string {
  const words = {
    gone: 'its version is gone that a version of the species was made with',
    undated:
      'which of its versions the species was made with is not recorded, and dates of files do not tell',
    younger: 'it has no version that is as old as the species',
  };
  const missing = made.find((one) => 'missing' in one);
  return missing === undefined ? '' : words[missing.missing];
}

async function changesOf(
  from: Version,
  to: Version,
): Promise<Pick<SourceComparison, 'added' | 'removed' | 'series'>> {
  const [before, after] = [await readSource(from.path), await readSource(to.path)];
  const [old, recent] = [before, after].map(({ files }) => files.map(({ name }) => rootName(name)));
  const series: SeriesComparison[] = [];
  for (const name of recent.filter((one) => old.includes(one))) {
    const paths = [from, to].map(({ folder }) => join(folder, `${name}.xml`));
    const missing = paths.find((path) => !existsSync(path));
    if (missing !== undefined)
      throw new Problem('the version lacks this file', { where: missing, remedy: 'choose another version' });
    const found = holdsTiltSeries(after)
      ? await compareSeries(name, paths[0], paths[1])
      : namesAlone(name, await changedParts(paths[0], paths[1]));
    if (found !== null) series.push(found);
  }
  return {
    added: recent.filter((one) => !old.includes(one)),
    removed: old.filter((one) => !recent.includes(one)),
    series,
  };
}

/** Of frame series. */
function namesAlone(series: string, others: readonly string[]): SeriesComparison | null {
  if (others.length === 0) return null;
  return { series, parameters: [], others, tiltsLeftOut: [], tiltsTakenIn: [], selection: null };
}
