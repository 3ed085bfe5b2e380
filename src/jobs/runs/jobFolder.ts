/**
 * A job is a folder: what was asked, where it runs, what it said. Closing VS Code loses none of it.
 *
 *     <population folder>/refinement_temp/jobs/<time>/settings.json   what was asked: a `*.refine.json`, complete, its paths absolute
 *                                                     job.json        the population's name, and when it was asked
 *                                                     runner.json     where it runs: kind, and what that runner finds it by
 *                                                     events.jsonl    what the engine said, one event per line
 *                                                     log.txt         the same for people, and error texts
 *                                                     cancelled       there when somebody asked to end it
 */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { replaceOwnFile } from '../../files/atomicFile';
import { makeFolder } from '../../files/durableFile';
import { files } from '../../files/files';
import { isAccessible } from '../../files/isAccessible';
import { checkNoLinkedFolders, realPlace } from '../../model/ownFiles';
import { jobsFolder } from '../../model/refinementFolder';
import { checkSettings } from '../refinementSettings/check';
import { formatSettings } from '../refinementSettings/settingsFile';
import type { JobFiles, JobOptions, RunnerRecord } from './jobRecords';
import { readOldOptions, readOldProcess } from './oldJobFolder';

export function jobFiles(directory: string): JobFiles {
  return {
    directory,
    settings: path.join(directory, 'settings.json'),
    events: path.join(directory, 'events.jsonl'),
    log: path.join(directory, 'log.txt'),
  };
}

/** Makes the folder; names sort by time, and two jobs of one second get different ones. */
export async function createJob({ settings, populationName, created }: JobOptions): Promise<JobFiles> {
  const folder = jobsFolder(settings.population);
  const base = path.dirname(settings.population);
  await checkNoLinkedFolders(
    await realPlace(base),
    path.join(await realPlace(base), path.relative(base, folder), 'job'),
  );
  await makeFolder(folder);
  const stem = created.replace(/\..*$/, '').replaceAll(':', '-');
  for (let attempt = 1; ; attempt++) {
    const directory = path.join(folder, attempt === 1 ? stem : `${stem}_${attempt}`);
    try {
      await files().makeFolder(directory);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST' && attempt < 100) continue;
      throw error;
    }
    const job = jobFiles(directory);
    await replaceOwnFile(job.settings, formatSettings(settings));
    // Last: with it, all is there.
    await writeJson(job, 'job.json', { populationName, created });
    return job;
  }
}

/** Folders of all jobs of a population, oldest first; none when nothing was ever run. */
export async function listJobs(population: string): Promise<JobFiles[]> {
  const folder = jobsFolder(population);
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => jobFiles(path.join(folder, name)));
}

/** Null when the folder says nothing that can be read: it is no job, or one that is being made just now. */
export async function readOptions(job: JobFiles): Promise<JobOptions | null> {
  const about = await readJson<Omit<JobOptions, 'settings'>>(job, 'job.json');
  if (about === null) return readOldOptions(job.directory);
  const asked = await readJson<Record<string, unknown>>(job, 'settings.json');
  // Values that another version allowed are passed over: what the job says stays readable.
  return asked === null ? null : { ...about, settings: checkSettings(asked).settings };
}

export async function recordRunner(job: JobFiles, record: RunnerRecord): Promise<void> {
  await writeJson(job, 'runner.json', record);
}

/** Null for a job that was not given to a runner, or not yet. */
export async function readRunner(job: JobFiles): Promise<RunnerRecord | null> {
  return (await readJson<RunnerRecord>(job, 'runner.json')) ?? readOldProcess(job.directory);
}

/** Whether somebody asked to end it, for when it has ended. */
export async function markCancelled(job: JobFiles, isCancelled: boolean): Promise<void> {
  const mark = path.join(job.directory, 'cancelled');
  if (isCancelled) await replaceOwnFile(mark, '');
  else await files().remove(mark);
}

export async function isMarkedCancelled(job: JobFiles): Promise<boolean> {
  return isAccessible(path.join(job.directory, 'cancelled'));
}

/** The last line that people would read as the reason, from the end of the log. */
export async function lastLogLine(job: JobFiles): Promise<string | null> {
  const text = await readFile(job.log, 'utf8').catch(() => '');
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.length === 0 ? null : lines[lines.length - 1].trim();
}

async function writeJson(job: JobFiles, name: string, content: object): Promise<void> {
  await replaceOwnFile(path.join(job.directory, name), `${JSON.stringify(content, null, 2)}\n`);
}

async function readJson<Content>(job: JobFiles, name: string): Promise<Content | null> {
  try {
    return JSON.parse(await readFile(path.join(job.directory, name), 'utf8')) as Content;
  } catch {
    return null;
  }
}
