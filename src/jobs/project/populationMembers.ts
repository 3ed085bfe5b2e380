/** Takes species and data sources into a population, and out of it; their files stay where they are. */
import { resolve } from 'node:path';
import { changeProject } from '../../model/changeProject';
import { readParticles } from '../../model/particleFile';
import { readPopulationSources, type Population } from '../../model/population';
import type { Reference } from '../../model/references';
import { readSource, type DataSource } from '../../model/source';
import { companion, readSpecies } from '../../model/species';
import { Problem, unlessProblem } from '../../../shared/problem';

export type MemberKind = 'species' | 'sources';

export interface Member {
  readonly guid: string;
  readonly name: string;
  readonly path: string;
}

/** @returns also how many of its particles belong to series of this population. Throws Problem when none does. */
export async function addSpecies(
  population: string,
  path: string,
): Promise<Member & { readonly particles: number; readonly matched: number }> {
  return changed('add_species', population, async (present) => {
    const species = await readSpecies(path);
    checkNew(present, 'species', species);
    const table = companion(species, '_particles.star');
    const { sourceHash, count } = await readParticles(table, species.temporalSamples);
    const sources = await readPopulationSources(present);
    const hashes = new Set(sources.flatMap(({ files }) => files.map(({ hash }) => hash)));
    const matched = sourceHash.filter((hash) => hashes.has(hash)).length;
    if (matched === 0)
      throw new Problem(`none of its ${count} particles belongs to a series of this population`, {
        where: table,
        remedy: 'add the data source of its series first',
      });
    const added = { ...memberOf(species), particles: count, matched };
    return { population: { ...present, species: [...present.species, reference(species)] }, result: added };
  });
}

/** Throws Problem where a series is in another source of the population already: it would be refined twice. */
export async function addSource(
  population: string,
  path: string,
): Promise<Member & { readonly series: number }> {
  return changed('add_source', population, async (present) => {
    const source = await readSource(path);
    checkNew(present, 'sources', source);
    checkSeries(source, await readPopulationSources(present));
    const added = { ...memberOf(source), series: source.files.length };
    return { population: { ...present, sources: [...present.sources, reference(source)] }, result: added };
  });
}

/**
 * Its files need not be there, unless it is named.
 * @param wanted path, GUID or name
 */
export async function removeMember(population: string, kind: MemberKind, wanted: string): Promise<Member> {
  return changed(kind === 'species' ? 'remove_species' : 'remove_source', population, async (present) => {
    const members = await Promise.all(present[kind].map(async (entry) => named(entry, kind)));
    const found = members.filter(
      ({ guid, path, name }) => wanted.toLowerCase() === guid || resolve(wanted) === path || wanted === name,
    );
    const what = kind === 'species' ? 'species' : 'data source';
    if (found.length !== 1)
      throw new Problem(
        found.length === 0 ? `it has no ${what} ${wanted}` : `it has ${found.length} of the name ${wanted}`,
        { where: present.path, remedy: `give the GUID that list_${kind} shows` },
      );
    const left = present[kind].filter(({ guid }) => guid !== found[0].guid);
    return { population: { ...present, [kind]: left }, result: found[0] };
  });
}

async function changed<T>(
  command: string,
  path: string,
  change: (present: Population) => Promise<{ readonly population: Population; readonly result: T }>,
): Promise<T> {
  return changeProject(command, path, async (project) => {
    const { population, result } = await change(project.population);
    await project.save({ population });
    return result;
  });
}

function checkNew(population: Population, kind: MemberKind, { guid, path }: Reference): void {
  if (guid === '') throw new Problem('it has no GUID', { where: path, remedy: 'check that it is whole' });
  if (population[kind].some((entry) => entry.guid === guid || entry.path === path))
    throw new Problem(`the population ${population.path} has it already`, {
      where: path,
      remedy: 'nothing needs to be done',
    });
}

function checkSeries(source: DataSource, present: readonly DataSource[]): void {
  const owners = new Map(
    present.flatMap(({ name, files }) => files.map(({ hash }) => [hash, name] as const)),
  );
  const shared = source.files.filter(({ hash }) => owners.has(hash));
  if (shared.length > 0)
    throw new Problem(
      `${shared.length} of its series are in another data source of the population already: ${shared
        .slice(0, 5)
        .map(({ name, hash }) => `${name} (in ${owners.get(hash)})`)
        .join(', ')}`,
      { where: source.path, remedy: 'remove that one first' },
    );
}

async function named({ guid, path }: Reference, kind: MemberKind): Promise<Member> {
  const read = kind === 'species' ? readSpecies(path) : readSource(path);
  const name = (await unlessProblem<{ readonly name: string }>(read))?.name ?? '';
  return { guid, path, name };
}

function memberOf({ guid, name, path }: Member): Member {
  return { guid, name, path };
}

function reference({ guid, path }: Reference): Reference {
  return { guid, path };
}
