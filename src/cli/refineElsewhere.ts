/** murmur refine --runner: the refinement becomes a job of a cluster, which goes on without whoever submitted it. */
import path from 'node:path';
import { Option, type Command } from 'commander';
import { Problem } from '../../shared/problem';
import { defaultLane } from '../jobs/lanes/defaultLane';
import { parseAssignments } from '../jobs/lanes/laneValues';
import { laneFolders, listLanes, readLane, type LaneFolders } from '../jobs/lanes/readLane';
import type { Lane } from '../jobs/lanes/lane';
import type { ArrayPlace } from '../jobs/refinement/runners/slurmArray';
import type { RefinementSettings } from '../jobs/refinementSettings/fields';
import { EventTail } from '../jobs/runs/eventTail';
import { isActive, launchJob, lookAgain, type Job } from '../jobs/runs/job';
import { readRunner } from '../jobs/runs/jobFolder';
import type { Program } from '../jobs/runs/jobRunner';
import { slurm, slurmOn, type SlurmRecord } from '../jobs/runs/runners/slurm';
import { parseIntegerOption } from './options';
import { printProgress, printResult } from './program';

export interface RunnerOptions {
  readonly runner: 'local' | 'slurm';
  readonly lane?: string;
  readonly lanes?: string;
  readonly set?: readonly string[];
  readonly series_jobs?: number;
  readonly wait?: boolean;
  readonly json?: boolean;
}

/** ms between two looks at a job that is waited for. */
const pause = 500;

export function addRunnerOptions(command: Command): void {
  command
    .addOption(
      new Option('--runner <kind>', 'where it runs: in this process, or as a job of Slurm')
        .choices(['local', 'slurm'])
        .default('local'),
    )
    .option(
      '--lane <name>',
      "lane for Slurm: a file in lanes/ beside the population (default: the only one, or Slurm's own defaults)",
    )
    .option('--lanes <folder>', 'folder with further lanes (default: ~/.config/murmuration/lanes)')
    .option('--set <name=value...>', 'values for what the lane asks: --set partition=gpu time=4:00:00')
    .addOption(
      new Option(
        '--series_jobs <n>',
        "series and maps as array jobs of Slurm on the lane, so many at a time; what shares them out needs no GPU (with --runner slurm it's a job, too)",
      ).argParser(parseIntegerOption),
    )
    .option('--wait', 'with a runner: return when the job has ended');
}

/** @param settings complete, with the absolute path of the population. Throws Problem. */
export async function runElsewhere(settings: RefinementSettings, options: RunnerOptions): Promise<void> {
  const lane = await laneOf(laneFolders(settings.population, options.lanes), options.lane);
  const answers = parseAssignments(options.set ?? []);
  const sharing = sharingOptions(options);
  const runner = slurmOn(lane, sharing.length > 0 ? withoutGpu(lane, answers) : answers);
  const asked = {
    settings,
    populationName: path.basename(settings.population, '.population'),
    created: new Date().toISOString(),
  };
  const job = await launchJob(asked, thisMurmur(), runner, sharing);
  const record = (await readRunner(job.files)) as SlurmRecord;
  const { directory } = job.files;
  const submitted = { id: record.id, lane: lane.name, job: directory };
  if (options.wait !== true) {
    printResult(options.json, submitted, [`${slurm.place(record)} on lane ${lane.name}: ${directory}`]);
    return;
  }
  printProgress(`${slurm.place(record)} on lane ${lane.name}: ${directory}`);
  const { state, reason } = await followed(job);
  if (state !== 'finished') throw new Problem(reason ?? `it was ${state}`, { where: slurm.place(record) });
  printResult(options.json, { ...submitted, state }, [state]);
}

/** For a refinement whose tasks are jobs of Slurm; undefined for others. Throws Problem. */
export async function clusterOf(
  { population }: RefinementSettings,
  { series_jobs: atOnce, lane: name, lanes, set = [] }: RunnerOptions,
): Promise<ArrayPlace | undefined> {
  if (atOnce === undefined) return undefined;
  if (atOnce < 1) throw new Problem('--series_jobs must be 1 or more');
  const lane = await laneOf(laneFolders(population, lanes), name);
  return {
    lane,
    answers: parseAssignments(set),
    murmur: thisMurmur(),
    atOnce,
    project: path.basename(population, '.population'),
  };
}

/** The same for the job that shares them out. */
function sharingOptions({ series_jobs: atOnce, lane, lanes, set = [] }: RunnerOptions): readonly string[] {
  if (atOnce === undefined) return [];
  return [
    ...['--series_jobs', String(atOnce)],
    ...(lane === undefined ? [] : ['--lane', lane]),
    ...(lanes === undefined ? [] : ['--lanes', path.resolve(lanes)]),
    ...set.map((assignment) => `--set=${assignment}`),
  ];
}

/** What computes nothing holds no card, where the lane can be told so. */
function withoutGpu(lane: Lane, answers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return lane.variables.some(({ name }) => name === 'gpus') ? { ...answers, gpus: '0' } : answers;
}

function thisMurmur(): Program {
  return { command: [process.execPath, path.resolve(process.argv[1])], env: process.env };
}

/** The one that is named, the only one there is, or plain Slurm. Throws Problem. */
async function laneOf(folders: LaneFolders, name: string | undefined): Promise<Lane> {
  if (name !== undefined) return readLane(folders, name);
  const lanes = await listLanes(folders);
  if (lanes.length === 0) return defaultLane();
  if (lanes.length === 1) return readLane(folders, lanes[0].name);
  throw new Problem('there are several lanes', {
    remedy: `choose one with --lane: ${lanes.map((one) => one.name).join(', ')}`,
  });
}

/** Until it is at work no more; says what changes. Whoever ends this ends the waiting alone. */
async function followed(launched: Job): Promise<Job> {
  const tail = new EventTail(launched.files.events);
  let job = launched;
  let said = '';
  for (;;) {
    job = await lookAgain(job, tail);
    if (!isActive(job) && job.state !== 'lost') return job;
    const words = job.detail ?? job.state;
    // Minutes that go by are no news.
    if (words.replace(/,[^,]*$/, '') !== said) printProgress(words);
    said = words.replace(/,[^,]*$/, '');
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
