/** murmur select_tilts */
import { InvalidArgumentError, type Command } from 'commander';
import { selectTilts } from '../jobs/sources/selectTilts';
import { printResult } from './program';

interface Options {
  readonly population: string;
  readonly source?: string;
  readonly series: string;
  readonly use: readonly number[];
  readonly leave_out: readonly number[];
  readonly json?: boolean;
}

export function registerSelectTilts(program: Command): void {
  program
    .command('select_tilts')
    .description('Use tilts of a series, or leave them out (UseTilt).')
    .requiredOption('-p, --population <file>', 'the .population file')
    .requiredOption('-s, --series <name>', 'name of the tilt series: TS_1')
    .option('--source <source>', 'path, GUID or name of its data source (default: the one that has it)')
    .option('--use <tilts>', 'tilts to use, from 1 in file order: 1,4-6', parseTilts, [])
    .option('--leave_out <tilts>', 'tilts to leave out', parseTilts, [])
    .option('--json', 'print the result as one JSON object')
    .action(async ({ json, leave_out, ...options }: Options) => {
      const result = await selectTilts({ ...options, leaveOut: leave_out });
      printResult(json, result, [
        `${result.series}: ${result.used} of ${result.tilts} tilts are used, ${result.changed} changed`,
      ]);
    });
}

/** `1,4-6` */
function parseTilts(text: string): readonly number[] {
  return text.split(',').flatMap((part) => {
    const range = /^\s*(\d+)(?:\s*-\s*(\d+))?\s*$/.exec(part);
    if (range === null) throw new InvalidArgumentError('It is not like 1,4-6.');
    const first = Number(range[1]);
    const last = Number(range[2] ?? range[1]);
    if (last < first || last > 10_000) throw new InvalidArgumentError(`${part} is no range of tilts.`);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}
