/** Submits a script to Slurm: alone, as an array, or to wait for other jobs. */
import { Problem } from '../../../../shared/problem';
import type { QueueCommands } from './queueCommands';
import { runCommand } from './runCommand';

export interface Submission {
  /** Absolute path of the job script. */
  readonly script: string;
  /** In the queue's lists. */
  readonly name: string;
  /** Absolute path: where it runs. */
  readonly folder: string;
  /** Absolute path: what it prints is appended. */
  readonly log: string;
  /** As many jobs that differ by SLURM_ARRAY_TASK_ID, counted from 0. */
  readonly array?: { readonly count: number; readonly atOnce?: number };
  /** It waits until these have ended: well, or somehow, or, element by element of two arrays, well. */
  readonly after?: { readonly jobs: readonly string[]; readonly how: 'afterok' | 'afterany' | 'aftercorr' };
}

/** Before a time limit the job has so long to end in order, s. */
const warning = 120;

/** What sbatch is asked for, beside what the script says. */
export function submitOptions({ name, folder, log, array, after }: Submission): readonly string[] {
  return [
    `--job-name=${name}`,
    `--chdir=${folder}`,
    // Percent signs stand for numbers of the job.
    `--output=${log.replaceAll('%', '%%')}${array === undefined ? '' : '.%a'}`,
    '--open-mode=append',
    `--signal=B:USR1@${warning}`,
    '--requeue',
    '--kill-on-invalid-dep=yes',
    ...(array === undefined ? [] : [`--array=${arrayRange(array)}`]),
    ...(after === undefined || after.jobs.length === 0
      ? []
      : [`--dependency=${[after.how, ...after.jobs].join(':')}`]),
  ];
}

/** @returns the number that Slurm gave it. Throws Problem with what Slurm said. */
export async function submit(
  commands: QueueCommands,
  submission: Submission,
  env?: NodeJS.ProcessEnv,
): Promise<string> {
  const values = { options: submitOptions(submission), script: submission.script };
  return submittedId(await runCommand(commands, 'submit', values, env));
}

/** `1234`, `1234;cluster` or `Submitted batch job 1234`, whatever a site prints before it. Throws Problem. */
export function submittedId(printed: string): string {
  const lines = printed.split('\n').map((line) => line.trim());
  for (const line of lines.toReversed()) {
    const found = /^(\d+)(?:;\S+)?$/.exec(line) ?? /Submitted batch job (\d+)/.exec(line);
    if (found !== null) return found[1];
  }
  throw new Problem(`the job was submitted, but its number is not in what was printed: ${printed.trim()}`, {
    remedy: 'have the lane print it as sbatch --parsable does',
  });
}

function arrayRange({ count, atOnce }: NonNullable<Submission['array']>): string {
  return `0-${count - 1}${atOnce === undefined ? '' : `%${atOnce}`}`;
}
