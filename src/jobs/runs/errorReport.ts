/** What a refinement that failed leaves for whoever is to find out why: one text, without names of people and folders. */
import { stat } from 'node:fs/promises';
import { arch, platform, release } from 'node:os';
import { dirname, relative, resolve } from 'node:path';
import { readForeignText } from '../../files/fileProblem';
import { Problem, unlessProblem } from '../../../shared/problem';
import { engineVersion } from '../engineVersion';
import { commandLine } from '../refinementSettings/arguments';
import { EventTail } from './eventTail';
import { lookAgain, newJob, type Job } from './job';
import { jobFiles, listJobs, readOptions } from './jobFolder';
import type { JobFiles } from './jobRecords';
import { progressText } from './jobSummary';
import { withoutLibraryWarnings } from './libraryWarnings';
import { placesOf, withoutPlaces } from './withoutPlaces';

export interface ErrorReport {
  /** Folder of the job. */
  readonly job: string;
  readonly state: Job['state'];
  readonly text: string;
}

export interface WhichJob {
  /** Its folder. */
  readonly job?: string | undefined;
  /** A `.population` file, of which the newest that failed is meant. */
  readonly population?: string | undefined;
}

/** Lines of its log. */
const lastLines = 30;

/** Throws Problem where there is no such job, or none has failed. */
export async function errorReport(which: WhichJob): Promise<ErrorReport> {
  const job = await chosenJob(which);
  const { settings } = job.options;
  const folder = dirname(settings.population);
  const text = [
    'Murmuration error report',
    '',
    ...facts(job).map(([name, value]) => `${`${name}:`.padEnd(10)}${value}`),
    '',
    ...(await endOfLog(job.files)),
    '',
  ].join('\n');
  return {
    job: job.files.directory,
    state: job.state,
    text: withoutPlaces(text, await placesOf(folder)),
  };
}

function facts(job: Job): readonly (readonly [string, string])[] {
  const { options, summary, state, reason, files } = job;
  const { settings, populationName, created } = options;
  const { start, skipped } = summary;
  return [
    ['Task', `refining ${populationName}, ${taskText(job)}`],
    ['State', state],
    ['Error', reason ?? 'none'],
    ['Started', created],
    ['Job', relative(dirname(settings.population), files.directory)],
    ['GPU', start?.adapter ?? 'none was opened'],
    [
      'Versions',
      `Murmuration ${engineVersion}, Node.js ${process.versions.node}, ${platform()} ${release()} ${arch()}`,
    ],
    ['Settings', commandLine(settings)],
    ...skipped.map(
      (series) => ['Left out', `${series.series} in round ${series.round}: ${series.reason}`] as const,
    ),
  ];
}

/** How far it came. */
function taskText({ summary }: Job): string {
  const { progress, start } = summary;
  if (progress === null) return start === null ? 'before it began' : 'at its start';
  return `${progressText({ ...summary, progress: { ...progress, secondsLeft: null } })}: ${progress.message}`;
}

async function endOfLog({ log }: JobFiles): Promise<readonly string[]> {
  const lines = withoutLibraryWarnings((await unlessProblem(readForeignText(log))) ?? '')
    .split(/\r?\n/)
    .filter((line) => line !== '');
  if (lines.length === 0) return ['There is no log.'];
  return [
    `Last lines of the log, ${Math.min(lastLines, lines.length)} of ${lines.length}:`,
    ...lines.slice(-lastLines),
  ];
}

async function chosenJob({ job, population }: WhichJob): Promise<Job> {
  if ((job === undefined) === (population === undefined))
    throw new Problem('a report is of one refinement', { remedy: 'give --job FOLDER or --population FILE' });
  if (job !== undefined) {
    const read = await readJob(jobFiles(resolve(job)));
    if (read !== null) return read;
    throw new Problem('it is no folder of a refinement: it has no readable settings.json', {
      where: resolve(job),
      remedy: 'give a folder in refinement_temp/jobs',
    });
  }
  const path = resolve(population ?? '');
  if ((await stat(path).catch(() => null)) === null)
    throw new Problem('there is no such file or folder', { where: path });
  for (const files of (await listJobs(path)).toReversed()) {
    const read = await readJob(files);
    if (read !== null && (read.state === 'failed' || read.state === 'lost')) return read;
  }
  throw new Problem('no refinement of this population has failed', {
    where: path,
    remedy: 'give --job FOLDER for one that has not',
  });
}

async function readJob(files: JobFiles): Promise<Job | null> {
  const options = await readOptions(files);
  return options === null ? null : lookAgain(newJob(files, options), new EventTail(files.events));
}
