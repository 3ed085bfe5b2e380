/** Tries a lane with a job of a few seconds: does it start, what does it find there, and is a shared folder the same on both sides? */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Problem } from '../../../shared/problem';
import { replaceOwnFile } from '../../files/atomicFile';
import { makeFolder, removeTree } from '../../files/durableFile';
import { cancel } from '../runs/slurm/cancel';
import { readExit, readStart } from '../runs/slurm/jobMarks';
import { askStates, type QueuedJob } from '../runs/slurm/states';
import { endWords, queueWords } from '../runs/slurm/stateWords';
import { submit } from '../runs/slurm/submit';
import { answerTurns, takeFirstTurns } from './exchange';
import { jobName, writeLaneJob } from './fillLane';
import type { Lane } from './lane';
import { probe, type Probe } from './probe';

export interface LaneTest {
  readonly lane: Lane;
  readonly answers: Readonly<Record<string, string>>;
  /** Absolute path of a folder that both sides see; what is made in it is removed. */
  readonly folder: string;
  /** s that the job may take, waiting and running. */
  readonly limit: number;
  /** Program and first arguments that start murmur. */
  readonly murmur: readonly string[];
}

export interface LaneReport extends Probe {
  readonly lane: string;
  /** Number of the job. */
  readonly job: string;
  /** s in the queue. */
  readonly waited: number;
  /** ms that a renamed file took to be seen there and back, once per turn. */
  readonly renames: readonly number[];
}

const reportName = 'report.json';
/** ms between two looks at the folder, and at most between two at the queue. */
const pause = 200;
const queuePause = 5000;

/** Throws Problem with what the queue or the job says; the job is cancelled then. */
export async function testLane(
  test: LaneTest,
  { say, signal }: { readonly say: (message: string) => void; readonly signal: AbortSignal },
): Promise<LaneReport> {
  const stem = new Date().toISOString().replace(/\..*$/, '').replaceAll(':', '-');
  const folder = path.join(test.folder, `.lane_test_${test.lane.name}_${stem}_${process.pid}`);
  await makeFolder(folder);
  try {
    return await testIn(folder, test, { say, signal });
  } finally {
    await removeTree(folder);
  }
}

/** The job's part: it reports, and takes turns with who submitted it. */
export async function probeLane(folder: string): Promise<Probe> {
  const found = await probe();
  await replaceOwnFile(path.join(folder, reportName), `${JSON.stringify(found, null, 2)}\n`);
  await answerTurns(folder);
  return found;
}

async function testIn(
  folder: string,
  { lane, answers, limit, murmur }: LaneTest,
  { say, signal }: { readonly say: (message: string) => void; readonly signal: AbortSignal },
): Promise<LaneReport> {
  const log = path.join(folder, 'log.txt');
  const command = [...murmur, 'lane_probe', '--folder', folder];
  const script = await writeLaneJob(lane, answers, { folder, log, project: 'test', command, errors: log });
  const name = jobName('lane_test', folder);
  const submitted = performance.now();
  const job = await submit(lane.commands, { script, name, folder, log });
  say(`Slurm job ${job} on lane ${lane.name}`);
  try {
    const end = submitted + 1000 * limit;
    const asked = { lane, job, folder, log, end, say, signal };
    const host = await untilReported(asked);
    const waited = (host - submitted) / 1000;
    const found = JSON.parse(await readFile(path.join(folder, reportName), 'utf8')) as Probe;
    const renames = await takeFirstTurns(folder, signal);
    await untilEnded(asked);
    return { lane: lane.name, job, waited, ...found, renames };
  } catch (error) {
    await cancel(lane.commands, job);
    throw error;
  }
}

interface Asked {
  readonly lane: Lane;
  readonly job: string;
  readonly folder: string;
  readonly log: string;
  /** When it is given up, of performance.now(). */
  readonly end: number;
  readonly say: (message: string) => void;
  readonly signal: AbortSignal;
}

/** @returns when it was seen to have started, of performance.now() */
async function untilReported(asked: Asked): Promise<number> {
  const { folder } = asked;
  let started = 0;
  await looking(asked, async () => {
    if (started === 0 && (await readStart(folder)) !== null) started = performance.now();
    const report = await readFile(path.join(folder, reportName), 'utf8').catch(() => null);
    if (report === null && (await readExit(folder)) !== null) throw await endProblem(asked, null);
    return report !== null;
  });
  return started;
}

async function untilEnded(asked: Asked): Promise<void> {
  await looking(asked, async () => {
    const exit = await readExit(asked.folder);
    if (exit !== null && exit.code !== 0) throw await endProblem(asked, null);
    return exit !== null;
  });
}

/** Looks at the folder until it holds, and at the queue in between. Throws Problem where it can hold no more. */
async function looking(asked: Asked, holds: () => Promise<boolean>): Promise<void> {
  const { lane, job, end, say, signal } = asked;
  const place = `Slurm job ${job}`;
  let words = '';
  let queueAt = performance.now();
  let last: QueuedJob | null = null;
  while (!(await holds())) {
    signal.throwIfAborted();
    if (performance.now() > end)
      throw new Problem(`the job has not reported in time: ${words === '' ? place : words}`, {
        remedy: 'wait longer with --limit, or ask for less with --set',
      });
    if (performance.now() >= queueAt) {
      queueAt = performance.now() + Math.min(queuePause, 1000 * lane.commands.pollSeconds);
      const before = last;
      last = (await askStates(lane.commands, [job]).catch(() => null))?.get(job) ?? null;
      // Said twice: the folder may show last words late.
      if (last !== null && before !== null && endWords(last, null) !== null && last.state === before.state)
        throw await endProblem(asked, last);
      const said = queueWords(place, last, { host: '', failure: null }).replace(/, [^,]*$/, '');
      if (said !== words) say(said);
      words = said;
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

/** With what the job's own messages say. */
async function endProblem({ job, log }: Asked, last: QueuedJob | null): Promise<Problem> {
  const text = await readFile(log, 'utf8').catch(() => '');
  const line = text
    .split('\n')
    .map((one) => one.trim())
    .findLast((one) => one !== '');
  const why = (last === null ? null : endWords(last, null)) ?? line ?? 'it said nothing';
  return new Problem(`the job failed: ${why.replace(/^murmur: /, '')}`, {
    where: `Slurm job ${job}`,
    remedy: "look at the lane's script",
  });
}
