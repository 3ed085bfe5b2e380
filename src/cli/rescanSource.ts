/** murmur rescan_source */
import type { Command } from 'commander';
import { rescanSource } from '../jobs/sources/rescanSource';
import { printResult } from './program';

interface Options {
  readonly population: string;
  readonly source: string;
  readonly include_deselected?: boolean;
  readonly json?: boolean;
}

export function registerRescanSource(program: Command): void {
  program
    .command('rescan_source')
    .description(
      'Add the series that were processed since to a data source, and drop those whose XML is gone.',
    )
    .requiredOption('-p, --population <file>', 'the .population file')
    .requiredOption('-s, --source <source>', 'path, GUID or name of the data source')
    .option('--include_deselected', 'add series that were deselected by hand too (default: leave them out)')
    .option('--json', 'print the result as one JSON object')
    .action(async ({ json, include_deselected, ...options }: Options) => {
      const result = await rescanSource({ ...options, includeDeselected: include_deselected ?? false });
      printResult(json, result, [
        `${result.source} has ${result.series} series: ${result.added.length} added, ${result.removed.length} removed`,
        ...result.added.map((name) => `  + ${name}`),
        ...result.removed.map((name) => `  - ${name}`),
      ]);
    });
}
