/** The versions of a species or data source that lie in `versions/` beside it. */
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errorCode, fileProblem } from '../formats/fileProblem';

export interface Version {
  /** Name of its folder. */
  readonly version: string;
  /** Absolute. */
  readonly folder: string;
  /** The .species or .source file in it. */
  readonly path: string;
  readonly date: Date;
}

/** Oldest first; empty where none were kept. Throws Problem when the folder cannot be read. */
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
  // Names that start with a dot are versions whose copying was interrupted.
  for (const version of names.filter((name) => !name.startsWith('.'))) {
    const copy = join(folder, version, basename(path));
    const modified = await stat(copy).then(
      (file) => file.mtime,
      () => undefined,
    );
    // A folder may hold versions of several sources; those of others lack this file.
    if (modified !== undefined)
      found.push({ version, folder: join(folder, version), path: copy, date: modified });
  }
  return found.sort((a, b) => a.date.getTime() - b.date.getTime());
}

/** The last version that was there at a moment; undefined when all are younger. */
export function versionAt(versions: readonly Version[], moment: Date): Version | undefined {
  return versions.findLast((entry) => entry.date.getTime() <= moment.getTime());
}
