/** Creates a population, or opens the one that is there and gives it the name. */
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeFileAtomically } from '../formats/atomicFile';
import { makeFolder } from '../formats/durableFile';
import { safeName } from '../formats/paths';
import { withPopulationLock } from '../model/lock';
import {
  formatPopulation,
  newPopulation,
  populationPath,
  readPopulation,
  type Population,
} from '../model/population';
import { Problem } from '../problem';

/** @param folder absolute or relative to the current one; made if it is missing */
export async function createPopulation(options: { folder: string; name: string }): Promise<Population> {
  const name = options.name.trim();
  if (safeName(name) === '') throw new Problem('a population needs a name with at least one letter or digit');
  const path = populationPath(options.folder, name);
  await makeFolder(dirname(path));
  return withPopulationLock(path, async () => {
    const present = existsSync(path) ? await readPopulation(path) : newPopulation(path, name);
    const population = { ...present, name };
    await writeFileAtomically(path, formatPopulation(population));
    return population;
  });
}
