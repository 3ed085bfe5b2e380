/** murmur list_series */
import type { Command } from 'commander';
import { listSeries } from '../jobs/sources/listSeries';
import { printResult } from './program';

export function registerListSeries(program: Command): void {
  program
    .command('list_series')
    .description(
      "List the tilt series of Warp's settings: processed, filtered out, deselected or unprocessed.",
    )
    .requiredOption('-s, --processing_settings <file>', "Warp's .settings file of the tilt series")
    .option('--json', 'print the result as one JSON object')
    .action(async ({ processing_settings: file, json }: { processing_settings: string; json?: boolean }) => {
      const summary = await listSeries(file);
      printResult(json, summary, [
        ...summary.series.map(({ name, status, tilts }) => `${name}  ${tilts} tilts  ${status}`),
        Object.entries(summary.counts)
          .map(([status, count]) => `${count} ${status}`)
          .join(', '),
      ]);
    });
}
