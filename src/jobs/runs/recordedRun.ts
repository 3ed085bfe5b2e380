/** A refinement that the command line runs, recorded as a job: reports, estimates and the explorer find it like any other. */
import { basename, resolve } from 'node:path';
import { files } from '../../files/files';
import type { RefinementEvent } from '../../../shared/records/events';
import { createJob, recordProcess, type JobFiles } from './jobDirectory';

export interface RecordedRun {
  /** What is refused before it starts leaves no job. */
  tell(event: RefinementEvent): void;
  /** When all is written. Throws what kept it from being written. */
  finished(): Promise<void>;
}

/** @param args of `murmur`, the command first */
export function recordedRun(population: string, args: readonly string[]): RecordedRun {
  let job: JobFiles | undefined;
  let failure: unknown;
  let queue = Promise.resolve();
  const then = (step: () => Promise<void>): void => {
    queue = queue.then(step).catch((error: unknown) => {
      failure ??= error;
    });
  };
  return {
    tell(event) {
      if (event.event === 'start') then(async () => void (job = await startedJob(population, args)));
      then(async () => {
        if (job !== undefined) await files().append(job.events, `${JSON.stringify(event)}\n`);
      });
    },
    async finished() {
      await queue;
      if (failure !== undefined) throw failure;
    },
  };
}

async function startedJob(population: string, args: readonly string[]): Promise<JobFiles> {
  const job = await createJob({
    population: resolve(population),
    populationName: basename(population, '.population'),
    arguments: args,
    created: new Date().toISOString(),
  });
  await recordProcess(job, process.pid);
  return job;
}
