/**
 * Runs tasks in processes of this computer, several at a time. A process that dies is replaced, and its task done again; a
 * series at which processes die is set aside like one that fails.
 */
import type { RefinementEvent } from '../../../../shared/records/events';
import { Problem } from '../../../../shared/problem';
import { mostFailures, noteFailure } from '../tasks/failures';
import { keyOfSeries, type RoundPlan } from '../tasks/plan';
import { taskName, type Task } from '../tasks/task';
import type { RunningRound, TaskRunner } from '../tasks/taskRunner';
import { WorkerProcess, type WorkerPlace } from './workerProcess';

/** @param emit is told of workers that do not come up, and are left out. Throws Problem where none does. */
export async function localWorkers(
  places: readonly WorkerPlace[],
  emit: (event: RefinementEvent) => void,
): Promise<TaskRunner> {
  const started = await Promise.allSettled(
    places.map(async (place) => ({ place, process: await WorkerProcess.start(place) })),
  );
  const workers = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const failed = started.flatMap((one) => (one.status === 'rejected' ? [one.reason as Error] : []));
  if (workers.length === 0) throw failed[0];
  for (const { message } of failed)
    emit({ event: 'log', level: 'warning', message: `a worker is left out: ${message}` });
  return {
    adapter: [...new Set(workers.map(({ process: { ready } }) => ready))].sort().join(', '),
    async run(tasks, work) {
      const queue = largestFirst(tasks, work.plan);
      const stop = new AbortController();
      const signal = AbortSignal.any([stop.signal, ...(work.signal === undefined ? [] : [work.signal])]);
      const runs = workers.map(async (worker) => {
        try {
          for (let task = queue.shift(); task !== undefined; task = queue.shift())
            await runUntilDone(task, worker, { ...work, signal });
        } catch (error) {
          // The others are not to go on for nothing.
          stop.abort(error);
          throw error;
        }
      });
      await Promise.allSettled(runs);
      work.signal?.throwIfAborted();
      await Promise.all(runs);
    },
    async close() {
      await Promise.all(workers.map(async ({ process }) => process.stop()));
    },
  };
}

interface Worker {
  readonly place: WorkerPlace;
  /** One after the other. */
  process: WorkerProcess;
}

/** Nobody waits for a long one at the end. */
function largestFirst(tasks: readonly Task[], { shards, series }: RoundPlan): Task[] {
  const size = (task: Task): number =>
    'shard' in task ? shards[task.shard].reduce((sum, index) => sum + series[index].particles, 0) : 0;
  return [...tasks].sort((a, b) => size(b) - size(a));
}

async function runUntilDone(task: Task, worker: Worker, work: RunningRound): Promise<void> {
  const warn = (message: string): void => work.emit({ event: 'log', level: 'warning', message });
  for (let deaths = 0; ;) {
    work.signal?.throwIfAborted();
    const end = await worker.process.run(taskName(task), work);
    work.signal?.throwIfAborted();
    if (end.how === 'done') return;
    if (end.how === 'failed') throw new Problem(end.message);
    if (end.how === 'again') warn(end.message);
    else {
      const at = end.series === null ? `"${taskName(task)}"` : work.plan.series[end.series].stem;
      warn(`${end.message} in the middle of ${at}; a new one does it again`);
      if (end.series !== null) await noteDeath(end.series, end.message, work);
      else if (++deaths >= mostFailures)
        throw new Problem(`${end.message}, for the third time in the middle of "${taskName(task)}"`, {
          remedy: 'start the refinement again with another --adapter, or with fewer --workers',
        });
      worker.process = await WorkerProcess.start(worker.place);
    }
  }
}

async function noteDeath(series: number, cause: string, { plan, folder }: RunningRound): Promise<void> {
  await noteFailure(folder.failures(plan.series[series]), keyOfSeries(plan, series), cause);
}
