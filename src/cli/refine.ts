/** murmur refine: what MCore does, with its option names. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { RefinementEvent } from '../jobs/events';
import { refinePopulation } from '../jobs/refinement/refinePopulation';
import { Problem } from '../problem';
import { parseIntegerOption, parseNumberOption, printResult } from './program';
import { progressPrinter } from './progressPrinter';

interface Options {
  readonly population: string;
  readonly iter: number;
  readonly rounds: number;
  readonly first_iteration_fraction: number;
  readonly min_particles: number;
  readonly weight_threshold: number;
  readonly refine_imagewarp?: readonly [number, number];
  readonly refine_particles?: boolean;
  readonly memory: number;
  readonly cpu_memory?: boolean;
  readonly adapter?: string;
  readonly events?: boolean;
  readonly json?: boolean;
}

export function registerRefine(program: Command): void {
  const command = program
    .command('refine')
    .description('Refine all series of a population against its species, and make new half-maps.')
    .requiredOption('--population <file>', 'the .population file')
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
      'refine the image warp on a grid of W x H nodes a tilt, such as 3x3',
      parseGrid,
    )
    .option('--refine_particles', 'refine positions and orientations of particles')
    .option(
      '--memory <GiB>',
      'particle images that may stay on the graphics adapter, GiB',
      number(0.01, 1024),
      4,
    )
    .option('--cpu_memory', 'keep particle images in main memory, bring them to the adapter when due')
    .option('--adapter <name>', 'part of the name of a graphics adapter, or "software"')
    .option('--events', 'print what happens as one JSON object a line')
    .option('--json', 'print the result as one JSON object');
  for (const name of ['--perdevice <n>', '--perdevice_refine <n>', '--port <n>', '--devicelist <ids>'])
    command.addOption(
      new Option(name, 'has no meaning here; accepted for scripts written for MCore').hideHelp(),
    );
  command.action(run);
}

async function run(options: Options): Promise<void> {
  const controller = new AbortController();
  const cancel = (): void =>
    controller.abort(new Problem('cancelled', { remedy: 'files are as the last finished round left them' }));
  process.once('SIGINT', cancel);
  process.once('SIGTERM', cancel);
  const print = options.events === true ? printEvent : progressPrinter();
  try {
    const species = await refinePopulation(
      {
        population: options.population,
        groups: { imageWarp: options.refine_imagewarp ?? null, particles: options.refine_particles ?? false },
        subIterations: options.iter,
        rounds: options.rounds,
        firstFraction: options.first_iteration_fraction,
        minParticles: options.min_particles,
        weightThreshold: options.weight_threshold,
        memory: options.cpu_memory === true ? 2 ** 26 : options.memory * 2 ** 30,
        adapter: options.adapter,
        signal: controller.signal,
      },
      print,
    );
    if (options.events !== true)
      printResult(
        options.json,
        { species },
        species.map(
          ({ name, resolution }) => `${name}: ${resolution === null ? '?' : resolution.toFixed(2)} Å`,
        ),
      );
  } catch (error) {
    if (options.events === true)
      printEvent({ event: 'error', message: error instanceof Error ? error.message : String(error) });
    throw error;
  } finally {
    process.off('SIGINT', cancel);
    process.off('SIGTERM', cancel);
  }
}

function printEvent(event: RefinementEvent): void {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

/** `3x3`; anything else is refused (MCore prints "ignoring" and refines all the same). */
function parseGrid(text: string): readonly [number, number] {
  const match = /^(\d{1,2})[xX](\d{1,2})$/.exec(text);
  const size = match === null ? [0, 0] : [Number(match[1]), Number(match[2])];
  if (size[0] < 1 || size[1] < 1)
    throw new InvalidArgumentError('Expected a grid such as 3x3: nodes across, x, nodes down.');
  return [size[0], size[1]];
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
