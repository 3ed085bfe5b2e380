/** murmur select_series */
import { Option, type Command } from 'commander';
import { selectSeries } from '../jobs/sources/selectSeries';
import type { Selection } from '../model/seriesSelection';
import { printResult } from './program';

interface Options {
  readonly population: string;
  readonly source?: string;
  readonly series: readonly string[];
  readonly as: Selection;
  readonly json?: boolean;
}

export function registerSelectSeries(program: Command): void {
  program
    .command('select_series')
    .description('Take tilt series out of refinements, or in again (UnselectManual).')
    .requiredOption('-p, --population <file>', 'the .population file')
    .requiredOption('-s, --series <names...>', 'names of tilt series: TS_1 TS_2')
    .addOption(
      new Option('--as <decision>', 'deselected, selected, or automatic: nobody has decided')
        .choices(['deselected', 'selected', 'automatic'])
        .makeOptionMandatory(),
    )
    .option('--source <source>', 'path, GUID or name of their data source (default: the one that has them)')
    .option('--json', 'print the result as one JSON object')
    .action(async ({ json, as: selection, ...options }: Options) => {
      const changed = await selectSeries({ ...options, selection });
      printResult(json, { changed, selection }, [
        `${changed.length} series ${changed.length === 1 ? 'is' : 'are'} ${selection} now`,
      ]);
    });
}
