/** Which refinement a command is about: the row it was called on, the running one, or the newest. */
import type { Job } from '../../jobs/runs/job';
import type { JobStore } from '../jobStore';

export function jobOf(target: unknown): Job | undefined {
  return typeof target === 'object' && target !== null && 'job' in target ? (target.job as Job) : undefined;
}

/** The row's job as it is now: rows can be older than the store. */
export function currentJob(jobs: JobStore, target: unknown): Job | undefined {
  const wanted = jobOf(target);
  return wanted === undefined
    ? undefined
    : jobs.jobs.find((job) => job.files.directory === wanted.files.directory);
}
