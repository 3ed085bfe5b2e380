/** Starts a refinement as a job, where none of its population runs or waits: two windows and a shell may try at once. */
import { Problem } from '../../../shared/problem';
import { Locks } from '../../files/lock';
import { realPlace } from '../../model/ownFiles';
import { EventTail } from './eventTail';
import { isActive, lookAgain, newJob, type Job } from './job';
import { createJob, isMarkedCancelled, listJobs, readOptions, readRunner, recordRunner } from './jobFolder';
import type { JobFiles, JobOptions } from './jobRecords';
import type { JobRunner, Program } from './jobRunner';
import { jobRunners } from './jobRunners';

/**
 * Makes the folder of a refinement and gives it to a runner. Its settings are those in the folder from then on: what they came
 * from may change meanwhile.
 *
 * @param runners who are asked about other jobs of the population
 * Throws Problem, also where another refinement runs or waits, or another program is changing the population just now.
 */
export async function launchJob(
  options: JobOptions,
  murmur: Program,
  runner: JobRunner,
  runners = jobRunners,
): Promise<Job> {
  const files = await announce(options, runners);
  const record = await runner.launch(files, murmur, ['refine', '--settings', files.settings, '--events']);
  await recordRunner(files, record);
  // Somebody may have been quicker.
  if (await isMarkedCancelled(files)) await runner.cancel(record, files);
  return newJob(files, options);
}

/** Who looks and makes the folder holds the population's lock: of two at once one finds the other's. */
async function announce(options: JobOptions, runners: readonly JobRunner[]): Promise<JobFiles> {
  const { population } = options.settings;
  const locks = new Locks('refine');
  try {
    await locks.take(await realPlace(population), 'this population');
    await requireIdle(population, runners);
    return await createJob(options);
  } finally {
    await locks.release();
  }
}

async function requireIdle(population: string, runners: readonly JobRunner[]): Promise<void> {
  // The newest are those that may be at work.
  for (const files of (await listJobs(population)).toReversed()) {
    const options = await readOptions(files);
    if (options === null) continue;
    const look = async (): Promise<Job> =>
      lookAgain(newJob(files, options), new EventTail(files.events), runners);
    if (!isActive(await look())) continue;
    const record = await readRunner(files);
    const runner = runners.find(({ kind }) => kind === record?.kind);
    // What it has not asked about yet may have ended long ago.
    if (record !== null) await runner?.askNow?.(record, files);
    const job = await look();
    if (isActive(job)) throw atWork(job, record === null ? '' : (runner?.place(record) ?? record.kind));
  }
}

/** @param place in words */
export function atWork({ files, detail }: Job, place = ''): Problem {
  const words = detail ?? place;
  return new Problem(`this population is being refined already${words === '' ? '' : `: ${words}`}`, {
    where: files.directory,
    remedy: 'cancel that refinement or wait for it',
  });
}
