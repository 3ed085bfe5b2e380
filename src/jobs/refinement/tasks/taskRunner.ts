/** Who runs the tasks of a round: what every way of running them can do. */
import type { RefinementEvent } from '../../../../shared/records/events';
import type { SeriesStep } from './context';
import type { PlannedRound } from './plan';
import type { Task } from './task';

export interface TaskRunner {
  /** The GPUs that tasks run on, in words. */
  readonly adapter: string;
  /**
   * Runs tasks that do not need each other, in any order, until all are done.
   * Throws Problem, and what the signal was aborted with; what is done by then is kept.
   */
  run(tasks: readonly Task[], work: RunningRound): Promise<void>;
  close(): Promise<void>;
}

export interface RunningRound extends PlannedRound {
  readonly emit: (event: RefinementEvent) => void;
  readonly step: (step: SeriesStep) => void;
  readonly signal?: AbortSignal | undefined;
}
