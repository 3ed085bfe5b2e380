/** What is known of a job from its folder. */
import type { RefinementSettings } from '../refinementSettings/fields';

export interface JobOptions {
  /** Complete, with the absolute path of the population. */
  readonly settings: RefinementSettings;
  readonly populationName: string;
  /** ISO 8601. */
  readonly created: string;
}

/** Absolute paths. */
export interface JobFiles {
  readonly directory: string;
  readonly settings: string;
  readonly events: string;
  readonly log: string;
}

/** What a runner finds a job by: `{ kind: 'local', host, pid, processStart }`, or whatever else it needs. */
export interface RunnerRecord {
  readonly kind: string;
}
