/** A run waits where the disk is full, and goes on when there is room again: nothing of what it has found is lost meanwhile. */
import { statfs } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { removeTree, writeDurably } from '../../files/durableFile';
import { errorCode } from '../../files/fileProblem';
import type { Run } from './run';

/** ms; then it ends with what the disk said. */
const usualPatience = 60 * 60 * 1000;
/** Bytes that are written to see whether there is room. */
const trial = 2 ** 20;

/**
 * Does the work, again from its beginning when it was stopped by a full disk and that has room again.
 *
 * @param folder that is written into
 * @throws what the work throws, also that the disk is full when nobody has made room in time
 */
export async function whereThereIsRoom<Done>(
  { options: { signal, patience = usualPatience }, emit }: Run,
  folder: string,
  work: (isAgain: boolean) => Promise<Done>,
): Promise<Done> {
  for (let isAgain = false; ; isAgain = true)
    try {
      return await work(isAgain);
    } catch (error) {
      if (signal?.aborted === true || patience === 0 || !(await isFull(error, folder))) throw error;
      const deadline = Date.now() + patience;
      const { message } = error as Error;
      const where = `the run waits until there is room in ${folder}, and nothing is lost`;
      emit({ event: 'log', level: 'warning', message: `${message}; ${where}` });
      // Seen every ten seconds by people, and soon in tests.
      while (!(await hasRoom(folder))) {
        if (Date.now() >= deadline) throw error;
        await sleep(Math.min(10_000, patience / 100), undefined, { signal }).catch(() => undefined);
        signal?.throwIfAborted();
      }
      emit({ event: 'log', level: 'info', message: 'there is room again: the run goes on' });
    }
}

/** What another process says of it has no code; then the disk itself tells. */
async function isFull(error: unknown, folder: string): Promise<boolean> {
  for (let at = error; at instanceof Error; at = at.cause)
    if (['ENOSPC', 'EDQUOT'].includes(errorCode(at))) return true;
  const { bavail, bsize } = await statfs(path.dirname(folder));
  return bavail * bsize < trial;
}

/** A quota is seen by writing alone. */
async function hasRoom(folder: string): Promise<boolean> {
  const probe = path.join(folder, 'room.tmp');
  try {
    await removeTree(probe);
    await writeDurably(probe, new Uint8Array(trial), probe);
    return true;
  } catch {
    return false;
  } finally {
    await removeTree(probe).catch(() => undefined);
  }
}
