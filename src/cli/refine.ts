/** murmur refine: what MCore does, with its option names. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { VolumeWarpSize } from '../compute/refine/groups/volumeWarp';
import type { WarpSize } from '../compute/refine/groups/imageWarp';
import type { RefinedGroups } from '../compute/refine/parameters';
import type { DoubtName } from '../jobs/check/doubt';
import type { RefinementEvent } from '../jobs/events';
import { estimateRefinement } from '../jobs/refinement/estimate';
import { refinePopulation, type RefinementOptions } from '../jobs/refinement/refinePopulation';
import { recordedRun } from '../jobs/recordedRun';
import { settingsArguments } from '../jobs/refinementSettings/arguments';
import { readSettingsFile } from '../jobs/refinementSettings/settingsFile';
import { Problem } from '../problem';
import { acceptOption } from './acceptOption';
import { estimateLines } from './estimateLines';
import { parseIntegerOption, parseNumberOption, printProgress, printResult } from './program';
import { progressPrinter } from './progressPrinter';

interface Options {
  readonly population?: string;
  readonly settings?: string;
  readonly estimate?: boolean;
  readonly iter: number;
  readonly rounds: number;
  readonly first_iteration_fraction: number;
  readonly min_particles: number;
  readonly weight_threshold: number;
  readonly refine_imagewarp?: readonly number[];
  readonly refine_volumewarp?: readonly number[];
  readonly refine_stageangles?: boolean;
  readonly refine_levelangles?: boolean;
  readonly refine_mag?: boolean;
  readonly refine_particles?: boolean;
  readonly prior: boolean;
  readonly adaptive?: boolean;
  readonly local_reference?: boolean;
  readonly shared_reference?: boolean;
  readonly memory: number;
  readonly cpu_memory?: boolean;
  readonly accept?: readonly DoubtName[];
  readonly adapter?: string;
  readonly events?: boolean;
  readonly json?: boolean;
}

export function registerRefine(program: Command): void {
  const command = program
    .command('refine')
    .description('Refine all series of a population against its species, and make new half-maps.')
    .option('-p, --population <file>', 'the .population file; needed unless --settings names it')
    .option('--settings <file>', 'a .refine.json file; options given beside it count more than what it says')
    .option('--estimate', 'say what the refinement would take, and run nothing')
    .option(
      '--iter <n>',
      'sub-iterations per series and round; 0 makes new maps without refining',
      integer(0, 100),
      3,
    )
    .option(
      '--rounds <n>',
      'most rounds of refining all series and making new maps; ends earlier when the resolution stops improving',
      integer(1, 100),
      3,
    )
    .option(
      '--first_iteration_fraction <f>',
      'part of the available resolution used in the first sub-iteration, rising to 1',
      number(0.05, 1),
      1,
    )
    .option(
      '--min_particles <n>',
      'leave out series with fewer particles, all species together',
      integer(1, 1e9),
      1,
    )
    .option(
      '--weight_threshold <w>',
      'use a tilt up to the frequency where its B-factor weight, relative to the best tilt, falls to this',
      number(0, 0.99),
      0.05,
    )
    .option(
      '--refine_imagewarp <WxH>',
      'refine the image warp on a grid of W x H nodes a tilt, such as 3x3 (Å)',
      parseGrid('3x3', [1, 1]),
    )
    .option(
      '--refine_volumewarp <WxHxDxT>',
      'refine the volume warp on a grid of W x H x D nodes and T times over the exposure, such as 3x3x2x10 (Å)',
      parseGrid('3x3x2x10', [1, 1, 1, 2]),
    )
    .option('--refine_stageangles', 'refine three angles a tilt that turn its particles (degrees)')
    .option(
      '--refine_levelangles',
      'refine the two levelling angles of the sample (degrees); without particles',
    )
    .option('--refine_mag', 'refine the anisotropic magnification of each series (2 x 2 matrix)')
    .option('--refine_particles', 'refine positions and orientations of particles')
    .option(
      '--no-prior',
      'do not draw grid nodes to their neighbours; by default nodes that see no particle follow them ' +
        '(standard deviation of differences 3 Å in the image warp, 5 Å in the volume warp)',
    )
    .option(
      '--adaptive',
      'start each round at the resolution where the FSC is 0.5 and go on to where it is 0.143 (instead of --first_iteration_fraction)',
    )
    .option(
      '--local_reference',
      'filter the references by their local signal and noise instead of the FSC of the whole map; both halves decide on the filter, so leave it off for gold-standard claims',
    )
    .option(
      '--shared_reference',
      'give the references of both half-maps everything beyond 40 Å in common, as M does, not only what is also coarser than 1.25 times the resolution',
    )
    .option(
      '--memory <GiB>',
      'particle images that may stay on the graphics adapter, GiB',
      number(0.01, 1024),
      4,
    )
    .option('--cpu_memory', 'keep particle images in main memory, bring them to the adapter when due')
    .addOption(acceptOption())
    .option('--adapter <name>', 'part of the name of a graphics adapter, or "software"')
    .option('--events', 'print what happens as one JSON object a line')
    .option('--json', 'print the result as one JSON object');
  for (const name of ['--perdevice <n>', '--perdevice_refine <n>', '--port <n>', '--devicelist <ids>'])
    command.addOption(
      new Option(name, 'has no meaning here; accepted for scripts written for MCore').hideHelp(),
    );
  command.action(async (given: Options) => {
    const options = given.settings === undefined ? given : await withSettings(given.settings, given, command);
    if (options.estimate === true) await estimate(options);
    else await run(options);
  });
}

/** What was given on the command line counts more than the file, the file more than defaults. */
async function withSettings(file: string, given: Options, command: Command): Promise<Options> {
  const { settings, warnings } = await readSettingsFile(file);
  for (const warning of warnings) printProgress(warning);
  const args = settingsArguments(settings).slice(1);
  const named = new Map<string, unknown>();
  for (const option of command.options) {
    const key = option.attributeName();
    const at = args.indexOf(option.long ?? '');
    if (command.getOptionValueSource(key) === 'cli' || at < 0) continue;
    const parse = option.parseArg as ((text: string) => unknown) | undefined;
    if (option.negate) named.set(key, false);
    else if (option.isBoolean()) named.set(key, true);
    else named.set(key, parse?.(args[at + 1]) ?? args[at + 1]);
  }
  return { ...given, ...Object.fromEntries(named) };
}

