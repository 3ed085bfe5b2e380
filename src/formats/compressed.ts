/** Files that came compressed (.gz, .bz2): recognized by their first bytes, decompressed within a limit, by what is loaded only then. */
import { open } from 'node:fs/promises';
import { Problem } from '../../shared/problem';
import { bzip2Blocks } from './bzip2';
import { errorCode, fileProblem, readBytes } from '../files/fileProblem';

export type Compression = 'gzip' | 'bzip2';

/** Of their names. */
export const compressionEndings: readonly string[] = ['gz', 'bz2'];

/** From the first three bytes or more; undefined for files that are not compressed. */
export function compressionOf(start: Uint8Array): Compression | undefined {
  if (start[0] === 0x1f && start[1] === 0x8b) return 'gzip';
  return start[0] === 0x42 && start[1] === 0x5a && start[2] === 0x68 ? 'bzip2' : undefined;
}

/** The content, which may not be longer than `limit` bytes. Throws Problem. */
export async function readDecompressed(path: string, kind: Compression, limit: number): Promise<Uint8Array> {
  const bytes = await readBytes(path);
  try {
    if (kind === 'gzip') {
      const { gunzipSync } = await import('node:zlib');
      return gunzipSync(bytes, { maxOutputLength: limit });
    }
    const blocks: Uint8Array[] = [];
    let length = 0;
    for (const block of bzip2Blocks(bytes)) {
      length += block.length;
      if (length > limit) throw tooLong(path);
      blocks.push(block);
    }
    return Buffer.concat(blocks);
  } catch (error) {
    if (errorCode(error) === 'ERR_BUFFER_TOO_LARGE') throw tooLong(path);
    throw damaged(error, path);
  }
}

/** The first bytes of the content, at least `length` if it has them, without decompressing the rest. Throws Problem. */
export async function readDecompressedStart(
  path: string,
  kind: Compression,
  length: number,
): Promise<Uint8Array> {
  try {
    if (kind === 'bzip2') {
      for (const block of bzip2Blocks(await readBytes(path))) if (block.length >= length) return block;
      return await readDecompressed(path, kind, length);
    }
    // Compression gains a factor of 1000 at most, so this stays small for any file.
    const start = await readStart(path, 2 * length);
    const { constants, gunzipSync } = await import('node:zlib');
    return gunzipSync(start, { finishFlush: constants.Z_SYNC_FLUSH });
  } catch (error) {
    throw damaged(error, path);
  }
}

async function readStart(path: string, length: number): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(length), 0, length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function tooLong(path: string): Problem {
  return new Problem('its compressed content is longer than it should be', {
    where: path,
    remedy: 'download or compress it again',
  });
}

function damaged(error: unknown, path: string): Problem {
  if (error instanceof Problem) return error;
  if (['ENOENT', 'EACCES', 'EISDIR', 'EPERM'].includes(errorCode(error)))
    return fileProblem(error, path, 'cannot read the file');
  return new Problem('the compressed file is damaged or truncated', {
    where: path,
    cause: error,
    remedy: 'download or compress it again',
  });
}
