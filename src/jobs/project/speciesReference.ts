/** The one species of a population that a user means, whose own file may be damaged or gone. */
import { basename, resolve } from 'node:path';
import type { Population } from '../../model/population';
import type { Reference } from '../../model/references';
import { readSpecies } from '../../model/species';
import { Problem, unlessProblem } from '../../../shared/problem';

export interface NamedReference extends Reference {
  readonly name: string;
}

/**
 * A damaged species goes by its GUID, its path, or the name of its file.
 *
 * @param wanted path, GUID or name
 * Throws Problem when there is none, or more than one of that name.
 */
export async function chosenReference(population: Population, wanted: string): Promise<NamedReference> {
  const known = await speciesReferences(population);
  const found = known.filter(
    ({ guid, path, name }) => wanted.toLowerCase() === guid || resolve(wanted) === path || wanted === name,
  );
  if (found.length === 1) return found[0];
  throw new Problem(
    found.length === 0
      ? `it has no species ${wanted}, but ${known.map(({ name }) => name).join(', ') || 'none at all'}`
      : `it has ${found.length} species named ${wanted}`,
    { where: population.path, remedy: 'give the GUID that list_species shows' },
  );
}

export async function speciesReferences({ species }: Population): Promise<readonly NamedReference[]> {
  return Promise.all(
    species.map(async (reference) => ({ ...reference, name: await nameOf(reference.path) })),
  );
}

async function nameOf(path: string): Promise<string> {
  return (await unlessProblem(readSpecies(path)))?.name ?? basename(path, '.species');
}
