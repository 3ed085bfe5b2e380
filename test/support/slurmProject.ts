/** Refinements on real Slurm: a project with a lane that is asked often, and what the same refinement comes to without Slurm. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultLaneJson, defaultLaneScript } from '../../src/jobs/lanes/defaultLane';
import { writeLane } from '../../src/jobs/lanes/createLane';
import { EventTail } from '../../src/jobs/runs/eventTail';
import { lookAgain, newJob, type Job } from '../../src/jobs/runs/job';
import { listJobs, readOptions } from '../../src/jobs/runs/jobFolder';
import { runMurmur } from './runMurmur';
import { changes, snapshot } from './snapshot';
import { folderOfProcess } from './temporaryFolder';
import { copyProject, sharedTinyProject, shortRefinement, type TinyProject } from './tinyProject';
import { until } from './until';

/** A project, and its files after a refinement that Slurm had nothing to do with. */
export interface Reference {
  readonly project: TinyProject;
  readonly refined: ReadonlyMap<string, string>;
}

/** @param folder for a copy that is refined */
export async function makeReference(project: TinyProject, folder: string): Promise<Reference> {
  const here = await copyProject(project, folder);
  const { code, err } = await runMurmur('.', ...shortRefinement(here.population));
  assert.equal(code, 0, err);
  return { project, refined: snapshot(here.folder) };
}

const store = globalThis as { murmurReference?: Promise<Reference> };

/** Of the usual project, made once for all suites of a run. */
export async function sharedReference(): Promise<Reference> {
  const project = await sharedTinyProject();
  store.murmurReference ??= makeReference(project, join(folderOfProcess(), 'here'));
  return store.murmurReference;
}

/** What the lane asks, as small as it can be. */
export const smallAnswers = { memory: '1', cpus: '1', gpus: '0', time: '10' } as const;
const assignments = Object.entries(smallAnswers).map(([name, value]) => `--set=${name}=${value}`);

/** The options of `murmur refine` for its lane. */
export const onLane: readonly string[] = ['--lane=quick', ...assignments];

export interface SlurmProject extends TinyProject {
  /** What differs from the reference, without what tells of runs. */
  differences(): Promise<readonly string[]>;
  /** The job there is. */
  onlyJob(): Promise<Job>;
}

/** What a job may still be writing when its refinement is done. */
const notCompared = /refinement_temp|lanes|versions|\.lock$/;

/** A copy with a lane `quick`. @param prepare what its script does before murmur starts */
export async function slurmProject(
  { project, refined }: Reference,
  folder: string,
  prepare = '',
): Promise<SlurmProject> {
  const copy = await copyProject(project, folder);
  const script = defaultLaneScript.replace('{{ command }}', `${prepare}\n{{ command }}`);
  // Asked often: tests wait for what the queue says.
  const json = { ...defaultLaneJson, pollSeconds: 0.5 };
  await writeLane(join(folder, 'm', 'lanes'), 'quick', { json, script });
  return {
    ...copy,
    differences: async () =>
      changes(refined, snapshot(folder, notCompared)).filter((path) => !notCompared.test(path)),
    async onlyJob() {
      const [files, ...others] = await listJobs(copy.population);
      assert.deepEqual(others, []);
      const options = await readOptions(files);
      assert.ok(options !== null);
      return newJob(files, options);
    },
  };
}

/** From the beginning of its events, as a new window looks. */
export const look = async (job: Job): Promise<Job> => lookAgain(job, new EventTail(job.files.events));

/** @param holds what else is to be true of it */
export async function becomes(
  job: Job,
  state: Job['state'],
  holds: (job: Job) => boolean = () => true,
): Promise<Job> {
  let now = job;
  await until(
    () => `${state}, it is ${now.state}: ${now.reason ?? now.detail ?? ''}`,
    async () => {
      now = await look(job);
      return now.state === state && holds(now);
    },
  );
  return now;
}

/** It waits in the queue. */
export const waits = ({ detail }: Job): boolean => /^Slurm job \d+: waiting/.test(detail ?? '');

/** Goes on with a process that stands still, if it is there. */
export function goOn(pid: number): void {
  try {
    process.kill(pid, 'SIGCONT');
  } catch {
    // It has ended.
  }
}

/** Makes an empty file. */
export const touch = (path: string): void => writeFileSync(path, '');
