/** The one species of a population that a user means. */
import { resolve } from 'node:path';
import type { Species } from '../../model/species';
import { Problem } from '../../../shared/problem';

/**
 * @param wanted path, GUID or name
 * Throws Problem when there is none, or more than one of that name.
 */
export function chooseSpecies(species: readonly Species[], wanted: string, population: string): Species {
  const found = species.filter(
    ({ path, guid, name }) => resolve(wanted) === path || wanted.toLowerCase() === guid || wanted === name,
  );
  if (found.length === 1) return found[0];
  throw new Problem(
    found.length === 0 ? `it has no species ${wanted}` : `it has ${found.length} species named ${wanted}`,
    { where: population, remedy: 'give the GUID that list_species shows' },
  );
}
