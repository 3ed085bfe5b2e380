/** Reads and writes MRC files: maps, masks, tilt images and stacks; reads them compressed (.gz, .bz2) too. */
import { Problem } from '../../shared/problem';
import { writeFileAtomically } from '../files/atomicFile';
import { withDensityFile, type DensityFile } from './maps/densityFile';
import { readMapHeader } from './maps/mapHeader';
import { mrc } from './maps/mrc';
import type { MrcHeader } from './mrcHeader';
import { toXyz } from './mrcValues';
import { encodeMrc, mrcPieces, type MrcContent } from './mrcWriter';

export { parseMrcHeader, statedStatistics, type MrcHeader } from './mrcHeader';
export { encodeMrc, mrcPieces, mrcSections, type MrcContent } from './mrcWriter';

/** Files of our own: what is in another format is an error. */
const formats = [mrc];

/** Takes the same time for every file size. Throws Problem for missing, truncated and foreign files. */
export async function readMrcHeader(path: string): Promise<MrcHeader> {
  return readMapHeader(path, formats);
}

/** The whole map, x fastest, axes in x, y, z order. Throws Problem. */
export async function readMrc(path: string): Promise<{ header: MrcHeader; data: Float32Array }> {
  return withMrc(path, async (file) => {
    const [, rows, sections] = file.header.size;
    return toXyz(file.header, await file.readRows(0, 0, rows * sections));
  });
}

/** `countZ` sections from `firstZ` on, in the file's own axis order. Throws Problem. */
export async function readMrcSections(
  path: string,
  firstZ: number,
  countZ: number,
): Promise<{ header: MrcHeader; data: Float32Array }> {
  return withMrc(path, async ({ header, readRows }) => {
    checkSections(header, firstZ, countZ, path);
    return { header, data: await readRows(firstZ, 0, countZ * header.size[1]) };
  });
}

/** Fills `into` with whole sections from `firstZ` on, in the file's own axis order. Throws Problem. */
export type ReadSectionsInto = (firstZ: number, into: Float32Array) => Promise<void>;

/** For stacks that are read piece by piece into the same memory: the file stays open meanwhile. Throws Problem. */
export async function withMrcSections<T>(
  path: string,
  use: (readInto: ReadSectionsInto) => Promise<T>,
): Promise<T> {
  return withMrc(path, async ({ header, readRows }) =>
    use(async (firstZ, into) => {
      const countZ = into.length / (header.size[0] * header.size[1]);
      checkSections(header, firstZ, countZ, path);
      await readRows(firstZ, 0, countZ * header.size[1], into);
    }),
  );
}

/** Replaces the file in one step. Throws Problem when it cannot be written. */
export async function writeMrc(path: string, map: MrcContent): Promise<void> {
  await writeFileAtomically(path, (map.mode ?? 2) === 2 ? mrcPieces(map) : encodeMrc(map));
}

function withMrc<T>(path: string, use: (file: DensityFile) => Promise<T>): Promise<T> {
  return withDensityFile(path, use, { formats });
}

function checkSections(header: MrcHeader, first: number, count: number, path: string): void {
  if (first < 0 || count < 0 || first + count > header.size[2])
    throw new Problem(
      `sections ${first + 1} to ${first + count} were asked for, the file has ${header.size[2]}`,
      { where: path },
    );
}
