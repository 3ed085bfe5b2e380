/** murmur refine_task */
import { command } from './command';

export const refineTask = command({
  name: 'refine_task',
  description: 'Run one task of a round that `murmur refine` has planned, as its workers do.',
  target: 'none',
  fields: {
    run: {
      kind: 'file',
      pick: 'folder',
      option: '--run <folder>',
      required: true,
      help: 'of the round: refinement_temp/<population>.checkpoint',
    },
    task: {
      kind: 'text',
      option: '--task <name>',
      help: 'prepare, check, average or finish of a species, series or insert of a shard, counted from 0: series:3',
    },
    tasks: {
      kind: 'file',
      option: '--tasks <file>',
      help: 'a JSON list of names: the one that SLURM_ARRAY_TASK_ID counts to, from 0, is run',
    },
    worker: {
      kind: 'switch',
      option: '--worker',
      help: 'run the tasks that standard input names, one per line, and tell on standard output how it goes',
    },
    adapter: {
      kind: 'text',
      option: '--adapter <name>',
      help: 'part of the name of a GPU; "software", "llvmpipe" or "lavapipe" for Mesa’s',
    },
    selfTest: {
      kind: 'switch',
      option: '--self_test',
      help: 'test the GPU first, also where it has passed before',
    },
  },
  async run({ run, task, tasks, worker, adapter, selfTest }, { say, cancelled }) {
    const { runNamedTask, runAsWorker, taskOfArray } = await import('../jobs/refinement/runners/taskProcess');
    const signal = cancelled('the task was ended; what it had done is kept');
    const work = { folder: run, adapter, selfTest, signal };
    if (worker) {
      await runAsWorker(work);
      return { task: null };
    }
    const name = tasks === undefined ? (task ?? '') : await taskOfArray(tasks);
    await runNamedTask(name, work, say);
    return { task: name };
  },
  done: ({ task }) => (task === null ? [] : [`Done: ${task}`]),
});
