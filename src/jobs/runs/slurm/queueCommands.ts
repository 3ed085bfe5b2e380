/** How Slurm is talked to: its own commands, or what a lane has in their place. */
import { Problem } from '../../../../shared/problem';

/** Command lines with placeholders: `{{ options }}`, `{{ script }}`, `{{ id }}`. */
export interface QueueCommands {
  /** What every other command goes through: `ssh login {{ command }}`. */
  readonly send: string;
  readonly submit: string;
  /** Of many jobs, as squeue says it. */
  readonly status: string;
  /** Of one job, as scontrol says it. */
  readonly show: string;
  /** Of many jobs, as sacct says it; it need not answer. */
  readonly accounting: string;
  readonly cancel: string;
  /** The queue is asked at most so often, s. */
  readonly pollSeconds: number;
}

export const plainSlurm: QueueCommands = {
  send: '{{ command }}',
  submit: 'sbatch --parsable {{ options }} {{ script }}',
  status: 'squeue {{ options }}',
  show: 'scontrol -o show job {{ id }}',
  accounting: 'sacct {{ options }}',
  cancel: 'scancel {{ id }}',
  pollSeconds: 10,
};

export type QueueCommand = Exclude<keyof QueueCommands, 'send' | 'pollSeconds'>;

/** What a command cannot do without. */
export const placeholders: Readonly<Record<QueueCommand | 'send', readonly string[]>> = {
  send: ['command'],
  submit: ['options', 'script'],
  status: ['options'],
  show: ['id'],
  accounting: ['options'],
  cancel: ['id'],
};

const names = Object.keys(placeholders) as (keyof typeof placeholders)[];

/**
 * @param given what differs from plain Slurm
 * @param where the file that says it
 * Throws Problem for a command without its placeholders, or with others.
 */
export function queueCommands(given: Readonly<Record<string, unknown>>, where: string): QueueCommands {
  const commands: Record<string, string> = {};
  for (const name of names) {
    const line = given[name] ?? plainSlurm[name];
    if (typeof line !== 'string') throw new Problem(`"${name}" is no text`, { where });
    const found = [...line.matchAll(placeholder)].map(([, inside]) => inside);
    const [missing] = placeholders[name].filter((needed) => !found.includes(needed));
    if (missing !== undefined)
      throw new Problem(`"${name}" has no {{ ${missing} }}`, {
        where,
        remedy: `write it like: ${plainSlurm[name]}`,
      });
    const [other] = found.filter((inside) => !placeholders[name].includes(inside));
    if (other !== undefined) throw new Problem(`"${name}" has an unknown {{ ${other} }}`, { where });
    commands[name] = line;
  }
  const pollSeconds = given['pollSeconds'] ?? plainSlurm.pollSeconds;
  if (typeof pollSeconds !== 'number' || !(pollSeconds > 0))
    throw new Problem('"pollSeconds" is no positive number', { where });
  return { ...plainSlurm, ...commands, pollSeconds };
}

/** One placeholder of a command line. */
export const placeholder = /\{\{\s*(.*?)\s*\}\}/g;
