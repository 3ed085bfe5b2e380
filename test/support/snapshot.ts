/** What a folder holds, to show that a failure left everything as it was. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/**
 * Relative path -> content, hidden files and folders included. At once: small files are read many times as fast so.
 * @param passedOver paths that are not read, since others may change them meanwhile
 */
export function snapshot(folder: string, passedOver?: RegExp): ReadonlyMap<string, string> {
  const contents = readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path);
    if (passedOver?.test(name) === true) return [];
    return [[name, entry.isFile() ? readFileSync(path, 'latin1') : '(folder)'] as const];
  });
  return new Map(contents.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Paths that were added, removed or changed between two snapshots. */
export function changes(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter(
    (path) => before.get(path) !== after.get(path),
  );
}

/** The same without what a refinement keeps for its next start, in a folder of its own. */
export function ofTheUser(paths: readonly string[]): readonly string[] {
  return paths.filter((path) => !/(^|\/)refinement_temp(\/|$)/.test(path));
}
