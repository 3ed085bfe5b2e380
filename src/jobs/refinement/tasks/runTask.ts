/** Runs one task of a round, unless what it leaves is there already. */
import { averageSpecies } from './averageSpecies';
import { checkReferences } from './checkReferences';
import type { TaskContext } from './context';
import { finishSpecies } from './finishSpecies';
import { insertShard } from './insertShard';
import { prepareSpecies } from './prepareSpecies';
import { refineShard } from './refineShard';
import type { Task } from './task';

/** Throws Problem, and TaskFailed where the task is to be run again. */
export async function runTask(task: Task, context: TaskContext): Promise<void> {
  context.signal?.throwIfAborted();
  switch (task.kind) {
    case 'prepare':
      return prepareSpecies(task.species, context);
    case 'check':
      return checkReferences(task.species, context);
    case 'series':
      return refineShard(task.shard, context);
    case 'average':
      return averageSpecies(task.species, context);
    case 'insert':
      return insertShard(task.shard, context);
    case 'finish':
      return finishSpecies(task.species, context);
  }
}
