/** Runs tasks one after the other in this process, on one GPU. */
import type { Gpu } from '../../../compute/gpu/gpu';
import { RoundInputs } from '../tasks/context';
import { TaskFailed } from '../tasks/failures';
import { runTask } from '../tasks/runTask';
import type { Task } from '../tasks/task';
import type { RunningRound, TaskRunner } from '../tasks/taskRunner';

/** @param gpu is closed with the runner */
export function inProcess(gpu: Gpu): TaskRunner {
  let inputs: { readonly of: string; readonly read: RoundInputs } | null = null;
  const release = async (): Promise<void> => {
    await inputs?.read.destroy();
    inputs = null;
  };
  return {
    adapter: gpu.description,
    async run(tasks, work) {
      const of = JSON.stringify(work.plan.key);
      if (inputs?.of !== of) {
        await release();
        inputs = { of, read: new RoundInputs(gpu, work) };
      }
      for (const task of tasks) await runUntilDone(task, { ...work, gpu, inputs: inputs.read });
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
