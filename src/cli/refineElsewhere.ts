/** murmur refine --runner: the refinement becomes a job of a cluster, which goes on without whoever submitted it. */
import path from 'node:path';
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
import { printProgress, printResult } from './program';
import type { RunnerOptions } from './runnerOptions';

/** ms between two looks at a job that is waited for. */
const pause = 500;

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
