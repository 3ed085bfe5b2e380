/** murmur restore */
import type { Command } from 'commander';
import { restore, type RestoreOptions } from '../jobs/restore';
import { printResult } from './program';

export function registerRestore(program: Command): void {
  program
    .command('restore')
    .description('Go back to an earlier version of a species and of the data sources it was refined with.')
    .requiredOption('-p, --population <file>', 'the .population file')
    .requiredOption('-s, --species <species>', 'path, GUID or name of the species')
    // Not --version: that would be the program's own.
    .requiredOption('-t, --to <version>', 'version of the species, as murmur history shows it')
    .option('--json', 'print the result as one JSON object')
    .action(
      async ({ json, to, ...options }: Omit<RestoreOptions, 'version'> & { to: string; json?: boolean }) => {
        const result = await restore({ ...options, version: to });
        printResult(json, result, [
          `Restored ${result.species.name} to ${result.species.version}`,
          ...result.sources.map(({ name, version }) => `  data source ${name} to ${version}`),
        ]);
      },
    );
}
