/** The report of a run or a population: from the files alone, whether the engine is at work or not. */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Problem } from '../../../shared/problem';
import { EventTail } from '../runs/eventTail';
import { jobFiles, listJobs, readOptions } from '../runs/jobFolder';
import { readProjectReport } from './projectReport';
import type { ProjectReport, RunReport } from '../../../shared/records/report';
import { emptyRun, withRunEvent } from './runReport';

export interface Report {
  /** Absolute path. */
  readonly population: string;
  /** Directory of the run; null when nothing was refined yet. */
  readonly job: string | null;
  readonly run: RunReport | null;
  readonly project: ProjectReport;
}

/** @param of a job directory, or a `.population` file: its newest run. Throws Problem. */
export async function readReport(of: string): Promise<Report> {
  const path = resolve(of);
  const found = await stat(path).catch(() => null);
  if (found === null) throw new Problem('there is no such file or folder', { where: path });
  const job = found.isDirectory() ? jobFiles(path) : ((await listJobs(path)).at(-1) ?? null);
  const options = job === null ? null : await readOptions(job);
  if (found.isDirectory() && options === null)
    throw new Problem('it is no directory of a refinement: it has no readable settings.json', {
      where: path,
      remedy: 'give a folder in refinement_temp/jobs, or a .population file',
    });
  const population = found.isDirectory() ? (options?.settings.population ?? '') : path;
  const run = job === null ? null : (await new EventTail(job.events).read()).reduce(withRunEvent, emptyRun);
  return { population, job: job?.directory ?? null, run, project: await readProjectReport(population) };
}
