/** The hash by which particles find their series, also where raw movies have gone to an archive. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { rootName } from '../../formats/paths';
import { seriesDataHash, standInHash } from '../../model/hashes';
import { readSource } from '../../model/source';
import { rawMoviePath } from '../../model/tiltMovies';
import { tiltAveragePath, type TiltSeriesFile } from '../../model/tiltSeriesFile';
import { Problem } from '../../../shared/problem';

export interface DataHash {
  readonly hash: string;
  /** The file that it was made from, or that had it. */
  readonly from: string;
  /** True when the raw movie was there. M recognizes no series without its raw movie. */
  readonly raw: boolean;
}

/**
 * M's hash while the raw movie is there; else what another data source beside the series has kept of it; else a hash of the
 * tilt image, which ties particles to the series here, though not in M. Throws Problem when there is none of these.
 *
 * @param stored hashes by root name, of data sources beside the series
 */
export async function dataHash(
  file: TiltSeriesFile,
  stored: ReadonlyMap<string, DataHash>,
): Promise<DataHash> {
  const first = file.moviePaths.at(0);
  const raw = first === undefined ? undefined : await rawMoviePath(first);
  if (raw === undefined || existsSync(raw))
    return { hash: await seriesDataHash(file), from: raw ?? file.path, raw: true };
  const kept = stored.get(rootName(file.path));
  if (kept !== undefined) return kept;
  const average = tiltAveragePath(file, 0);
  if (!existsSync(average))
    throw new Problem(`neither the raw movie ${raw} nor the tilt image ${average} can be found`, {
      where: file.path,
      remedy: 'restore one of them, or fix DataDirectory in the XML files',
    });
  return { hash: await standInHash(file, average), from: average, raw: false };
}

/** From every data source in the folder, by the root name of the series; broken ones are passed over. */
export async function storedHashes(folder: string): Promise<ReadonlyMap<string, DataHash>> {
  const hashes = new Map<string, DataHash>();
  const names = await readdir(folder).catch((): string[] => []);
  for (const name of names.filter((each) => each.endsWith('.source')).sort()) {
    const path = join(folder, name);
    const source = await readSource(path).catch(() => undefined);
    for (const { name: series, hash } of source?.files ?? [])
      hashes.set(rootName(series), { hash, from: path, raw: false });
  }
  return hashes;
}
