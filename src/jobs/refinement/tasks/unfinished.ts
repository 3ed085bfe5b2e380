/** Tasks of which nothing is there yet. */
import { keyOfTask, type PlannedRound } from './plan';
import { isDone } from './results';
import type { Task } from './task';

export async function unfinished(
  tasks: readonly Task[],
  { plan, folder }: PlannedRound,
): Promise<readonly Task[]> {
  const left: Task[] = [];
  for (const task of tasks) if (!(await isDone(folder.result(task), keyOfTask(plan, task)))) left.push(task);
  return left;
}
