/** One program at a time may change a thing: a lock file beside it says who does, and what. */
import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isTemporary, temporaryName } from './durableFile';
import { errorCode, fileProblem } from './fileProblem';
import { Problem } from '../../shared/problem';
import { files } from './files';
import { journalOf, placeOf } from './journal';
import { isGone, isThisProcess, processHere, type ProcessIdentity } from './processes';
import { finishSave } from './save';

/** The locks that one command holds. Places are real paths: of a file, or of a name in a folder whose files are changed. */
export class Locks {
  readonly #held = new Set<string>();

  /** @param command as its user knows it: `refine` */
  constructor(readonly command: string) {}

  /**
   * Locks a place, and finishes what a process that is gone has left half-done there.
   *
   * @param what for whoever is refused: `the species particle`
   * Throws Problem when another program holds it.
   */
  async take(place: string, what: string): Promise<void> {
    if (this.#held.has(place)) return;
    await this.hold(place, what);
    const also = new Locks(this.command);
    try {
      await finishSave(journalOf(place), async (journal) => {
        const other = placeOf(journal);
        if (!this.#held.has(other)) await also.hold(other, what);
      });
      for (const path of await leftovers(place)) await removeIfThere(path);
    } finally {
      await also.release();
    }
  }

  /** Finishes what a process that is gone has left half-done at a place that is not going to be changed. */
  async finishPending(place: string): Promise<void> {
    if (this.#held.has(place)) return;
    const isClean = !existsSync(lockOf(place)) && !existsSync(journalOf(place));
    if ((isClean && (await leftovers(place)).length === 0) || (await holderOf(place)) !== undefined) return;
    try {
      await this.take(place, 'this project');
    } finally {
      if (this.#held.delete(place)) await letGo(place);
    }
  }

  /** A lock that cannot be removed is one of a process that is gone, soon. */
  async release(): Promise<void> {
    for (const place of this.#held) await letGo(place).catch(() => undefined);
    this.#held.clear();
  }

  private async hold(place: string, what: string): Promise<void> {
    if (this.#held.has(place)) return;
    await acquire(place, what, this.command);
    this.#held.add(place);
  }
}

async function letGo(place: string): Promise<void> {
  const path = lockOf(place);
  const holder = parseHolder((await readLock(path)) ?? '');
  if (holder !== undefined && isThisProcess(holder)) await removeIfThere(path);
}

/** Temporaries of the lock, the journal and the thing itself: nobody else writes them. */
async function leftovers(place: string): Promise<readonly string[]> {
  const folder = dirname(place);
  const ours = [place, lockOf(place), journalOf(place)].map((path) => `.${basename(path)}.`);
  const names = await readdir(folder).catch((error: unknown) => {
    throw fileProblem(error, folder, 'cannot look into the folder');
  });
  return names
    .filter((name) => isTemporary(name) && ours.includes(name.slice(0, -'0123456789ab.tmp'.length)))
    .map((name) => join(folder, name));
}

export function lockOf(place: string): string {
  return `${place}.lock`;
}

/** Who holds the lock of a place, in words; undefined where nobody does who is still there. */
export async function holderOf(place: string): Promise<string | undefined> {
  const holder = parseHolder((await readLock(lockOf(place))) ?? '');
  if (holder === undefined || (await isGone(holder))) return undefined;
  return inWords(holder);
}

interface Holder extends ProcessIdentity {
  /** Unknown of locks of older versions. */
  readonly command: string;
  readonly since: string;
}

async function acquire(place: string, what: string, command: string): Promise<void> {
  const path = lockOf(place);
  const mine: Holder = { command, ...(await processHere()), since: new Date().toISOString() };
  for (let attempt = 0; attempt < 5; attempt++) {
    if (await create(path, mine)) return;
    const text = await readLock(path);
    // Released since: whoever is first now gets it.
    if (text === undefined) continue;
    const holder = parseHolder(text);
    if (holder !== undefined && !(await isGone(holder)))
      throw new Problem(`${inWords(holder)} has been changing ${what} since ${holder.since}`, {
        where: path,
        remedy: 'wait until it is done, or delete this file if that process is gone',
      });
    await removeStale(path, text);
  }
  throw new Problem('the lock changes hands too fast', { where: path, remedy: 'try again' });
}

function inWords({ command, pid, host }: Holder): string {
  return `${command} (process ${pid} on ${host})`;
}

/** A guard that is older than this, in ms, was left by a process that died in the middle of removing a lock. */
const guardLifetime = 10_000;

/**
 * Removes a lock whose process is gone. Two that find the same one must not both remove it: the second would take away
 * what the first has just acquired. So whoever removes holds a guard, and looks again once it has it.
 */
async function removeStale(path: string, seen: string): Promise<void> {
  const guard = `${path}.stale`;
  try {
    await writeNew(guard, '');
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw fileProblem(error, path, 'cannot remove a stale lock');
    const age = await stat(guard).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > guardLifetime) await removeIfThere(guard);
    return;
  }
  try {
    if ((await readLock(path)) === seen) await removeIfThere(path);
  } finally {
    await removeIfThere(guard);
  }
}

/** The lock appears with its content or not at all: it is written under another name and linked. */
async function create(path: string, mine: Holder): Promise<boolean> {
  const content = JSON.stringify(mine);
  const temporary = temporaryName(path);
  try {
    await writeNew(temporary, content);
    await files().link(temporary, path);
    return true;
  } catch (error) {
    // The temporary may have gone with what another process found lying about.
    if (errorCode(error) === 'EEXIST' || (errorCode(error) === 'ENOENT' && existsSync(dirname(path))))
      return false;
    if (['EPERM', 'ENOTSUP', 'ENOSYS', 'EMLINK'].includes(errorCode(error)))
      return createWithoutLinks(path, content);
    throw fileProblem(error, path, 'cannot make the lock file');
  } finally {
    await removeIfThere(temporary).catch(() => undefined);
  }
}

/** For file systems without hard links. */
async function createWithoutLinks(path: string, content: string): Promise<boolean> {
  try {
    await writeNew(path, content);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw fileProblem(error, path, 'cannot make the lock file');
  }
}

/** Undefined when there is none. */
async function readLock(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw fileProblem(error, path, 'cannot read the lock file');
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
    command: typeof content.command === 'string' ? content.command : 'another program',
    host: content.host,
    pid: content.pid,
    processStart: content.processStart ?? null,
    ...(typeof content.exitFile === 'string' && { exitFile: content.exitFile }),
    since: String(content.since),
  };
}

async function writeNew(path: string, content: string): Promise<void> {
  const file = await files().create(path);
  try {
    await file.write(content);
  } finally {
    await file.close();
  }
}

/** Others may be quicker. */
async function removeIfThere(path: string): Promise<void> {
  try {
    await files().remove(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}
