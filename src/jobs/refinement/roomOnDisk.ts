/** A run waits where the disk is full, and goes on when there is room again: nothing of what it has found is lost meanwhile. */
import { statfs } from 'node:fs/promises';
import path from 'node:path';
import { removeTree, writeDurably } from '../../files/durableFile';
import { errorCode } from '../../files/fileProblem';
import { pause } from '../pause';
import type { Run } from './run';

/** ms; then it ends with what the disk said. */
const usualPatience = 60 * 60 * 1000;
/** ms between two looks at the disk. */
const usualPause = 10_000;
/** Bytes that are written to see whether there is room. */
const trial = 2 ** 20;

/**
 * Does the work, again from its beginning when it was stopped by a full disk and that has room again.
 *
 * @param folder that is written into
 * @throws what the work throws, also that the disk is full when nobody has made enough room in time
 */
export async function whereThereIsRoom<Done>(
  { options: { signal, patience = usualPatience }, emit }: Run,
  folder: string,
  work: (isAgain: boolean) => Promise<Done>,
): Promise<Done> {
  let deadline: number | null = null;
  for (let isAgain = false; ; isAgain = true)
    try {
      return await work(isAgain);
    } catch (error) {
      if (signal?.aborted === true || !(await isFull(error, folder))) throw error;
      // Of all its attempts: room for a trial need not be room for the work.
      deadline ??= Date.now() + patience;
      if (Date.now() >= deadline) throw error;
      const { message } = error as Error;
      const wait = `the run waits until there is room in ${folder}, and nothing is lost`;
      emit({ event: 'log', level: 'warning', message: `${message}; ${wait}` });
      do {
        if (Date.now() >= deadline) throw error;
        await pause(Math.min(usualPause, patience / 100), signal);
      } while (!(await hasRoom(folder)));
      emit({ event: 'log', level: 'info', message: 'there is room again: the run goes on' });
    }
}

/** What another process says of it has no code; then the disk itself tells, where it can. */
async function isFull(error: unknown, folder: string): Promise<boolean> {
  if (isShortage(error)) return true;
  const disk = await statfs(path.dirname(folder)).catch(() => null);
  return disk !== null && disk.bavail * disk.bsize < trial;
}

function isShortage(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause)
    if (['ENOSPC', 'EDQUOT'].includes(errorCode(at))) return true;
  return false;
}

/** A quota is seen by writing alone. Throws Problem where something else is wrong with the folder. */
async function hasRoom(folder: string): Promise<boolean> {
  const probe = path.join(folder, 'room.tmp');
  try {
    await removeTree(probe);
    await writeDurably(probe, new Uint8Array(trial), probe);
    await removeTree(probe);
    return true;
  } catch (error) {
    if (!isShortage(error)) throw error;
    // Half of it may be there, where others need the room.
    await removeTree(probe);
    return false;
  }
}
