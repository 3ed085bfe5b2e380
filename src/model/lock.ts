/** One program at a time may change a population: a lock file beside it says who does. */
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { temporaryName } from '../formats/durableFile';
import { errorCode, fileProblem } from '../formats/fileProblem';
import { Problem } from '../problem';

/** Runs `work` while holding the lock. Throws Problem when another program that still runs, or runs elsewhere, holds it. */
export async function withPopulationLock<T>(populationPath: string, work: () => Promise<T>): Promise<T> {
  const path = `${resolve(populationPath)}.lock`;
  const mine: Holder = {
    host: hostname(),
    pid: process.pid,
    processStart: await processStart(process.pid),
    since: new Date().toISOString(),
  };
  await acquire(path, mine);
  try {
    return await work();
  } finally {
    const holder = await readHolder(path);
    if (holder?.host === mine.host && holder.pid === mine.pid) await rm(path, { force: true });
  }
}

interface Holder {
  readonly host: string;
  readonly pid: number;
  /** Tells a process from a later one that got the same number; null where the system does not say. */
  readonly processStart: string | null;
  readonly since: string;
}

async function acquire(path: string, mine: Holder): Promise<void> {
  for (let attempt = 0; attempt < 3; attempt++) {
    if (await create(path, mine)) return;
    const holder = await readHolder(path);
    if (holder !== undefined && !(await isStale(holder)))
      throw new Problem(
        `process ${holder.pid} on ${holder.host} has been changing this population since ${holder.since}`,
        { where: path, remedy: 'wait until it is done, or delete this file if that process is gone' },
      );
    await rm(path, { force: true });
  }
  throw new Problem('the lock changes hands too fast', { where: path, remedy: 'try again' });
}

/** The lock appears with its content or not at all: it is written under another name and linked. */
async function create(path: string, mine: Holder): Promise<boolean> {
  const content = JSON.stringify(mine);
  const temporary = temporaryName(path);
  try {
    await writeFile(temporary, content, { flag: 'wx' });
    await link(temporary, path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    if (['EPERM', 'ENOTSUP', 'ENOSYS', 'EMLINK'].includes(errorCode(error)))
      return createWithoutLinks(path, content);
    throw fileProblem(error, path.replace(/\.lock$/, ''), 'cannot lock the population');
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

/** For file systems without hard links. */
async function createWithoutLinks(path: string, content: string): Promise<boolean> {
  try {
    await writeFile(path, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw fileProblem(error, path.replace(/\.lock$/, ''), 'cannot lock the population');
  }
}

/** Undefined when there is none, or none that can be understood. */
async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    const content = JSON.parse(await readFile(path, 'utf8')) as Partial<Holder> | null;
    if (typeof content?.host !== 'string' || typeof content.pid !== 'number') return undefined;
    return {
      host: content.host,
      pid: content.pid,
      processStart: content.processStart ?? null,
      since: String(content.since),
    };
  } catch (error) {
    if (error instanceof SyntaxError || errorCode(error) === 'ENOENT') return undefined;
    throw fileProblem(error, path, 'cannot read the lock of the population');
  }
}

/** Only processes of this machine can be asked whether they still run. */
async function isStale(holder: Holder): Promise<boolean> {
  if (holder.host !== hostname()) return false;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return errorCode(error) === 'ESRCH';
  }
  const start = await processStart(holder.pid);
  return holder.processStart !== null && start !== null && start !== holder.processStart;
}

/** Linux only: clock ticks from boot to the start of the process. */
async function processStart(pid: number): Promise<string | null> {
  try {
    const status = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold blanks; the start time is the twentieth field after it.
    return status.slice(status.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
