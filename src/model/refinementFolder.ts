/**
 * Where things lie in `refinement_temp`, the folder beside a population that M keeps for what a refinement leaves: a folder
 * for each data source, as in M, and ours beside them.
 */
import { basename, dirname, join } from 'node:path';
import { safeName } from '../formats/paths';

/** Names of ours that a data source may have as well. */
const ours = /^(jobs|.*\.checkpoint|.*\.run\.json)_*$/i;

export const refinementFolderName = 'refinement_temp';

export function refinementFolder(population: string): string {
  return join(dirname(population), refinementFolderName);
}

/** Of a data source. One that is named like a folder of ours has one more `_` at its end. */
export function diagnosticsFolder(population: string, source: string): string {
  const name = safeName(source);
  return join(refinementFolder(population), ours.test(name) ? `${name}_` : name);
}

export function jobsFolder(population: string): string {
  return join(refinementFolder(population), 'jobs');
}

/** The work of a round that is not saved yet. */
export function checkpointFolder(population: string): string {
  return join(refinementFolder(population), `${populationName(population)}.checkpoint`);
}

/** The file that says how many rounds of an interrupted run are saved. */
export function runRecordPath(population: string): string {
  return join(refinementFolder(population), `${populationName(population)}.run.json`);
}

function populationName(population: string): string {
  return basename(population, '.population');
}
