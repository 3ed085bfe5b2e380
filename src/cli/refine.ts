/** murmur refine: what MCore does, with its option names. */
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { Option, type Command } from 'commander';
import type { RefinementEvent } from '../../shared/records/events';
import { recordedRun } from '../jobs/runs/recordedRun';
import { estimateRefinement } from '../jobs/refinement/estimate';
import type { RefinementOptions } from '../jobs/refinement/refinementOptions';
import { refinePopulation } from '../jobs/refinement/refinePopulation';
import { defaultSettings, type RefinementSettings } from '../jobs/refinementSettings/fields';
import { optionsOf } from '../jobs/refinementSettings/options';
import { parseSettings, readSettingsFile } from '../jobs/refinementSettings/settingsFile';
import { estimateLines } from './estimateLines';
import { parseIntegerOption } from './options';
import { printProgress, printResult } from './program';
import { progressPrinter } from './progressPrinter';
import { addRunnerOptions, type RunnerOptions } from './runnerOptions';
import { givenSettings, settingOptions } from './settingOptions';
import { interruption, Stopped } from './stopping';

/** As workers are started. */
const thisProgram = { command: [process.execPath, process.argv[1]], env: process.env };

/** What errors call it. */
const standardInput = 'standard input';

interface Options extends RunnerOptions {
  readonly settings?: string;
  readonly estimate?: boolean;
  readonly self_test?: boolean;
  readonly events?: boolean;
  readonly json?: boolean;
}

export function registerRefine(program: Command): void {
  const command = program
    .command('refine')
    .description('Refine all series of a population against its species, and make new half-maps.')
    .option('-p, --population <file>', 'the .population file; needed unless --settings names it')
    .option(
      '--settings <file>',
      'a .refine.json file, or - for standard input; options given beside it count more than what it says',
    )
    .option('--estimate', 'say what the refinement would take, and run nothing')
    .option('--self_test', 'test the GPU first, also where it has passed before');
  for (const option of settingOptions()) command.addOption(option);
  addRunnerOptions(command);
  command
    .option('--events', 'print what happens as one JSON object per line')
    .option('--json', 'print the result as one JSON object');
  command.addOption(
    new Option('--perdevice <n>', "MCore's name for --workers").argParser(parseIntegerOption).hideHelp(),
  );
  for (const name of ['--perdevice_refine <n>', '--port <n>', '--devicelist <ids>'])
    command.addOption(
      new Option(name, 'has no meaning here; accepted for scripts written for MCore').hideHelp(),
    );
  command.action(async (options: Options) => {
    const settings = await askedFor(options.settings, command);
    const asked = optionsOf(settings, options.settings === '-' ? standardInput : options.settings);
    if (options.estimate === true) return estimate(asked, options);
    const complete = { ...settings, population: resolve(settings.population) };
    const isHere = options.runner === 'local';
    if (isHere && options.series_jobs === undefined) {
      await run({ ...asked, selfTest: options.self_test === true }, complete, options);
      return;
    }
    // What knows of clusters is loaded where it is needed.
    const { clusterOf, runElsewhere } = await import('./refineElsewhere');
    if (isHere) await run({ ...asked, cluster: await clusterOf(complete, options) }, complete, options);
    else await runElsewhere(complete, options);
  });
}

/** What was given on the command line counts more than the file, the file more than defaults. Throws Problem. */
async function askedFor(file: string | undefined, command: Command): Promise<RefinementSettings> {
  const { settings, warnings } =
    file === undefined
      ? { settings: defaultSettings, warnings: [] }
      : file === '-'
        ? parseSettings(await text(process.stdin), standardInput)
        : await readSettingsFile(file);
  for (const warning of warnings) printProgress(warning);
  const { perdevice } = command.opts<{ perdevice?: number }>();
  return {
    ...settings,
    ...(perdevice === undefined ? {} : { workers: perdevice }),
    ...givenSettings(command),
  };
}

async function estimate(asked: RefinementOptions, { json }: Options): Promise<void> {
  const found = await estimateRefinement(asked);
  printResult(json, found, estimateLines(found));
}

/** @param settings what is asked, for the job's folder */
async function run(asked: RefinementOptions, settings: RefinementSettings, options: Options): Promise<void> {
  const forPeople = progressPrinter();
  // Who asks for events keeps them: VS Code has made a job of its own.
  const record = options.events === true ? null : recordedRun(settings);
  const print = (event: RefinementEvent): void => {
    if (options.events === true) printEvent(event);
    record?.emit(event);
    forPeople(event);
  };
  const stopping = interruption((error) => print(errorEvent(error)));
  try {
    const species = await refinePopulation({ ...asked, signal: stopping.signal, murmur: thisProgram }, print);
    if (options.events !== true)
      printResult(
        options.json,
        { species },
        species.map(
          ({ name, resolution }) => `${name}: ${resolution === null ? '?' : resolution.toFixed(2)} Å`,
        ),
      );
  } catch (error) {
    print(errorEvent(error));
    throw error;
  } finally {
    stopping.dispose();
    await record
      ?.finished()
      .catch((error: unknown) => printProgress(`the run is not recorded for reports: ${String(error)}`));
  }
}

function errorEvent(error: unknown): RefinementEvent {
  const message = error instanceof Error ? error.message : String(error);
  return { event: 'error', message, ...(error instanceof Stopped && { stopped: true }) };
}

function printEvent(event: RefinementEvent): void {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}
