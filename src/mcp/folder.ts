/** The one folder that a language model may look into: every path it gives is followed to its real place first. */
import { readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { fileProblem } from '../files/fileProblem';
import { refinementFolderName } from '../model/refinementFolder';
import { Problem } from '../../shared/problem';

export interface OpenFolder {
  /** The real path. */
  readonly root: string;
  /** @param given absolute, or relative to the folder. Throws Problem where nothing is there, or where it lies outside. */
  inside(given: string): Promise<string>;
  /** Whether a path leads to a place inside; of what is missing its name counts. */
  holds(path: string): Promise<boolean>;
  /** All files with this ending, but those of versions and of refinements. */
  find(ending: string): Promise<readonly string[]>;
}

/** Throws Problem where there is no such folder. */
export async function openFolder(given: string): Promise<OpenFolder> {
  const root = await real(path.resolve(given));
  return {
    root,
    async inside(asked) {
      const place = await real(path.resolve(root, asked));
      if (!isInside(root, place))
        throw new Problem('this lies outside of the folder that was opened', {
          where: asked,
          remedy: `name a path inside ${root}`,
        });
      return place;
    },
    async holds(asked) {
      const place = await realpath(asked).catch(() => path.resolve(asked));
      return isInside(root, place);
    },
    find: (ending) => filesBelow(root, ending),
  };
}

function isInside(root: string, place: string): boolean {
  const way = path.relative(root, place);
  return way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
}

async function real(place: string): Promise<string> {
  try {
    return await realpath(place);
  } catch (error) {
    throw fileProblem(error, place, 'cannot read it');
  }
}

const skipped = new Set(['node_modules', 'versions', refinementFolderName]);

/** Links to folders are not followed. */
async function filesBelow(folder: string, ending: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const found = await Promise.all(
    entries.map(async (entry) => {
      const place = path.join(folder, entry.name);
      if (entry.isDirectory())
        return skipped.has(entry.name) || entry.name.startsWith('.') ? [] : filesBelow(place, ending);
      return entry.isFile() && entry.name.endsWith(ending) ? [place] : [];
    }),
  );
  return found.flat().sort();
}
