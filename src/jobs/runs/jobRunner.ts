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

interface QuestionBase {
  readonly name: string;
  readonly label: string;
  readonly help?: string;
  /** As it is typed. */
  readonly default: string;
}

/** What a place asks before a job goes there. */
export type PlaceQuestion = QuestionBase &
  (
    | { readonly kind: 'text'; readonly required?: true }
    | { readonly kind: 'number'; readonly least: number; readonly most: number; readonly whole?: true }
    | { readonly kind: 'choice'; readonly choices: readonly string[] }
    | { readonly kind: 'switch' }
  );

/** Where a runner that knows several places can have a job run: a lane of a cluster. */
export interface JobPlace {
  readonly label: string;
  readonly description: string;
  readonly questions: readonly PlaceQuestion[];
  /** Why it cannot be used; null where it can. */
  readonly problem: string | null;
  /** Why an answer cannot be taken, one sentence; null where it can. */
  check(question: PlaceQuestion, answer: string): string | null;
  /** The runner as it launches there. @param answers by name; the others have their defaults. Throws Problem. */
  runner(answers: Readonly<Record<string, string>>): JobRunner;
}

export interface JobRunner<Record extends RunnerRecord = RunnerRecord> {
  readonly kind: Record['kind'];
  /** For whoever chooses between runners: `This computer`. */
  readonly label: string;
  /**
   * Where it can run jobs of a population, for a runner that has to be told. Nothing is run to find out.
   * @param userPlaces a folder of the user's with further ones; empty for the usual one
   */
  places?(population: string, userPlaces: string): Promise<readonly JobPlace[]>;
  /** Stands in for one that starts programs to find out about jobs, where none must be started. */
  readonly byFilesAlone?: JobRunner<Record>;
  /** Has a command of `murmur` run in the job's folder, output appended to its events and errors to its log. Throws Problem. */
  launch(job: JobFiles, murmur: Program, args: readonly string[]): Promise<Record>;
  state(record: Record, job: JobFiles): Promise<RunnerState>;
  /** Finds out at once what `state` would find out in a while. */
  askNow?(record: Record, job: JobFiles): Promise<void>;
  /** What it knows beside that, in words: why a job waits, where and how long it runs, what ended it. Null where nothing. */
  detail?(record: Record, job: JobFiles): Promise<string | null>;
  /** Ends it, whether it has begun or not; returns when it is over. Throws Problem where it can't be ended from here. */
  cancel(record: Record, job: JobFiles): Promise<void>;
  /** In words: `process 12 on node17`. */
  place(record: Record): string;
}
