/** Which process of which computer, and whether it is still there: nothing else asks the system about processes. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { Problem } from '../../shared/problem';
import { errorCode } from './fileProblem';

export interface ProcessIdentity {
  readonly host: string;
  readonly pid: number;
  /** Tells a process from a later one that got the same number; null where the system does not say. */
  readonly processStart: string | null;
  /** Of a process in a job of a cluster: it is there once the job has ended, and every computer sees it. */
  readonly exitFile?: string;
}

/** The variable of the environment that tells a process in a job of a cluster its `exitFile`. */
export const exitFileVariable = 'MURMURATION_EXIT_FILE';

let findEnd: (exitFile: string) => Promise<void> = async () => undefined;

/** For programs that can ask a cluster: `find` is called for a job that has left no `exitFile`, and makes it where the job is over. */
export function onMissingExit(find: (exitFile: string) => Promise<void>): void {
  findEnd = find;
}

/** @param pid of a process of this computer; this one where none is given */
export async function processHere(pid: number = process.pid): Promise<ProcessIdentity> {
  const exitFile = pid === process.pid ? process.env[exitFileVariable] : undefined;
  const identity = { host: hostname(), pid, processStart: await processStart(pid) };
  return exitFile === undefined ? identity : { ...identity, exitFile };
}

export function isThisProcess({ host, pid }: ProcessIdentity): boolean {
  return host === hostname() && pid === process.pid;
}

/** Only processes of this computer can be asked about, and sent signals. */
export function isHere({ host }: Pick<ProcessIdentity, 'host'>): boolean {
  return host === hostname();
}

/** False for what cannot be asked: a process of another computer, for all that is known, is there unless its job has ended. */
export async function isGone({
  host,
  pid,
  processStart: start,
  exitFile,
}: ProcessIdentity): Promise<boolean> {
  if (!isHere({ host })) {
    if (exitFile === undefined) return false;
    // A job that is started again, perhaps on another computer, comes after itself.
    if (exitFile === process.env[exitFileVariable] || existsSync(exitFile)) return true;
    await findEnd(exitFile);
    return existsSync(exitFile);
  }
  if (!hasProcess(pid)) return true;
  const now = await processStart(pid);
  // The system says nothing of one that has gone since.
  if (now === null) return !hasProcess(pid);
  return now === 'ended' || (start !== null && now !== start);
}

function hasProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's is there, too.
    return errorCode(error) !== 'ESRCH';
  }
}

/** Sends a signal to a process of this computer, if it is still there. Throws Problem where that is not allowed. */
export async function signal(to: ProcessIdentity, name: NodeJS.Signals): Promise<void> {
  if (!isHere(to) || (await isGone(to))) return;
  try {
    process.kill(to.pid, name);
  } catch (error) {
    // It may have ended since.
    if (errorCode(error) !== 'ESRCH')
      throw new Problem(`process ${to.pid} cannot be ended from here: it is another user's`, {
        cause: error,
      });
  }
}

/** What a process was started with, where the system tells it: Linux. Null elsewhere, and for one that is not there. */
export async function commandLineOf(pid: number): Promise<string | null> {
  return readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => null);
}

/** Linux only: clock ticks from boot to the start of the process, or `ended`. */
async function processStart(pid: number): Promise<string | null> {
  try {
    const status = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold blanks; the state comes first after it, the start time is the twentieth.
    const fields = status.slice(status.lastIndexOf(')') + 2).split(' ');
    // Ended, but nobody has asked how: in containers such processes may stay for long.
    if (fields[0] === 'Z' || fields[0] === 'X') return 'ended';
    return fields[19] ?? null;
  } catch {
    return null;
  }
}
