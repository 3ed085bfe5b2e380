/** Steps that writing files without loss is made of: temporary names, content that is on disk, renames that last. */
import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { files } from './files';
import { Problem } from '../../shared/problem';
import { errorCode, fileProblem } from './fileProblem';

/** A name in the same folder, so that renaming never crosses file systems; hidden, and recognizable as ours. */
export function temporaryName(target: string): string {
  // Not from the cryptography that comes with Node.js: a short command would be loading it longer than it runs.
  const chance = Math.floor(Math.random() * 2 ** 48);
  return join(dirname(target), `.${basename(target)}.${chance.toString(16).padStart(12, '0')}.tmp`);
}

/** True when it could have come from temporaryName. */
export function isTemporary(path: string): boolean {
  return /^\..+\.[0-9a-f]{12}\.tmp$/.test(basename(path));
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
 * What a file is to hold: bytes, pieces of bytes (each used up before the next is asked for), text, what another file holds
 * (which is never read into memory), what is made when it is written, or nothing but a symbolic link's target.
 */
export type FileContent =
  Bytes | { readonly copyOf: string } | { readonly made: () => Promise<Bytes> } | { readonly linkTo: string };

type Bytes = Uint8Array | Iterable<Uint8Array> | string;

/** Creates the file with its content on disk before it returns; it takes over the permissions of `like` if that exists. */
export async function writeDurably(path: string, content: FileContent, like: string): Promise<void> {
  const mode = await stat(like).then(
    (found) => (found.isFile() ? found.mode & 0o777 : undefined),
    () => undefined,
  );
  if (typeof content === 'object' && 'copyOf' in content) {
    await files().copy(content.copyOf, path);
    return files().flush(path);
  }
  if (typeof content === 'object' && 'linkTo' in content) return files().linkTo(content.linkTo, path);
  const bytes = typeof content === 'object' && 'made' in content ? await content.made() : content;
  const file = await files().create(path);
  try {
    // Each piece goes where the last one ended.
    for (const piece of isPieces(bytes) ? bytes : [bytes]) await file.write(piece);
    if (mode !== undefined) await file.setMode(mode);
    await file.flush();
  } finally {
    await file.close();
  }
}

function isPieces(content: Bytes): content is Iterable<Uint8Array> {
  return typeof content === 'object' && !(content instanceof Uint8Array);
}

/** Makes renames in a folder last; folders cannot be flushed everywhere, and then the system does it in its own time. */
export async function flushFolder(folder: string): Promise<void> {
  try {
    await files().flush(folder);
  } catch (error) {
    if (!['EISDIR', 'EPERM', 'EACCES', 'EINVAL', 'ENOTSUP', 'EBADF'].includes(errorCode(error)))
      throw fileProblem(error, folder, 'cannot flush the folder to disk');
  }
}

/** Creates a folder and its parents; returns the topmost that was new, undefined when all were there. Throws Problem. */
export async function makeFolder(path: string): Promise<string | undefined> {
  try {
    await files().makeFolder(path);
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

/** Also a link that leads nowhere. */
export async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

/** A file, or a folder with all that is in it; links are removed, not followed. Nothing is done where nothing is. */
export async function removeTree(path: string): Promise<void> {
  const found = await lstat(path).catch((error: unknown) => {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error))) return undefined;
    throw fileProblem(error, path, 'cannot remove it');
  });
  if (found === undefined) return;
  if (!found.isDirectory()) return files().remove(path);
  for (const name of await readdir(path)) await removeTree(join(path, name));
  await files().removeFolder(path);
}
