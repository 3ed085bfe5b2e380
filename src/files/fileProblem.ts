/** Turns what the operating system says about a file into one sentence that a user can act on. */
import { readFile } from 'node:fs/promises';
import { Problem } from '../../shared/problem';

/** @param doing what failed, human-readable: `cannot read`, `cannot write` */
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

/** The whole file as UTF-8, or UTF-16 if it starts like that, without a byte order mark. Throws Problem with the line. */
export async function readText(path: string): Promise<string> {
  const bytes = await readBytes(path);
  try {
    return new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
  } catch (cause) {
    // Guessing the code page would change names, and with them which file or series they mean.
    throw new Problem('it is not in UTF-8', {
      where: `${path}:${firstBadLine(bytes)}`,
      remedy: 'save it as UTF-8, or rename files whose names have other letters',
      cause,
    });
  }
}

/** Text that is only looked at, never written back: letters of other code pages come out as those of Western Windows. */
export async function readForeignText(path: string): Promise<string> {
  const bytes = await readBytes(path);
  try {
    return new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
}

function firstBadLine(bytes: Uint8Array): number {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for (let start = 0, line = 1; ; line++) {
    const end = bytes.indexOf(10, start);
    try {
      decoder.decode(bytes.subarray(start, end < 0 ? bytes.length : end));
    } catch {
      return line;
    }
    if (end < 0) return line;
    start = end + 1;
  }
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
  ELOOP: ['its symbolic links run in a circle', 'fix the links'],
  EMFILE: ['too many files are open', 'raise the limit with ulimit -n'],
};
