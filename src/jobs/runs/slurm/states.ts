/** What Slurm says of jobs: one question for many, other sources for those that it forgets. */
import type { QueueCommands } from './queueCommands';
import { CommandFailure, runCommand } from './runCommand';

export const slurmStates = [
  'PENDING',
  'RUNNING',
  'COMPLETING',
  'REQUEUED',
  'COMPLETED',
  'FAILED',
  'CANCELLED',
  'TIMEOUT',
  'OUT_OF_MEMORY',
  'NODE_FAIL',
  'PREEMPTED',
] as const;

export type SlurmState = (typeof slurmStates)[number];

export interface QueuedJob {
  readonly state: SlurmState;
  /** Why it waits or how it ended: `Resources`, `NonZeroExitCode`; empty where Slurm says none. */
  readonly reason: string;
  /** Empty before it has one. */
  readonly node: string;
  /** s that it has been running; 0 where that is not known. */
  readonly elapsed: number;
}

/** By job, `12` or `12_3`; null for one that Slurm knows no more. */
export type QueueAnswer = ReadonlyMap<string, QueuedJob | null>;

/**
 * One question to squeue for all; scontrol and, where it answers, sacct are asked for those that it leaves out.
 * Throws Problem where squeue gives no answer: then nothing is known to have changed.
 */
export async function askStates(commands: QueueCommands, ids: readonly string[]): Promise<QueueAnswer> {
  const said = parseSqueue(await ask(commands, ids));
  const answer = new Map<string, QueuedJob | null>();
  for (const [id, job] of said) if (isAsked(id, ids)) answer.set(id, job);
  const missing = ids.filter((id) => !hasAnswer(answer, id));
  for (const id of missing)
    for (const [one, job] of parseScontrol(await orNothing(runCommand(commands, 'show', { id }))))
      if (isAsked(one, [id])) answer.set(one, job);
  const forgotten = missing.filter((id) => !hasAnswer(answer, id));
  if (forgotten.length > 0) {
    const options = ['-X', '-P', '-n', '-j', forgotten.join(','), '-o', 'JobID,State,ElapsedRaw,NodeList'];
    for (const [id, job] of parseSacct(await orNothing(runCommand(commands, 'accounting', { options }))))
      if (isAsked(id, forgotten)) answer.set(id, job);
  }
  for (const id of forgotten) if (!hasAnswer(answer, id)) answer.set(id, null);
  return answer;
}

/** What squeue is asked for; no name of a node has a slash. */
export function squeueOptions(ids: readonly string[]): readonly string[] {
  return ['-r', '-t', 'all', '-h', '-j', ids.join(','), '-o', '%i/%T/%M/%N/%r'];
}

/** `16_2/RUNNING/1-02:03:04/node17/None` */
export function parseSqueue(text: string): ReadonlyMap<string, QueuedJob> {
  const found = new Map<string, QueuedJob>();
  for (const line of text.split('\n')) {
    const [, id, state, time, node, reason] =
      /^\s*(\d+(?:_\d+)?)\/([A-Z_]+)\/([^/]*)\/([^/]*)\/(.*)$/.exec(line) ?? [];
    if (id !== undefined)
      found.set(id, {
        state: stateOf(state),
        reason: reasonOf(reason),
        node: nodeOf(node),
        elapsed: secondsOf(time),
      });
  }
  return found;
}

/** Lines of `scontrol -o show job`: `JobId=16 ArrayJobId=15 ArrayTaskId=2 ... JobState=FAILED Reason=NonZeroExitCode ...` */
export function parseScontrol(text: string): ReadonlyMap<string, QueuedJob> {
  const found = new Map<string, QueuedJob>();
  for (const line of text.split('\n')) {
    const value = (name: string): string => new RegExp(`(?:^| )${name}=(\\S*)`).exec(line)?.[1] ?? '';
    const [array, element] = [value('ArrayJobId'), value('ArrayTaskId')];
    const id = array !== '' && /^\d+$/.test(element) ? `${array}_${element}` : value('JobId');
    if (!/^\d+(_\d+)?$/.test(id)) continue;
    found.set(id, {
      state: stateOf(value('JobState')),
      reason: reasonOf(value('Reason')),
      node: nodeOf(value('NodeList')),
      elapsed: secondsOf(value('RunTime')),
    });
  }
  return found;
}

/** `16_2|CANCELLED by 1000|61|node17` */
export function parseSacct(text: string): ReadonlyMap<string, QueuedJob> {
  const found = new Map<string, QueuedJob>();
  for (const line of text.split('\n')) {
    const [, id, state, seconds, node] =
      /^(\d+(?:_\d+)?)\|([A-Z_]+)[^|]*\|(\d*)\|([^|]*)$/.exec(line.trim()) ?? [];
    if (id !== undefined)
      found.set(id, { state: stateOf(state), reason: '', node: nodeOf(node), elapsed: Number(seconds) });
  }
  return found;
}

/** Of an array, too: whatever is left of it. */
export function isOver({ state }: QueuedJob): boolean {
  return !['PENDING', 'RUNNING', 'COMPLETING', 'REQUEUED'].includes(state);
}

/** A state that this version does not know counts as one that waits. */
function stateOf(word: string): SlurmState {
  const known = slurmStates.find((state) => state === word);
  return known ?? alike[word] ?? 'PENDING';
}

const alike: Readonly<Record<string, SlurmState>> = {
  SUSPENDED: 'RUNNING',
  STOPPED: 'RUNNING',
  SIGNALING: 'RUNNING',
  RESIZING: 'RUNNING',
  CONFIGURING: 'PENDING',
  STAGE_OUT: 'COMPLETING',
  REQUEUE_FED: 'REQUEUED',
  REQUEUE_HOLD: 'REQUEUED',
  SPECIAL_EXIT: 'REQUEUED',
  BOOT_FAIL: 'NODE_FAIL',
  DEADLINE: 'TIMEOUT',
  REVOKED: 'CANCELLED',
};

function reasonOf(word: string): string {
  return /^(None|N\/A|\(null\))?$/i.test(word.trim()) ? '' : word.trim().replace(/^\((.*)\)$/, '$1');
}

function nodeOf(word: string): string {
  return /^(\(null\)|None assigned|N\/A)$/i.test(word.trim()) ? '' : word.trim();
}

/** `1-02:03:04`, `02:03:04` or `3:04` */
function secondsOf(time: string): number {
  const [, days = '0', rest] = /^(?:(\d+)-)?([\d:]+)$/.exec(time.trim()) ?? [];
  if (rest === undefined) return 0;
  return rest.split(':').reduce((sum, part) => 60 * sum + Number(part), 0) + 86400 * Number(days);
}

async function ask(commands: QueueCommands, ids: readonly string[]): Promise<string> {
  try {
    return await runCommand(commands, 'status', { options: squeueOptions(ids) });
  } catch (error) {
    // That is an answer: it has forgotten a job that ended long ago.
    if (error instanceof CommandFailure && /invalid job id/i.test(error.said)) return '';
    throw error;
  }
}

async function orNothing(answer: Promise<string>): Promise<string> {
  return answer.catch(() => '');
}

function isAsked(id: string, ids: readonly string[]): boolean {
  return ids.includes(id) || ids.includes(id.replace(/_.*/, ''));
}

function hasAnswer(answer: QueueAnswer, id: string): boolean {
  return [...answer.keys()].some((one) => isAsked(one, [id]));
}
