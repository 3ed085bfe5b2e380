/** Makes a folder again what it was, by copying only what differs. */
import { copyFileSync, cpSync, lstatSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { changes, snapshot } from './snapshot';

/**
 * @param old snapshot of `original`
 * @param now that of the folder, where it is at hand
 */
export function putBack(
  folder: string,
  original: string,
  old: ReadonlyMap<string, string>,
  now = snapshot(folder),
): void {
  for (const path of changes(old, now).toSorted()) {
    const [from, to] = [join(original, path), join(folder, path)];
    rmSync(to, { recursive: true, force: true });
    if (!old.has(path)) continue;
    if (lstatSync(from).isFile()) {
      copyFileSync(from, to);
      const { atime, mtime } = statSync(from);
      utimesSync(to, atime, mtime);
    } else cpSync(from, to, { verbatimSymlinks: true, recursive: true, preserveTimestamps: true });
  }
}
