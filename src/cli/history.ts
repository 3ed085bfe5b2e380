/** murmur history */
import type { Command } from 'commander';
import { readHistory, type HistoryEntry } from '../jobs/project/history';
import { printResult } from './program';

export function registerHistory(program: Command): void {
  program
    .command('history')
    .description('List the versions of the species and data sources of a population.')
    .requiredOption('-p, --population <file>', 'the .population file')
    .option('--json', 'print the result as one JSON object')
    .action(async (options: { population: string; json?: boolean }) => {
      const versions = await readHistory(options.population);
      printResult(
        options.json,
        { versions },
        versions.length === 0 ? ['No versions were kept'] : versions.map(line),
      );
    });
}

function line({ date, of, name, version, current, resolution, changed }: HistoryEntry): string {
  const when = date.slice(0, 16).replace('T', ' ');
  const resolved = resolution === null ? '' : `, ${resolution.toFixed(2)} Å`;
  return `${current ? '*' : ' '} ${when}  ${of} ${name}  ${version}${resolved}  ${changed.join(', ')}`;
}
