/**
 * What versions that were deleted had been made from: those that are left keep their order, also in copies that have lost the
 * dates. A file of our own among the versions' folders; M does not look at it.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Version -> the one that it was made from. */
export type RemovedVersions = ReadonlyMap<string, string>;

/** @param folder `versions` */
export function removedPath(folder: string): string {
  return join(folder, 'murmur.removed.json');
}

/** Never fails: where it is missing or damaged, dates have to do. */
export async function readRemoved(folder: string): Promise<RemovedVersions> {
  try {
    const content = JSON.parse(await readFile(removedPath(folder), 'utf8')) as unknown;
    if (typeof content !== 'object' || content === null) return new Map();
    return new Map(
      Object.entries(content).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    );
  } catch {
    return new Map();
  }
}

export function formatRemoved(removed: RemovedVersions): string {
  return `${JSON.stringify(Object.fromEntries(removed), null, 2)}\n`;
}

/** The nearest of those before a version that is still there; `previous` itself where none is known to be. */
export function nearestLeft(previous: string, left: ReadonlySet<string>, removed: RemovedVersions): string {
  const seen = new Set<string>();
  let at = previous;
  while (!left.has(at) && removed.has(at) && !seen.has(at)) {
    seen.add(at);
    at = removed.get(at) ?? '';
  }
  return at;
}
