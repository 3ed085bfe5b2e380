/** What the commands that change a species print. */
import type { EditedSpecies, SpeciesChoice } from '../jobs/species/editSpecies';
import { printResult } from './program';

export interface SpeciesOptions extends SpeciesChoice {
  readonly json?: boolean;
}

/** @param what is said of the species to people; `more` goes into the JSON object */
export function printEdited(
  asJson: boolean | undefined,
  { species, particles }: EditedSpecies,
  what: string,
  more: object = {},
): void {
  const { guid, name, path, version } = species;
  printResult(asJson, { guid, name, species: path, version, particles: particles.count, ...more }, [
    `${name}: ${what}, version ${version}`,
  ]);
}
