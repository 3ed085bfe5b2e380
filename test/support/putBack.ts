/** Makes a folder again what it was, by copying only what differs. */
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { changes, snapshot } from './snapshot';

/** @param old snapshot of `original` */
export async function putBack(
  folder: string,
  original: string,
  old: ReadonlyMap<string, string>,
): Promise<void> {
  for (const path of changes(old, await snapshot(folder)).toSorted()) {
    await rm(join(folder, path), { recursive: true, force: true });
    if (old.has(path))
      await cp(join(original, path), join(folder, path), {
        verbatimSymlinks: true,
        recursive: true,
        preserveTimestamps: true,
      });
  }
}
