/** How many bytes removing folders frees: a file counts once, and only when none of its names is left elsewhere. */
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileProblem } from './fileProblem';

export interface FreedSpace {
  /** Sizes of the files that go. File systems on which copies share blocks free less. */
  readonly bytes: number;
  /** Sizes of the files that stay, because they have a name elsewhere (hard links). */
  readonly linked: number;
}

/** Throws Problem for a folder that cannot be read. */
export async function freedBy(folders: readonly string[]): Promise<FreedSpace> {
  const files = new Map<string, { readonly size: number; readonly links: number; names: number }>();
  for (const folder of folders) await addFiles(folder, files);
  const sum = (stays: boolean): number =>
    [...files.values()]
      .filter(({ links, names }) => names < links === stays)
      .reduce((total, { size }) => total + size, 0);
  return { bytes: sum(false), linked: sum(true) };
}

async function addFiles(
  folder: string,
  files: Map<string, { readonly size: number; readonly links: number; names: number }>,
): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw fileProblem(error, folder, 'cannot look into the folder');
  });
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      await addFiles(path, files);
      continue;
    }
    const { dev, ino, size, nlink } = await lstat(path).catch((error: unknown) => {
      throw fileProblem(error, path, 'cannot look at the file');
    });
    const key = `${dev}:${ino}`;
    const known = files.get(key);
    if (known === undefined) files.set(key, { size, links: nlink, names: 1 });
    else known.names++;
  }
}