async function estimate(options: Options): Promise<void> {
  const found = await estimateRefinement(asked(options));
  printResult(options.json, found, estimateLines(found));
}

async function run(options: Options): Promise<void> {
  const controller = new AbortController();
  const cancel = (): void =>
    controller.abort(new Problem('cancelled', { remedy: 'files are as the last finished round left them' }));
  process.once('SIGINT', cancel);
  process.once('SIGTERM', cancel);
  const forPeople = progressPrinter();
  const settings = asked(options);
  // Who asks for events keeps them: VS Code has made a job of its own.
  const record = options.events === true ? null : recordedRun(settings.population, process.argv.slice(2));
  const print = (event: RefinementEvent): void => {
    if (options.events === true) printEvent(event);
    record?.tell(event);
    forPeople(event);
  };
  try {
    const species = await refinePopulation({ ...settings, signal: controller.signal }, print);
    if (options.events !== true)
      printResult(
        options.json,
        { species },
        species.map(
          ({ name, resolution }) => `${name}: ${resolution === null ? '?' : resolution.toFixed(2)} Å`,
        ),
      );
  } catch (error) {
    const event = {
      event: 'error',
      message: error instanceof Error ? error.message : String(error),
    } as const;
    if (options.events === true) printEvent(event);
    record?.tell(event);
    throw error;
  } finally {
    process.off('SIGINT', cancel);
    process.off('SIGTERM', cancel);
    await record
      ?.finished()
      .catch((error: unknown) => printProgress(`the run is not recorded for reports: ${String(error)}`));
  }
}

function printEvent(event: RefinementEvent): void {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

function asked(options: Options): RefinementOptions {
  if (options.population === undefined)
    throw new Problem('a refinement needs a population', {
      ...(options.settings === undefined ? {} : { where: options.settings }),
      remedy: 'give --population FILE, or name it in the settings file',
    });
  return {
    population: options.population,
    groups: groupsOf(options),
    prior: options.prior,
    adaptive: options.adaptive ?? false,
    localReference: options.local_reference ?? false,
    sharedReference: options.shared_reference ?? false,
    subIterations: options.iter,
    rounds: options.rounds,
    firstFraction: options.first_iteration_fraction,
    minParticles: options.min_particles,
    weightThreshold: options.weight_threshold,
    memory: options.cpu_memory === true ? 2 ** 26 : options.memory * 2 ** 30,
    accept: options.accept,
    adapter: options.adapter,
  };
}

function groupsOf(options: Options): RefinedGroups {
  const particles = options.refine_particles ?? false;
  const levelAngles = options.refine_levelangles ?? false;
  if (particles && levelAngles)
    throw new Problem('--refine_levelangles and --refine_particles cannot be told apart by the images', {
      remedy: 'refine the levelling angles in a run of their own',
    });
  return {
    imageWarp: (options.refine_imagewarp as WarpSize | undefined) ?? null,
    volumeWarp: (options.refine_volumewarp as VolumeWarpSize | undefined) ?? null,
    stageAngles: options.refine_stageangles ?? false,
    levelAngles,
    magnification: options.refine_mag ?? false,
    particles,
  };
}

/** Numbers joined by x; anything else is refused (MCore prints "ignoring" and refines all the same). */
function parseGrid(example: string, least: readonly number[]): (text: string) => readonly number[] {
  return (text) => {
    const size = text
      .toLowerCase()
      .split('x')
      .map((part) => (/^\d{1,3}$/.test(part) ? Number(part) : 0));
    if (size.length !== least.length || size.some((nodes, i) => nodes < least[i]))
      throw new InvalidArgumentError(
        `Expected ${least.length} numbers joined by x, such as ${example}, at least ${least.join('x')}.`,
      );
    return size;
  };
}

function integer(least: number, most: number): (text: string) => number {
  return (text) => within(parseIntegerOption(text), least, most);
}

function number(least: number, most: number): (text: string) => number {
  return (text) => within(parseNumberOption(text), least, most);
}

function within(value: number, least: number, most: number): number {
  if (value < least || value > most)
    throw new InvalidArgumentError(`It is not between ${least} and ${most}.`);
  return value;
}
