/**
 * Runs tasks on a cluster, each batch of them as an array job of Slurm. What is not done when an array has ended is submitted
 * again; a series at which that happens too often is set aside by the task itself.
 */
import { Problem } from '../../../../shared/problem';
import { mostFailures, noteFailure } from '../tasks/failures';
import { keyOfSeries } from '../tasks/plan';
import { isDone } from '../tasks/results';
import { tellShard } from '../tasks/tellShard';
import { taskName, type Task } from '../tasks/task';
import type { RunningRound, TaskRunner } from '../tasks/taskRunner';
import { unfinished } from '../tasks/unfinished';
import type { WorkFolder } from '../tasks/workFolder';
import {
  cancelArray,
  endLeftArray,
  followArray,
  lastWords,
  submitArray,
  type ArrayPlace,
  type TaskArray,
} from './slurmArray';

/** What an interrupted run has left in the queue is ended first. Throws Problem. */
export async function slurmTasks(place: ArrayPlace, folder: WorkFolder): Promise<TaskRunner> {
  await endLeftArray(folder, place.lane.commands);
  return {
    adapter: `the GPUs of lane ${place.lane.name}`,
    async run(tasks, work) {
      const attempts = new Map<string, number>();
      let left = await unfinished(tasks, work);
      for (const task of tasks) if (!left.includes(task)) await told(task, work);
      while (left.length > 0) {
        work.signal?.throwIfAborted();
        const away = (why: string): void =>
          work.emit({
            event: 'log',
            level: 'warning',
            message: `Slurm does not answer: ${why}; the tasks are submitted when it does`,
          });
        const array = await submitArray(left, place, folder, { signal: work.signal, away });
        const what = left.length === 1 ? taskName(left[0]) : `${left.length} tasks: ${left[0].kind}`;
        work.emit({
          event: 'log',
          level: 'info',
          message: `Slurm job ${array.id} on lane ${place.lane.name}: ${what}`,
        });
        left = await runArray(array, work, attempts);
      }
    },
    close: async () => Promise.resolve(),
  };
}

/** @returns those that are to be submitted again */
async function runArray(
  array: TaskArray,
  work: RunningRound,
  attempts: Map<string, number>,
): Promise<readonly Task[]> {
  const again: Task[] = [];
  try {
    await followArray(array, work.signal, async (task, words) => {
      if ((await unfinished([task], work)).length === 0) return told(task, work);
      again.push(task);
      const said = await lastWords(array, array.tasks.indexOf(task));
      const cause = said ?? words?.replace(/; refine again to go on$/, '');
      await failed(task, cause ?? 'it stopped unexpectedly', work, attempts);
    });
  } catch (error) {
    await cancelArray(array);
    throw error;
  }
  return again;
}

async function told(task: Task, work: RunningRound): Promise<void> {
  if (task.kind === 'series') await tellShard(task.shard, work);
}

/** Throws Problem where it has failed too often. */
async function failed(
  task: Task,
  cause: string,
  work: RunningRound,
  attempts: Map<string, number>,
): Promise<void> {
  const { plan, folder, emit } = work;
  const name = taskName(task);
  const count = (attempts.get(name) ?? 0) + 1;
  attempts.set(name, count);
  emit({ event: 'log', level: 'warning', message: `"${name}" failed: ${cause}; it is submitted again` });
  const series = task.kind === 'series' ? await firstUnrefined(task.shard, work) : null;
  if (series !== null)
    await noteFailure(folder.failures(plan.series[series]), keyOfSeries(plan, series), cause);
  else if (count >= mostFailures)
    throw new Problem(`"${name}" failed ${count} times, the last: ${cause}`, {
      remedy: 'mend what is wrong, and start the refinement again: it goes on from there',
    });
}

/** The series that a shard was at when it ended; null where all of them are refined. */
async function firstUnrefined(shard: number, { plan, folder }: RunningRound): Promise<number | null> {
  for (const index of plan.shards[shard])
    if (!(await isDone(folder.series(plan.series[index]), keyOfSeries(plan, index)))) return index;
  return null;
}
