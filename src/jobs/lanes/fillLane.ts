/** A job on a lane: its scripts, ready to be submitted. */
import path from 'node:path';
import { Problem } from '../../../shared/problem';
import { replaceOwnFile } from '../../files/atomicFile';
import { commandOf, jobScripts, scriptNames, type ScriptedJob } from '../runs/slurm/jobScript';
import { shellQuoted, shellWords } from '../runs/shellWords';
import { placeholder, type QueueCommands } from '../runs/slurm/queueCommands';
import type { Values } from './expression';
import type { Lane, OwnPlaceholder } from './lane';
import { laneValues } from './laneValues';
import { userName } from './readLane';
import { fillTemplate } from './template';

export interface LaneJob extends Omit<ScriptedJob, 'script'> {
  /** Absolute path: the file for messages. */
  readonly log: string;
  /** The population's name, or what else the job is about. */
  readonly project: string;
}

/**
 * Writes the scripts of a job into its folder.
 * @param answers to what the lane asks, by name
 * @returns the path of the one to submit
 * Throws Problem for answers and folders that a job script cannot take, and for what is wrong with the lane's script.
 */
export async function writeLaneJob(
  lane: Lane,
  answers: Readonly<Record<string, string>>,
  job: LaneJob,
): Promise<string> {
  const script = laneScript(lane, answers, job);
  const programs = programFolder(lane.commands);
  const scripts = jobScripts({ ...job, script, ...(programs !== null && { programs }) });
  for (const [which, name] of Object.entries(scriptNames))
    await replaceOwnFile(path.join(job.folder, name), scripts[which as keyof typeof scripts]);
  return path.join(job.folder, scriptNames.submit);
}

/** The lane's script with all values. Throws Problem. */
export function laneScript(
  lane: Lane,
  answers: Readonly<Record<string, string>>,
  { folder, log, project }: Pick<LaneJob, 'folder' | 'log' | 'project'>,
): string {
  for (const place of [folder, log]) checkPath(place);
  const own: Readonly<Record<OwnPlaceholder, string>> = {
    command: commandOf(folder),
    job_dir: shellQuoted(folder),
    log: shellQuoted(log),
    job: plain(path.basename(folder)),
    project: plain(project),
    user: userName(),
  };
  const values: Values = { ...laneValues(lane, answers), ...own };
  return fillTemplate(lane.script, values, lane.scriptPath);
}

/** `/opt/slurm/bin` where a lane names Slurm's programs by their paths; null where it doesn't. */
export function programFolder({ show }: QueueCommands): string | null {
  const [program = ''] = shellWords(show.replace(placeholder, '')).words;
  return path.isAbsolute(program) ? path.dirname(program) : null;
}

/** As the queue shows it. */
export function jobName(project: string, folder: string): string {
  return `murmur-${plain(project)}-${plain(path.basename(folder))}`;
}

/** Quotes do not help everywhere in a job script: what a shell reads inside of them cannot be in a path. */
function checkPath(place: string): void {
  if (/^[\p{L}\p{N} _@%+=:,./~()[\]-]+$/u.test(place)) return;
  throw new Problem('a job script cannot have this path: it has letters that mean something to a shell', {
    where: place,
    remedy: 'rename the folder, with letters, digits, blanks, _ and -',
  });
}

function plain(name: string): string {
  return name.replace(/[^\p{L}\p{N}_.-]/gu, '_').replace(/^-/, '_');
}
