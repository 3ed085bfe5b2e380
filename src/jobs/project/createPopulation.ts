/** Creates a population, or opens the one that is there and gives it the name. */
import { existsSync } from 'node:fs';
import { safeName } from '../../formats/paths';
import { changeNewProject } from '../../model/changeProject';
import { newPopulation, populationPath, readPopulation, type Population } from '../../model/population';
import { Problem } from '../../../shared/problem';

/** @param folder absolute or relative to the current one; made if it is missing */
export async function createPopulation(options: { folder: string; name: string }): Promise<Population> {
  const name = options.name.trim();
  if (safeName(name) === '') throw new Problem('a population needs a name with at least one letter or digit');
  return changeNewProject('create_population', populationPath(options.folder, name), async (path, save) => {
    const present = existsSync(path) ? await readPopulation(path) : newPopulation(path, name);
    const population = { ...present, name };
    await save(population);
    return population;
  });
}
