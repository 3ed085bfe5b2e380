/** A lane of a cluster: how a job is submitted there, and what is asked before. */
import type { PlaceQuestion } from '../runs/jobRunner';
import type { QueueCommands } from '../runs/slurm/queueCommands';

export interface Lane {
  readonly name: string;
  readonly description: string;
  /** Of its job script, for what is wrong with it. */
  readonly scriptPath: string;
  /** Job script with placeholders. */
  readonly script: string;
  /** Each is a placeholder of the script. */
  readonly variables: readonly PlaceQuestion[];
  readonly commands: QueueCommands;
}

/** Placeholders that every script has values for. */
export const ownPlaceholders = {
  command: 'what the job is for',
  job_dir: "the job's folder",
  log: 'the file for messages',
  job: "the job folder's name",
  project: "the population's name",
  user: 'who submits it',
} as const;

export type OwnPlaceholder = keyof typeof ownPlaceholders;
