/** murmur relocate_source */
import type { Command } from 'commander';
import { relocateSource } from '../jobs/sources/relocateSource';
import { printResult } from './program';

interface Options {
  readonly population: string;
  readonly source: string;
  readonly to?: string;
  readonly data_directory?: string;
  readonly movie_directory?: string;
  readonly json?: boolean;
}

export function registerRelocateSource(program: Command): void {
  program
    .command('relocate_source')
    .description('Say where a data source, its tomostar files or its raw movies have been moved to.')
    .requiredOption('-p, --population <file>', 'the .population file')
    .requiredOption('-s, --source <source>', 'GUID, name or former path of the data source')
    .option('--to <file>', 'where the .source file is now, with the XML of its series beside it')
    .option('--data_directory <folder>', 'folder of the tomostar files')
    .option('--movie_directory <folder>', 'folder of the raw tilt movies')
    .option('--json', 'print the result as one JSON object')
    .action(async ({ json, data_directory, movie_directory, ...options }: Options) => {
      const result = await relocateSource({
        ...options,
        dataDirectory: data_directory,
        movieDirectory: movie_directory,
      });
      printResult(json, result, [
        `${result.source} is ${result.path}; ${result.series} series and ${result.movies} movies lead to the new folders`,
      ]);
    });
}
