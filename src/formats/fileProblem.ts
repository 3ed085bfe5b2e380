/** Turns what the operating system says about a file into one sentence that a user can act on. */
import { readFile } from 'node:fs/promises';
import { Problem } from '../problem';

/** @param doing what failed, for people: `cannot read`, `cannot write` */
export function fileProblem(error: unknown, path: string, doing: string): Problem {
  if (error instanceof Problem) return error;
  const code = errorCode(error);
  const [why, remedy] = reasons[code] ?? [error instanceof Error ? error.message : String(error), undefined];
  return new Problem(`${doing}, ${why}`, {
    where: path,
    cause: error,
    ...(remedy === undefined ? {} : { remedy }),
  });
}

/** `ENOENT`, `EACCES`, ...; empty when it is no system error. */
export function errorCode(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}

/** The whole file; throws Problem. */
export async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw fileProblem(error, path, 'cannot read the file');
  }
}

/** The whole file as UTF-8 without a byte order mark; throws Problem. */
export async function readText(path: string): Promise<string> {
  return new TextDecoder('utf-8').decode(await readBytes(path));
}

const reasons: Readonly<Record<string, readonly [why: string, remedy: string]>> = {
  ENOENT: ['there is no such file or folder', 'check the path'],
  EACCES: ['permission was denied', 'make it accessible to your user or choose another folder'],
  EPERM: ['permission was denied', 'make it accessible to your user or choose another folder'],
  EROFS: ['the file system is read-only', 'choose a folder where you can write'],
  ENOTDIR: ['a part of the path is a file, not a folder', 'choose another path'],
  EISDIR: ['it is a folder, not a file', 'choose a file'],
  EEXIST: ['it exists already', 'choose another name'],
  ENOSPC: ['the disk is full', 'free some space and try again'],
  EDQUOT: ['your disk quota is used up', 'free some space and try again'],
  ENAMETOOLONG: ['the name is too long', 'choose a shorter name'],
  ELOOP: ['its symbolic links run in a circle', 'mend the links'],
  EMFILE: ['too many files are open', 'raise the limit with ulimit -n'],
};
