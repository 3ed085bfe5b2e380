/** murmur create_source */
import type { Command } from 'commander';
import { createSource } from '../jobs/sources/createSource';
import type { DoubtName } from '../jobs/check/doubt';
import { acceptOption } from './acceptOption';
import { parseIntegerOption, printProgress, printResult } from './program';

interface Options {
  readonly population: string;
  readonly processing_settings: string;
  readonly name: string;
  readonly nframes?: number;
  readonly files?: string;
  readonly apply_filter?: boolean;
  readonly include_deselected?: boolean;
  readonly accept?: readonly DoubtName[];
  readonly output?: string;
  readonly dont_version?: boolean;
  readonly json?: boolean;
}

export function registerCreateSource(program: Command): void {
  program
    .command('create_source')
    .description('Add the tilt series that Warp processed to a population, as a data source.')
    .requiredOption('-p, --population <file>', 'the .population file')
    .requiredOption('-s, --processing_settings <file>', "Warp's .settings file of the tilt series")
    .requiredOption('-n, --name <name>', 'name of the data source')
    .option(
      '--nframes <count>',
      'most tilts of a series to use, those of least dose (default: all)',
      parseIntegerOption,
    )
    .option('--files <file>', 'text or STAR file listing the series to take, one a line (default: all)')
    .option(
      '--apply_filter',
      'leave out series outside of the filter ranges in the settings (default: take them)',
    )
    .option('--include_deselected', 'take series that were deselected by hand too (default: leave them out)')
    .addOption(acceptOption())
    .option('-o, --output <file>', 'path of the .source (default: NAME.source in the processing folder)')
    .option('--dont_version', 'keep no copies of earlier versions (default: keep them in versions/)')
    .option('--json', 'print the result as one JSON object')
    .action(async (options: Options) => {
      const { source, skipped, withoutRaw } = await createSource(
        {
          population: options.population,
          settings: options.processing_settings,
          name: options.name,
          frameLimit: options.nframes,
          files: options.files,
          applyFilter: options.apply_filter,
          includeDeselected: options.include_deselected,
          accept: options.accept,
          output: options.output,
          dontVersion: options.dont_version,
        },
        printProgress,
      );
      for (const { name, reason } of skipped) printProgress(`${name} was left out: ${reason}`);
      for (const { name, hashFrom } of withoutRaw)
        printProgress(
          hashFrom.endsWith('.source')
            ? `${name}: its raw movie is gone, its hash is taken from ${hashFrom}`
            : `${name}: its raw movie is gone, its hash is that of ${hashFrom}, by which M will not recognise it`,
        );
      const result = {
        source: source.path,
        guid: source.guid,
        name: source.name,
        series: source.files.length,
        pixelSize: source.pixelSize,
        skipped,
        withoutRaw,
      };
      printResult(options.json, result, [`Created ${source.path} with ${source.files.length} tilt series`]);
    });
}
