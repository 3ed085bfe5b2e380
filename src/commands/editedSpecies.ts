/** What the commands that change a species print. */
import type { EditedSpecies } from '../jobs/species/editSpecies';

export function editedJson({ species, particles }: EditedSpecies, more: object = {}): object {
  const { guid, name, path, version } = species;
  return { guid, name, species: path, version, particles: particles.count, ...more };
}

/** @param what happened to it */
export function editedLine({ species: { name, version } }: EditedSpecies, what: string): string {
  return `${name}: ${what}, version ${version}`;
}

/** What the form of such a command promises. */
export const keptAsVersion =
  'Maps, mask and particles are changed together; what they are now is kept as a version.';
