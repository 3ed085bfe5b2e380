/** The fingerprints by which M recognizes series, refined parameters and species versions. */
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { fileProblem } from '../files/fileProblem';
import { rootName } from '../formats/paths';
import { Problem } from '../../shared/problem';
import { rawMoviePath } from './tiltMovies';
import type { TiltSeriesFile } from './tiltSeriesFile';

/** Base64 of SHA-1 with M's own substitutions: `/` becomes `-` and `+` becomes `_`, the padding goes. */
export function fingerprint(...chunks: readonly Uint8Array[]): string {
  const hash = createHash('sha1');
  for (const chunk of chunks) hash.update(chunk);
  return hash.digest('base64').replaceAll('=', '').replaceAll('/', '-').replaceAll('+', '_');
}

/** Text enters fingerprints as UTF-16LE. */
export function utf16(text: string): Uint8Array {
  return Buffer.from(text, 'utf16le');
}

/** How much of raw data and maps enters a fingerprint, bytes. */
export const hashedBytes = 524288;

/**
 * Ties particles to their series: name and start of the raw movie of the first-listed tilt.
 * Throws Problem when the raw movie is gone.
 */
export async function seriesDataHash(file: TiltSeriesFile): Promise<string> {
  const first = file.moviePaths.at(0);
  if (first === undefined) throw new Problem('it names no tilt movies', { where: file.path });
  return fingerprint(utf16(rootName(file.path)), await startOfFile(await rawMoviePath(first)));
}

/** Ties particles to their series where the raw movie is gone and no hash of it was kept: from a tilt image instead. */
export async function standInHash(file: TiltSeriesFile, image: string): Promise<string> {
  return fingerprint(utf16(rootName(file.path)), await startOfFile(image));
}

async function startOfFile(path: string): Promise<Uint8Array> {
  try {
    const file = await open(path, 'r');
    try {
      const bytes = new Uint8Array(hashedBytes);
      const { bytesRead } = await file.read(bytes, 0, hashedBytes, 0);
      return bytes.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileProblem(error, path, 'cannot read the raw movie, which M needs to recognize the series');
  }
}
