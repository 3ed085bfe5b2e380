/** The versions of a species or data source that lie in `versions/` beside it. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errorCode, fileProblem } from '../files/fileProblem';
import { decodeXml } from '../formats/xml';
import { nearestLeft, readRemoved } from './removedVersions';
import { readLabel, type VersionLabel } from './versionLabel';

export interface Version extends VersionLabel {
  /** Name of its folder. */
  readonly version: string;
  /** The version that it was made from, or the nearest before that which is not deleted; empty for the first. */
  readonly previous: string;
  /** Absolute. */
  readonly folder: string;
  /** The .species or .source file in it. */
  readonly path: string;
  /** Of that file: true only as long as nobody has copied the project without its dates. */
  readonly date: Date;
}

/**
 * Oldest first: a version after the one that it was made from, whatever the dates say, and by date otherwise. Empty where none
 * were kept. Throws Problem when the folder cannot be read.
 */
export async function listVersions(path: string): Promise<readonly Version[]> {
  const folder = join(dirname(path), 'versions');
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw fileProblem(error, folder, 'cannot list the versions');
  }
  const found: Version[] = [];
  // Names that start with a dot are versions whose copying or removal was interrupted.
  for (const version of names.filter((name) => !name.startsWith('.'))) {
    const copy = join(folder, version, basename(path));
    const modified = await stat(copy).then(
      (file) => file.mtime,
      () => undefined,
    );
    // A folder may hold versions of several sources; those of others lack this file.
    if (modified === undefined) continue;
    found.push({
      version,
      previous: await previousVersion(copy),
      folder: join(folder, version),
      path: copy,
      date: modified,
      ...(await readLabel(join(folder, version))),
    });
  }
  const removed = await readRemoved(folder);
  const left = new Set(found.map(({ version }) => version));
  return inOrder(found.map((one) => ({ ...one, previous: nearestLeft(one.previous, left, removed) })));
}

/** The last version that was there at a moment; undefined when all are younger. */
export function versionAt(versions: readonly Version[], moment: Date): Version | undefined {
  return byDate(versions).findLast((entry) => entry.date.getTime() <= moment.getTime());
}

/** False when some version is older than the one that it was made from: then the dates are those of a copy. */
export function datesAreTrue(versions: readonly Version[]): boolean {
  const dates = new Map(versions.map(({ version, date }) => [version, date.getTime()]));
  return versions.every(({ previous, date }) => (dates.get(previous) ?? -Infinity) <= date.getTime());
}

/** Without parsing: a version may be broken, and still has its place in the list. */
async function previousVersion(path: string): Promise<string> {
  const text = decodeXml(await readFile(path));
  const param = /<Param\b[^>]*\bName="PreviousVersion"[^>]*>/.exec(text)?.[0] ?? '';
  return /\bValue="([^"]*)"/.exec(param)?.[1] ?? '';
}

function byDate(versions: readonly Version[]): readonly Version[] {
  return [...versions].sort((a, b) => a.date.getTime() - b.date.getTime());
}

function inOrder(versions: readonly Version[]): readonly Version[] {
  const known = new Map(versions.map((entry) => [entry.version, entry]));
  const placed = new Set<Version>();
  const place = (start: Version): void => {
    const chain: Version[] = [];
    // A version that was gone back to, and left in another direction, may be its own ancestor.
    for (let entry: Version | undefined = start; entry !== undefined; entry = known.get(entry.previous)) {
      if (placed.has(entry) || chain.includes(entry)) break;
      chain.push(entry);
    }
    for (const entry of chain.toReversed()) placed.add(entry);
  };
  for (const entry of byDate(versions)) place(entry);
  return [...placed];
}
