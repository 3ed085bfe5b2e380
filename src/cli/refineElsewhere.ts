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
import { isActive, lookAgain, type Job } from '../jobs/runs/job';
import { readRunner } from '../jobs/runs/jobFolder';
import type { Program } from '../jobs/runs/jobRunner';
import { launchJob } from '../jobs/runs/launchJob';
import { local } from '../jobs/runs/runners/local';
import { slurm, slurmBy, slurmOn, type SlurmRecord } from '../jobs/runs/runners/slurm';
import { printProgress, printResult } from './program';
import type { RunnerOptions } from './runnerOptions';

/** ms between two looks at a job that is waited for. */
const pause = 500;

/** @param settings complete, with the absolute path of the population. Throws Problem. */
export async function runElsewhere(settings: RefinementSettings, options: RunnerOptions): Promise<void> {
  const lane = await laneOf(laneFolders(settings.population, options.lanes), options.lane);
  const answers = parseAssignments(options.set ?? []);
  const atOnce = seriesAtOnce(options);
  const sharing = atOnce === undefined ? null : { atOnce, lanes: options.lanes ?? '' };
  const runner = slurmOn(lane, answers, sharing);
  const asked = {
    settings,
    populationName: path.basename(settings.population, '.population'),
    created: new Date().toISOString(),
  };
  const job = await launchJob(asked, thisMurmur(), runner, [local, slurmBy(lane)]);
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
  options: RunnerOptions,
): Promise<ArrayPlace | undefined> {
  const atOnce = seriesAtOnce(options);
  if (atOnce === undefined) return undefined;
  const lane = await laneOf(laneFolders(population, options.lanes), options.lane);
  return {
    lane,
    answers: parseAssignments(options.set ?? []),
    murmur: thisMurmur(),
    atOnce,
    project: path.basename(population, '.population'),
  };
}

/** Undefined for a refinement that is one process. Throws Problem. */
function seriesAtOnce({ series_jobs: atOnce }: RunnerOptions): number | undefined {
  if (atOnce !== undefined && atOnce < 1) throw new Problem('--series_jobs must be 1 or more');
  return atOnce;
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
