/** murmur refine_settings */
import type { Command } from 'commander';
import { createSettingsFile } from '../jobs/refinementSettings/createSettingsFile';
import { printResult } from './program';

interface Options {
  readonly population: string;
  readonly output?: string;
  readonly json?: boolean;
}

export function registerRefineSettings(program: Command): void {
  program
    .command('refine_settings')
    .description('Write a settings file for `refine --settings`, with what was used last.')
    .requiredOption('-p, --population <file>', 'the .population file')
    .option('-o, --output <file>', 'the new .refine.json file (default: beside the population, of its name)')
    .option('--json', 'print the result as one JSON object')
    .action(async ({ population, output, json }: Options) => {
      const settings = await createSettingsFile(population, output);
      printResult(json, { settings }, [`Wrote ${settings}`]);
    });
}
