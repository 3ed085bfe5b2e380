/** A refinement that the command line runs, recorded as a job: reports, estimates and the explorer find it like any other. */
import { basename } from 'node:path';
import { files } from '../../files/files';
import type { RefinementEvent } from '../../../shared/records/events';
import type { RefinementSettings } from '../refinementSettings/fields';
import { createJob, recordRunner } from './jobFolder';
import type { JobFiles } from './jobRecords';
import { thisRun } from './runners/local';

export interface RecordedRun {
  /** What is refused before it starts leaves no job. */
  emit(event: RefinementEvent): void;
  /** When all is written. Throws what kept it from being written. */
  finished(): Promise<void>;
}

/** @param settings complete, with the absolute path of the population */
export function recordedRun(settings: RefinementSettings): RecordedRun {
  let job: JobFiles | undefined;
  let failure: unknown;
  let queue = Promise.resolve();
  const then = (step: () => Promise<void>): void => {
    queue = queue.then(step).catch((error: unknown) => {
      failure ??= error;
    });
  };
  return {
    emit(event) {
      if (event.event === 'start') then(async () => void (job = await startedJob(settings)));
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

async function startedJob(settings: RefinementSettings): Promise<JobFiles> {
  const populationName = basename(settings.population, '.population');
  const job = await createJob({ settings, populationName, created: new Date().toISOString() });
  await recordRunner(job, await thisRun());
  return job;
}
