/** What a comparison with the truth reads of a population. */
import { dirname } from 'node:path';
import { readPopulation, readPopulationSources, readPopulationSpecies } from '../../model/population';
import { companion } from '../../model/species';
import { Problem } from '../../../shared/problem';
import { chooseSpecies } from '../species/chooseSpecies';
import type { ScoreRequest } from './score';

/**
 * @param wanted path, GUID or name of the species; undefined for the only one
 * Throws Problem where it is not clear which species, or which series.
 */
export async function filesOf(path: string, wanted?: string): Promise<Required<Omit<ScoreRequest, 'truth'>>> {
  const population = await readPopulation(path);
  const all = await readPopulationSpecies(population);
  if (wanted === undefined && all.length !== 1)
    throw new Problem(`it has ${all.length} species`, {
      where: population.path,
      remedy: all.length === 0 ? 'add one with create_species' : 'name one with --species',
    });
  const species = wanted === undefined ? all[0] : chooseSpecies(all, wanted, population.path);
  const folders = new Set((await readPopulationSources(population)).map((source) => dirname(source.path)));
  if (folders.size !== 1)
    throw new Problem(`the series of its data sources lie in ${folders.size} folders, a truth is of one`, {
      where: population.path,
      remedy: 'name the files with --particles, --xml, --half1 and --half2',
    });
  return {
    particles: companion(species, '_particles.star'),
    xml: [...folders][0],
    half1: companion(species, '_half1.mrc'),
    half2: companion(species, '_half2.mrc'),
  };
}
