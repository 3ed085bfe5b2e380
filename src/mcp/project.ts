/** The population that a tool is asked about, with all its members inside of the folder. */
import { readPopulation, type Population } from '../model/population';
import { Problem } from '../../shared/problem';
import type { OpenFolder } from './folder';
import { textOf, type Given } from './tool';

/** Throws Problem where the population, a species or a data source lies outside. */
export async function populationOf(given: Given, folder: OpenFolder): Promise<Population> {
  const population = await readPopulation(await folder.inside(textOf(given, 'population')));
  for (const { path } of [...population.species, ...population.sources])
    if (!(await folder.holds(path)))
      throw new Problem(
        'a species or data source of this population lies outside of the folder that was opened',
        {
          where: path,
          remedy: 'open a folder that holds the whole project',
        },
      );
  return population;
}
