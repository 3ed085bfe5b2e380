/** murmur create_population */
import type { Command } from 'commander';
import { createPopulation } from '../jobs/project/createPopulation';
import { printResult } from './program';

export function registerCreatePopulation(program: Command): void {
  program
    .command('create_population')
    .description('Create a population, the file that holds a project together.')
    .requiredOption('-d, --directory <folder>', 'folder of the project; made if it is missing')
    .requiredOption('-n, --name <name>', 'name of the population and, without blanks, of its file')
    .option('--json', 'print the result as one JSON object')
    .action(async (options: { directory: string; name: string; json?: boolean }) => {
      const population = await createPopulation({ folder: options.directory, name: options.name });
      const result = { population: population.path, name: population.name };
      printResult(options.json, result, [`Created ${population.path}`]);
    });
}
