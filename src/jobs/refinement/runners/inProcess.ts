/** Runs tasks one after the other in this process, on one GPU. */
import { deviceTrouble } from '../../../compute/gpu/deviceTrouble';
import type { Gpu } from '../../../compute/gpu/gpu';
import { RoundInputs } from '../tasks/context';
import { TaskFailed } from '../tasks/failures';
import { runTask } from '../tasks/runTask';
import { taskName, type Task } from '../tasks/task';
import type { RunningRound, TaskRunner } from '../tasks/taskRunner';

/** How often a GPU that was lost is opened again in one run. */
const mostLosses = 3;

/** @param open a GPU, and another when that was lost. Throws Problem where none answers. */
export async function inProcess(open: () => Promise<Gpu>): Promise<TaskRunner> {
  let gpu = await open();
  let inputs: { readonly of: string; readonly read: RoundInputs } | null = null;
  let losses = 0;
  const release = async (): Promise<void> => {
    await inputs?.read.destroy();
    inputs = null;
  };
  const { description } = gpu;
  const runHere = async (task: Task, work: RunningRound): Promise<void> => {
    const of = JSON.stringify(work.plan.key);
    if (inputs?.of !== of) {
      await release();
      inputs = { of, read: new RoundInputs(gpu, work) };
    }
    await runUntilDone(task, { ...work, gpu, inputs: inputs.read });
  };
  return {
    adapter: description,
    async run(tasks, work) {
      for (const task of tasks)
        for (;;)
          try {
            await runHere(task, work);
            break;
          } catch (error) {
            if (deviceTrouble(error) !== 'lost' || ++losses > mostLosses) throw error;
            const message = `${(error as Error).message}; it is opened again for "${taskName(task)}"`;
            work.emit({ event: 'log', level: 'warning', message });
            inputs = null;
            gpu.close();
            gpu = await open();
          }
    },
    async close() {
      await release();
      gpu.close();
    },
  };
}

/** A series that fails is tried again; it is set aside before this could go on for ever. */
async function runUntilDone(
  task: Task,
  context: RunningRound & { readonly gpu: Gpu; readonly inputs: RoundInputs },
): Promise<void> {
  for (;;)
    try {
      return await runTask(task, context);
    } catch (error) {
      if (!(error instanceof TaskFailed)) throw error;
      context.emit({ event: 'log', level: 'warning', message: error.message });
    }
}
