/** A job as it is now: what was asked, what its engine has said so far, and what its runner says of it. */
import type { RunState } from '../../../shared/records/report';
import { Problem } from '../../../shared/problem';
import type { EventTail } from './eventTail';
import { isMarkedCancelled, lastLogLine, markCancelled, readRunner } from './jobFolder';
import type { JobFiles, JobOptions } from './jobRecords';
import type { RunnerState } from './jobRunner';
import { emptySummary, withEvent, type JobSummary } from './jobSummary';
import { jobRunners } from './jobRunners';

export interface Job {
  readonly files: JobFiles;
  readonly options: JobOptions;
  readonly summary: JobSummary;
  readonly state: RunState;
  /** Why it failed, was stopped or is lost; null otherwise. */
  readonly reason: string | null;
  /** What its runner says beside its state: `Slurm job 12 on node17, 4 min`; null where it says nothing. */
  readonly detail: string | null;
}

/** A job without a runner is being started for at most so long, ms. */
const startingTime = 30_000;

/** Before anything was read of it. */
export function newJob(files: JobFiles, options: JobOptions): Job {
  return { files, options, summary: emptySummary, state: 'queued', reason: null, detail: null };
}

/** Whether it is, or will be, at work: its population is not to be refined by another. */
export function isActive({ state }: Job): boolean {
  return state === 'queued' || state === 'running';
}

/** Ends a job that is queued or running; the project's files are those of the last complete round. Throws Problem. */
export async function cancelJob({ files }: Job, runners = jobRunners): Promise<void> {
  const record = await readRunner(files);
  const runner = runners.find(({ kind }) => kind === record?.kind);
  if (record !== null && runner === undefined)
    throw new Problem(`this refinement is run by "${record.kind}", which this version does not know`, {
      remedy: 'cancel it with the version that started it',
    });
  // First: whoever sees that it has ended sees why, too.
  await markCancelled(files, true);
  try {
    if (record !== null) await runner?.cancel(record, files);
  } catch (error) {
    await markCancelled(files, false);
    throw error;
  }
}

/** The same object when nothing has happened. */
export async function lookAgain(job: Job, tail: EventTail, runners = jobRunners): Promise<Job> {
  const record = await readRunner(job.files);
  const runner = runners.find(({ kind }) => kind === record?.kind);
  // Asked before reading: what a process says last is in the file once it is gone.
  const state =
    record === null ? await stateWithoutRunner(job) : ((await runner?.state(record, job.files)) ?? 'lost');
  const detail = record === null ? null : ((await runner?.detail?.(record, job.files)) ?? null);
  const events = await tail.read();
  const summary = events.reduce(withEvent, job.summary);
  if (summary.done !== null) return { ...job, summary, state: 'finished', reason: null, detail: null };
  if (state === 'ended')
    return { ...job, summary, ...(await endOf(job.files, summary, detail)), detail: null };
  if (events.length === 0 && state === job.state && detail === job.detail) return job;
  if (state !== 'lost') return { ...job, summary, state, reason: null, detail };
  const where = record === null ? '' : (runner?.place(record) ?? record.kind);
  return { ...job, summary, state, reason: `nothing is heard of it any more (${where})`, detail };
}

async function stateWithoutRunner({ files, options }: Job): Promise<RunnerState> {
  const isStarting = Date.now() - Date.parse(options.created) < startingTime;
  return isStarting && !(await isMarkedCancelled(files)) ? 'queued' : 'ended';
}

async function endOf(
  files: JobFiles,
  { start, error, stopped }: JobSummary,
  detail: string | null,
): Promise<Pick<Job, 'state' | 'reason'>> {
  if (await isMarkedCancelled(files)) return { state: 'cancelled', reason: null };
  if (stopped) return { state: 'stopped', reason: detail ?? error };
  return { state: 'failed', reason: error ?? detail ?? (await lastWords(files, start !== null)) };
}

/** What an engine that said no error had to say: once it works, the last line of its log is how far it was, and tells nothing. */
async function lastWords(files: JobFiles, hasStarted: boolean): Promise<string> {
  const last = (await lastLogLine(files)) ?? '';
  if (last.startsWith('murmur: ') || (last !== '' && !hasStarted)) return last.replace(/^murmur: /, '');
  return hasStarted
    ? 'the engine was killed or crashed on its way; started again with the same settings it goes on from there'
    : 'the engine stopped unexpectedly';
}
