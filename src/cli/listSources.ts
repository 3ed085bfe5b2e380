/** murmur list_sources */
import type { Command } from 'commander';
import { readPopulation, readPopulationSources } from '../model/population';
import { printResult } from './program';

export function registerListSources(program: Command): void {
  program
    .command('list_sources')
    .description('List the data sources of a population.')
    .requiredOption('-p, --population <file>', 'the .population file')
    .option('--json', 'print the result as one JSON object')
    .action(async (options: { population: string; json?: boolean }) => {
      const sources = await readPopulationSources(await readPopulation(options.population));
      const entries = sources.map(({ guid, name, path, files, pixelSize }) => ({
        guid,
        name,
        path,
        series: files.length,
        pixelSize,
      }));
      printResult(
        options.json,
        { sources: entries },
        entries.map(({ name, guid, path }) => `'${name}' (${guid}), ${path}`),
      );
    });
}
