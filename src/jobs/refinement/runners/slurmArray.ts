/** Tasks as the elements of one array job of Slurm, from its submission to the end of the last element. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { replaceOwnFile } from '../../../files/atomicFile';
import { makeFolder } from '../../../files/durableFile';
import { errorCode } from '../../../files/fileProblem';
import { jobName, writeLaneJob } from '../../lanes/fillLane';
import type { Lane } from '../../lanes/lane';
import type { Program } from '../../runs/jobRunner';
import { cancel } from '../../runs/slurm/cancel';
import { isJobId, readExit } from '../../runs/slurm/jobMarks';
import type { QueueCommands } from '../../runs/slurm/queueCommands';
import { askStates, isOver, type QueuedJob } from '../../runs/slurm/states';
import { endWords } from '../../runs/slurm/stateWords';
import { submitPatiently } from '../../runs/slurm/submitPatiently';
import { taskName, type Task } from '../tasks/task';
import type { WorkFolder } from '../tasks/workFolder';

export interface ArrayPlace {
  readonly lane: Lane;
  /** To what the lane asks, by name. */
  readonly answers: Readonly<Record<string, string>>;
  readonly murmur: Program;
  /** Elements that run at the same time, at most. */
  readonly atOnce: number;
  /** The population's name. */
  readonly project: string;
}

export interface TaskArray {
  readonly id: string;
  readonly folder: string;
  readonly tasks: readonly Task[];
  readonly commands: QueueCommands;
}

/**
 * Waits where Slurm's controller is away.
 * @param away is told why, once. Throws Problem with what Slurm said, and what the signal was aborted with.
 */
export async function submitArray(
  tasks: readonly Task[],
  { lane, answers, murmur, atOnce, project }: ArrayPlace,
  work: WorkFolder,
  { signal, away }: { readonly signal: AbortSignal | undefined; readonly away: (why: string) => void },
): Promise<TaskArray> {
  const folder = await newFolder(work);
  const list = path.join(folder, 'tasks.json');
  await replaceOwnFile(list, JSON.stringify(tasks.map(taskName)));
  const log = path.join(folder, 'log.txt');
  const command = [...murmur.command, 'refine_task', '--run', work.path, '--tasks', list];
  const script = await writeLaneJob(lane, answers, { folder, log, project, command });
  const name = jobName(project, folder);
  const array = { count: tasks.length, atOnce };
  const id = await submitPatiently(lane.commands, { script, name, folder, log, array }, murmur.env, {
    signal,
    away,
  });
  // What it is found by, by whoever takes the run up.
  await replaceOwnFile(recordPath(work), JSON.stringify({ id }));
  return { id, folder, tasks, commands: lane.commands };
}

/** One that an interrupted run has left is not taken again: what its elements said is there. */
async function newFolder({ path: folder }: WorkFolder): Promise<string> {
  const numbers = (await readdir(folder)).map((name) => Number(/^array_(\d+)$/.exec(name)?.[1] ?? -1));
  const made = path.join(folder, `array_${Math.max(-1, ...numbers) + 1}`);
  await makeFolder(made);
  return made;
}

function recordPath({ path: folder }: WorkFolder): string {
  return path.join(folder, 'array.json');
}

/** ms between two looks at what elements have left. */
const pause = 500;

/**
 * Until every element is over, well or not.
 * @param ended is told of each, with what Slurm says of how
 */
export async function followArray(
  { id, folder, tasks, commands }: TaskArray,
  signal: AbortSignal | undefined,
  ended: (task: Task, words: string | null) => Promise<void>,
): Promise<void> {
  const left = new Map(tasks.map((task, element) => [element, { task, overCount: 0 }]));
  let askedAt = -Infinity;
  while (left.size > 0) {
    signal?.throwIfAborted();
    let answer: ReadonlyMap<string, QueuedJob | null> | null = null;
    if (performance.now() - askedAt >= 1000 * commands.pollSeconds) {
      askedAt = performance.now();
      // No answer changes nothing.
      answer = await askStates(commands, [id]).catch(() => null);
    }
    for (const [element, one] of left) {
      const exit = await readExit(folder, element);
      const job = answer?.get(`${id}_${element}`) ?? (answer?.get(id) === null ? null : undefined);
      const isGone = answer !== null && (job === null || (job !== undefined && isOver(job)));
      if (answer !== null) one.overCount = isGone ? one.overCount + 1 : 0;
      // Shared folders may show last words late.
      if ((exit === null || exit.signal !== '') && one.overCount < 2) continue;
      left.delete(element);
      await ended(one.task, endWords(job ?? null, exit));
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

export async function cancelArray({ id, commands }: Pick<TaskArray, 'id' | 'commands'>): Promise<void> {
  await cancel(commands, id);
}

/**
 * Ends the array that an interrupted run has left, and waits until it is over: nobody else is to write there.
 *
 * @param commands of the lane: those of a file beside the array could be anybody's. Throws Problem
 */
export async function endLeftArray(work: WorkFolder, commands: QueueCommands): Promise<void> {
  const id = await leftArray(work);
  if (id === null) return;
  await cancel(commands, id);
  for (;;) {
    const states = await askStates(commands, [id]);
    if ([...states.values()].every((job) => job === null || isOver(job))) return;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

async function leftArray(work: WorkFolder): Promise<string | null> {
  try {
    const { id } = JSON.parse(await readFile(recordPath(work), 'utf8')) as { readonly id?: unknown };
    return isJobId(id) ? id : null;
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || error instanceof SyntaxError) return null;
    throw error;
  }
}

/** What an element said last of what went wrong; null where it said nothing. */
export async function lastWords({ folder }: TaskArray, element: number): Promise<string | null> {
  const text = await readFile(path.join(folder, `log.txt.${element}`), 'utf8').catch(() => '');
  return /^murmur: (.*)$/m.exec(text)?.[1] ?? null;
}
