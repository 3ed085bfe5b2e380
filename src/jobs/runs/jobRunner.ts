/** Who runs jobs: what every runner can do. `runners/` has one file for each, `jobRunners` lists them. */
import type { JobFiles, RunnerRecord } from './jobRecords';

/**
 * - queued: it waits for its turn, and has not begun
 * - ended: well or not, the job's own events say
 * - lost: nobody can say at present
 */
export type RunnerState = 'queued' | 'running' | 'ended' | 'lost';

/** `murmur` as it is started here. */
export interface Program {
  /** Node.js and the script; the command and its options come after. */
  readonly command: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

export interface JobRunner<Record extends RunnerRecord = RunnerRecord> {
  readonly kind: Record['kind'];
  /** For whoever chooses between runners: `This computer`. */
  readonly label: string;
  /** Has a command of `murmur` run in the job's folder, output appended to its events and errors to its log. Throws Problem. */
  launch(job: JobFiles, murmur: Program, args: readonly string[]): Promise<Record>;
  state(record: Record, job: JobFiles): Promise<RunnerState>;
  /** Ends it, whether it has begun or not; returns when it is over. Throws Problem where it can't be ended from here. */
  cancel(record: Record, job: JobFiles): Promise<void>;
  /** In words: `process 12 on node17`. */
  place(record: Record): string;
}
