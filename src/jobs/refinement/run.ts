/** What stays the same from the first round of a run to the last. */
import type { RefinementEvent } from '../../../shared/records/events';
import type { RefinementOptions } from './refinementOptions';
import type { TaskRunner } from './tasks/taskRunner';

export interface Run {
  readonly runner: TaskRunner;
  readonly options: RefinementOptions;
  readonly emit: (event: RefinementEvent) => void;
}
