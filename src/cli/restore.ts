/** murmur restore */
import type { Command } from 'commander';
import { restore, type RestoreOptions } from '../jobs/project/restore';
import { printProgress, printResult } from './program';

export function registerRestore(program: Command): void {
  program
    .command('restore')
    .description('Go back to an earlier version of a species and of the data sources it was refined with.')
    .requiredOption('-p, --population <file>', 'the .population file')
    .requiredOption('-s, --species <species>', 'path, GUID or name of the species')
    // Not --version: that would be the program's own.
    .requiredOption('-t, --to <version>', 'version of the species, as murmur history shows it')
    .option(
      '--source_version <versions...>',
      'versions of data sources, where the species does not record them (default: by the dates of files)',
    )
    .option('--json', 'print the result as one JSON object')
    .action(
      async ({
        json,
        to,
        source_version: sourceVersions,
        ...options
      }: Omit<RestoreOptions, 'version' | 'sourceVersions'> & {
        to: string;
        source_version?: string[];
        json?: boolean;
      }) => {
        const result = await restore({ ...options, version: to, sourceVersions });
        for (const { name, version, by } of result.sources)
          if (by === 'date')
            printProgress(
              `the species does not say with which version of ${name} it was refined: ${version} is the last one before it by the dates of the files`,
            );
        printResult(json, result, [
          `Restored ${result.species.name} to ${result.species.version}`,
          ...result.sources.map(({ name, version }) => `  data source ${name} to ${version}`),
        ]);
      },
    );
}
