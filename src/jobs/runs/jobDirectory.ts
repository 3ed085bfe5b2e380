/**
 * A job is a directory: what was asked, which process does it, what it said. Closing VS Code loses none of it.
 *
 *     <population folder>/refinement_temp/jobs/<id>/options.json   what was asked
 *                                                   process.json   which process does it, on which computer
 *                                                   events.jsonl   what the engine said, one event a line
 *                                                   log.txt        the same for people, and error texts
 *                                                   cancelled      there when somebody asked to end it
 */
import { open, readdir, readFile, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { isAccessible } from '../../files/isAccessible';
import { files } from '../../files/files';
import { replaceOwnFile } from '../../files/atomicFile';
import { makeFolder } from '../../files/durableFile';
import { checkNoLinkedFolders, realPlace } from '../../model/ownFiles';
import { jobsFolder } from '../../model/refinementFolder';
import type { RefinementEvent } from '../../../shared/records/events';

export interface JobOptions {
  /** Absolute path of the `.population` file. */
  readonly population: string;
  readonly populationName: string;
  /** Arguments of `murmur`, the command first. */
  readonly arguments: readonly string[];
  /** ISO 8601. */
  readonly created: string;
}

export interface JobProcess {
  readonly processId: number;
  readonly host: string;
}

export interface JobFiles {
  readonly directory: string;
  readonly id: string;
  readonly events: string;
  readonly log: string;
}

/** How long a job on another computer may say nothing before it counts as ended, ms. */
const silence = 10 * 60_000;

export function jobFiles(directory: string): JobFiles {
  return {
    directory,
    id: path.basename(directory),
    events: path.join(directory, 'events.jsonl'),
    log: path.join(directory, 'log.txt'),
  };
}

/** Makes the directory; ids sort by time, and two jobs of one second get different ones. */
export async function createJob(options: JobOptions): Promise<JobFiles> {
  const folder = jobsFolder(options.population);
  const base = path.dirname(options.population);
  await checkNoLinkedFolders(
    await realPlace(base),
    path.join(await realPlace(base), path.relative(base, folder), 'job'),
  );
  await makeFolder(folder);
  const stem = options.created.replace(/\..*$/, '').replaceAll(':', '-');
  for (let attempt = 1; ; attempt++) {
    const directory = path.join(folder, attempt === 1 ? stem : `${stem}_${attempt}`);
    try {
      await files().makeFolder(directory);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST' && attempt < 100) continue;
      throw error;
    }
    await replaceOwnFile(path.join(directory, 'options.json'), `${JSON.stringify(options, null, 2)}\n`);
    return jobFiles(directory);
  }
}

/** Directories of all jobs of a population, oldest first; none when nothing was ever run. */
export async function listJobs(population: string): Promise<JobFiles[]> {
  const folder = jobsFolder(population);
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => jobFiles(path.join(folder, name)));
}

/** Null when the directory holds no readable options: not a job, or one that is being made just now. */
export async function readOptions(job: JobFiles): Promise<JobOptions | null> {
  return readJson<JobOptions>(path.join(job.directory, 'options.json'));
}

export async function recordProcess(job: JobFiles, processId: number): Promise<void> {
  const record: JobProcess = { processId, host: hostname() };
  await replaceOwnFile(path.join(job.directory, 'process.json'), `${JSON.stringify(record)}\n`);
}

export async function readProcess(job: JobFiles): Promise<JobProcess | null> {
  return readJson<JobProcess>(path.join(job.directory, 'process.json'));
}

export async function markCancelled(job: JobFiles): Promise<void> {
  await replaceOwnFile(path.join(job.directory, 'cancelled'), '');
}

export async function isMarkedCancelled(job: JobFiles): Promise<boolean> {
  return isAccessible(path.join(job.directory, 'cancelled'));
}

/** Whether the engine still works on the job. On another computer only its silence can tell. */
export async function isAlive(job: JobFiles): Promise<boolean> {
  const record = await readProcess(job);
  if (record === null) return false;
  if (record.host === hostname()) return isOwnProcess(record.processId, job);
  const said = await stat(job.events).catch(() => null);
  return said !== null && Date.now() - said.mtimeMs < silence;
}

/** The last line that people would read as the reason, from the end of the log. */
export async function lastLogLine(job: JobFiles): Promise<string | null> {
  const text = await readFile(job.log, 'utf8').catch(() => '');
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.length === 0 ? null : lines[lines.length - 1].trim();
}

/** Reads an event file as it grows: each call returns what is new since the last, whole lines only. */
export class EventTail {
  private offset = 0;

  constructor(private readonly file: string) {}

  async read(): Promise<RefinementEvent[]> {
    const handle = await open(this.file, 'r').catch(() => null);
    if (handle === null) return [];
    try {
      const { size } = await handle.stat();
      if (size <= this.offset) return [];
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - this.offset), 0, null, this.offset);
      const end = buffer.subarray(0, bytesRead).lastIndexOf(10) + 1;
      this.offset += end;
      return buffer.subarray(0, end).toString('utf8').split('\n').flatMap(parseEvent);
    } finally {
      await handle.close();
    }
  }
}

/** One line of `--events`; anything that is not an event is passed over. */
export function parseEvent(line: string): RefinementEvent[] {
  if (!line.startsWith('{')) return [];
  try {
    const value = JSON.parse(line) as Partial<RefinementEvent>;
    return typeof value.event === 'string' ? [value as RefinementEvent] : [];
  } catch {
    return [];
  }
}

/** Process ids are reused; where the system tells what a process was started with, that decides. */
async function isOwnProcess(processId: number, job: JobFiles): Promise<boolean> {
  try {
    process.kill(processId, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  const options = await readOptions(job);
  const startedWith = await readFile(`/proc/${processId}/cmdline`, 'utf8').catch(() => null);
  if (startedWith === null || options === null) return true;
  return options.arguments.every((argument) => startedWith.includes(argument));
}

async function readJson<Content>(file: string): Promise<Content | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Content;
  } catch {
    return null;
  }
}
