/** Writes a settings file for a population, with what was used last. */
import path from 'node:path';
import { isAccessible } from '../../files/isAccessible';
import { writeFileAtomically } from '../../files/atomicFile';
import { readPopulation } from '../../model/population';
import { Problem } from '../../../shared/problem';
import { lastSettings } from './lastSettings';
import { formatSettings } from './settingsFile';

/** @returns its path. Throws Problem where the file is there already: it may hold what somebody typed. */
export async function createSettingsFile(populationPath: string, output?: string): Promise<string> {
  const population = await readPopulation(populationPath);
  const file = path.resolve(output ?? settingsPath(population.path));
  if (!file.endsWith('.refine.json'))
    throw new Problem('the name of a settings file ends in .refine.json', { where: file });
  if (await isAccessible(file))
    throw new Problem('the file is there already', { where: file, remedy: 'edit it, or give another name' });
  await writeFileAtomically(file, formatSettings(lastSettings(population), path.dirname(file)));
  return file;
}

/** `ribosomes.population` has `ribosomes.refine.json` beside it. */
export function settingsPath(population: string): string {
  return `${population.replace(/\.population$/, '')}.refine.json`;
}
