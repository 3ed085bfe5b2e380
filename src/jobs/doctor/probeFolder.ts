/** Tries in a folder what saving a project takes: new files on the disk, renames, second names. Leaves nothing behind. */
import { readFile, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { removeTree, temporaryName } from '../../files/durableFile';
import { errorCode, fileProblem } from '../../files/fileProblem';
import { files } from '../../files/files';
import { fileSystemOf } from './fileSystem';

export interface FolderFacts {
  readonly folder: string;
  /** `NFS`; null where the system does not tell. */
  readonly fileSystem: string | null;
  readonly isShared: boolean;
  /** Bytes that this user may write. */
  readonly free: number;
  /** Medians, ms: content of a small file to the disk, and a new name in place of an old one. */
  readonly flushTime: number;
  readonly renameTime: number;
  readonly hardLinks: boolean;
  /** The new content is there under the old name as soon as it was renamed. */
  readonly renameIsSeen: boolean;
}

const rounds = 7;

/** Throws Problem where there is no such folder, or nothing can be written there. */
export async function probeFolder(folder: string): Promise<FolderFacts> {
  const place = temporaryName(join(folder, 'murmur'));
  try {
    const { type, bavail, bsize } = await statfs(folder);
    const system = fileSystemOf(type);
    await files().makeFolder(place);
    const flushes: number[] = [];
    const renames: number[] = [];
    let renameIsSeen = true;
    const target = join(place, 'target');
    for (let round = 0; round < rounds; round++) {
      const next = join(place, 'next');
      const content = `round ${round}\n`;
      flushes.push(await timed(() => writeFlushed(next, content)));
      renames.push(await timed(async () => files().rename(next, target)));
      renameIsSeen &&= (await readFile(target, 'utf8')) === content;
    }
    const hardLinks = await canLink(target, join(place, 'second'));
    return {
      folder,
      fileSystem: system?.name ?? null,
      isShared: system?.isShared ?? false,
      free: bavail * bsize,
      flushTime: median(flushes),
      renameTime: median(renames),
      hardLinks,
      renameIsSeen,
    };
  } catch (error) {
    throw fileProblem(error, folder, 'files cannot be made, renamed and removed here');
  } finally {
    await removeTree(place);
  }
}

async function writeFlushed(path: string, content: string): Promise<void> {
  const file = await files().create(path);
  try {
    await file.write(content);
    await file.flush();
  } finally {
    await file.close();
  }
}

async function canLink(from: string, to: string): Promise<boolean> {
  try {
    await files().link(from, to);
    return (await stat(to)).nlink > 1;
  } catch (error) {
    if (errorCode(error) === '') throw error;
    return false;
  }
}

/** ms */
async function timed(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}
