/** Steps that writing files without loss is made of: temporary names, content that is on disk, renames that last. */
import { constants } from 'node:fs';
import { copyFile, mkdir, open, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Problem } from '../problem';
import { errorCode, fileProblem } from './fileProblem';

/** A name in the same folder, so that renaming never crosses file systems; hidden, and recognisable as ours. */
export function temporaryName(target: string): string {
  // Not from the cryptography that comes with Node.js: a short command would be loading it longer than it runs.
  const chance = Math.floor(Math.random() * 2 ** 48);
  return join(dirname(target), `.${basename(target)}.${chance.toString(16).padStart(12, '0')}.tmp`);
}

/** True when `temporary` could have come from temporaryName(target). */
export function isTemporaryOf(temporary: string, target: string): boolean {
  const name = basename(temporary);
  return (
    dirname(temporary) === dirname(target) &&
    name.startsWith(`.${basename(target)}.`) &&
    /\.[0-9a-f]{12}\.tmp$/.test(name)
  );
}

/** Where a link at `path` leads: renaming onto the link itself would cut the user's link. */
export async function throughLinks(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    return path;
  }
}

/**
 * What a file is to hold: bytes, pieces of bytes (each used up before the next is asked for), text, or what another
 * file holds (which is never read into memory).
 */
export type FileContent = Uint8Array | Iterable<Uint8Array> | string | { readonly copyOf: string };

/** Creates the file with its content on disk before it returns; it takes over the permissions of `like` if that exists. */
export async function writeDurably(path: string, content: FileContent, like: string): Promise<void> {
  const mode = await stat(like).then(
    (found) => found.mode & 0o777,
    () => undefined,
  );
  const isCopy = typeof content === 'object' && 'copyOf' in content;
  if (isCopy) await copyFile(content.copyOf, path, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  const file = await open(path, isCopy ? 'r+' : 'wx');
  try {
    // Each piece goes where the last one ended.
    if (!isCopy) for (const piece of isPieces(content) ? content : [content]) await file.writeFile(piece);
    if (mode !== undefined) await file.chmod(mode);
    await file.sync();
  } finally {
    await file.close();
  }
}

function isPieces(content: Exclude<FileContent, { copyOf: string }>): content is Iterable<Uint8Array> {
  return typeof content === 'object' && !(content instanceof Uint8Array);
}

/** Makes renames in a folder last; folders cannot be flushed everywhere, and then the system does it in its own time. */
export async function flushFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!['EISDIR', 'EPERM', 'EACCES', 'EINVAL', 'ENOTSUP', 'EBADF'].includes(errorCode(error)))
      throw fileProblem(error, folder, 'cannot flush the folder to disk');
  }
}

/** Creates a folder and its parents; returns the topmost that was new, undefined when all were there. Throws Problem. */
export async function makeFolder(path: string): Promise<string | undefined> {
  try {
    await mkdir(path);
    return path;
  } catch (error) {
    if (errorCode(error) === 'EEXIST' && (await stat(path)).isDirectory()) return undefined;
    // Node's own recursive mkdir never returns where the system refuses new folders with ENOENT, as in /proc.
    if (errorCode(error) === 'ENOENT' && dirname(path) !== path) {
      const topmost = await makeFolder(dirname(path));
      if (topmost !== undefined) return (await makeFolder(path)) && topmost;
    }
    if (errorCode(error) === 'EEXIST' || errorCode(error) === 'ENOTDIR')
      throw new Problem('cannot create the folder, a file of that name is in the way', {
        where: path,
        remedy: 'choose another folder',
        cause: error,
      });
    throw fileProblem(error, path, 'cannot create the folder');
  }
}
