/** Takes versions away that nobody needs any more, all of them or none, and says how much space that frees. */
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileProblem } from '../../files/fileProblem';
import { freedBy, type FreedSpace } from '../../files/folderSize';
import { changeProject } from '../../model/changeProject';
import { realPlace } from '../../model/ownFiles';
import { readPopulation, type Population } from '../../model/population';
import type { Reference } from '../../model/references';
import { readSource } from '../../model/source';
import { readSpecies } from '../../model/species';
import { listVersions } from '../../model/versions';
import {
  planPruning,
  type PruningPlan,
  type PruningRules,
  type Versioned,
  type VersionedProject,
  type VersionOf,
} from './pruning';
import { chosenReference } from './speciesReference';

export interface PruneOptions {
  readonly population: string;
  /** Path, GUID or name of each; undefined for all. */
  readonly species?: readonly string[] | undefined;
  readonly rules: PruningRules;
  /** Only say what would go. */
  readonly dryRun: boolean;
}

export interface PrunedVersion {
  readonly of: 'species' | 'source';
  /** Of the species or source. */
  readonly guid: string;
  readonly name: string;
  readonly version: string;
  readonly label: string;
  /** ISO 8601, when the copy was made. */
  readonly date: string;
  /** What it frees by itself. */
  readonly bytes: number;
}

/** Bytes are of all together. */
export interface Pruned extends FreedSpace {
  readonly removed: readonly PrunedVersion[];
  readonly spared: readonly {
    readonly name: string;
    readonly version: string;
    readonly label: string;
    readonly why: 'in use' | 'labeled';
  }[];
  readonly dryRun: boolean;
}

/** Throws Problem; then nothing has changed. */
export async function pruneVersions(options: PruneOptions): Promise<Pruned> {
  if (options.dryRun) {
    const population = await readPopulation(await realPlace(options.population));
    return pruned(await planFor(population, options), true);
  }
  return changeProject('prune_versions', options.population, async (project) => {
    const { population } = project;
    // What species were made with must not change meanwhile, so all of them are owned, not only those that lose versions.
    for (const { path } of population.species) await project.ownSpeciesPlace(path);
    for (const { path } of population.sources) await project.ownSourcePlace(path);
    const plan = await planFor(population, options);
    const result = await pruned(plan, false);
    await project.save({
      versions: plan.removed.map(({ owner, version }) => ({ owner: owner.path, version, label: null })),
    });
    return result;
  });
}

async function planFor(population: Population, { species, rules }: PruneOptions): Promise<PruningPlan> {
  const project = await versionedProject(population);
  const wanted = await Promise.all((species ?? []).map(async (one) => chosenReference(population, one)));
  const chosen = project.species.filter(
    ({ guid }) => species === undefined || wanted.some((one) => one.guid === guid),
  );
  return planPruning(project, chosen, rules, Date.now());
}

async function pruned({ removed, spared }: PruningPlan, dryRun: boolean): Promise<Pruned> {
  const described = removed.map(async ({ owner: { of, guid, name }, version }): Promise<PrunedVersion> => ({
    of,
    guid,
    name,
    version: version.version,
    label: version.label,
    date: version.date.toISOString(),
    bytes: (await freedBy([version.folder])).bytes,
  }));
  return {
    removed: await Promise.all(described),
    spared: spared.map(({ owner, version: { version, label }, why }) => ({
      name: owner.name,
      version,
      label,
      why,
    })),
    ...(await freedBy(removed.map(folderOf))),
    dryRun,
  };
}

function folderOf({ version }: VersionOf): string {
  return version.folder;
}

async function versionedProject(population: Population): Promise<VersionedProject> {
  const sources = await Promise.all(
    population.sources.map(async (one) => versioned('source', one, readSource)),
  );
  return {
    path: population.path,
    species: await Promise.all(population.species.map(async (one) => versioned('species', one, readSpecies))),
    sources,
    neighbors: await neighbors(population, sources),
  };
}

/** Throws Problem where the file cannot be read: then nobody knows which version is in use. */
async function versioned(
  of: Versioned['of'],
  { guid, path }: Reference,
  read: (path: string) => Promise<{ readonly name: string; readonly version: string }>,
): Promise<Versioned> {
  const place = await realPlace(path);
  const { name, version: current } = await read(place);
  return { of, guid, name, path: place, current, versions: await listVersions(place) };
}

/** Species of the populations in the same folder that share a source with this one. */
async function neighbors(
  { path, species }: Population,
  sources: readonly Versioned[],
): Promise<VersionedProject['neighbors']> {
  const folder = dirname(path);
  const names = await readdir(folder).catch((error: unknown) => {
    throw fileProblem(error, folder, 'cannot look into the folder');
  });
  const own = new Set(await placesOf(species));
  const found = new Set<string>();
  for (const name of names.filter((one) => one.endsWith('.population'))) {
    const place = await realPlace(join(folder, name));
    if (place === path) continue;
    const other = await readPopulation(place);
    const shared = await placesOf(other.sources);
    if (!sources.some((source) => shared.includes(source.path))) continue;
    for (const one of await placesOf(other.species)) if (!own.has(one)) found.add(one);
  }
  return Promise.all([...found].map(async (one) => ({ path: one, versions: await listVersions(one) })));
}

async function placesOf(references: readonly Reference[]): Promise<readonly string[]> {
  return Promise.all(references.map(async ({ path }) => realPlace(path)));
}
