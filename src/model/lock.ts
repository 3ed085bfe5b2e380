/** One program at a time may change a population: a lock file beside it says who does. */
import { link, readFile, rm, stat, writeFile } from 'node:fs/promises';
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
    const holder = parseHolder((await readLock(path)) ?? '');
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
  for (let attempt = 0; attempt < 5; attempt++) {
    if (await create(path, mine)) return;
    const text = await readLock(path);
    // Released since: whoever is first now gets it.
    if (text === undefined) continue;
    const holder = parseHolder(text);
    if (holder !== undefined && !(await isStale(holder)))
      throw new Problem(
        `process ${holder.pid} on ${holder.host} has been changing this population since ${holder.since}`,
        { where: path, remedy: 'wait until it is done, or delete this file if that process is gone' },
      );
    await removeStale(path, text);
  }
  throw new Problem('the lock changes hands too fast', { where: path, remedy: 'try again' });
}

/** A guard that is older than this, in ms, was left by a process that died in the middle of removing a lock. */
const GUARD_LIFETIME = 10_000;

/**
 * Removes a lock whose process is gone. Two that find the same one must not both remove it: the second would take away
 * what the first has just acquired. So whoever removes holds a guard, and looks again once it has it.
 */
async function removeStale(path: string, seen: string): Promise<void> {
  const guard = `${path}.stale`;
  try {
    await writeFile(guard, '', { flag: 'wx' });
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw fileProblem(error, path, 'cannot remove a stale lock');
    const age = await stat(guard).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > GUARD_LIFETIME) await rm(guard, { force: true });
    return;
  }
  try {
    if ((await readLock(path)) === seen) await rm(path, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
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

/** Undefined when there is none. */
async function readLock(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw fileProblem(error, path, 'cannot read the lock of the population');
  }
}

/** Undefined for what no program of this kind wrote. */
function parseHolder(text: string): Holder | undefined {
  let content: Partial<Holder> | null;
  try {
    content = JSON.parse(text) as Partial<Holder> | null;
  } catch {
    return undefined;
  }
  if (typeof content?.host !== 'string' || typeof content.pid !== 'number') return undefined;
  return {
    host: content.host,
    pid: content.pid,
    processStart: content.processStart ?? null,
    since: String(content.since),
  };
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
