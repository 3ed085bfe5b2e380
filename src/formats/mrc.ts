/** Reads and writes MRC files: maps, masks, tilt images and stacks; reads them compressed (.gz, .bz2) too. */
import { open, type FileHandle } from 'node:fs/promises';
import type { Vector3 } from '../../shared/math/vector';
import { Problem } from '../../shared/problem';
import { writeFileAtomically } from '../files/atomicFile';
import { compressionOf, readDecompressed, readDecompressedStart, type Compression } from './compressed';
import { fileProblem } from '../files/fileProblem';
import { dataBytes, headerBytes, parseMrcHeader, type MrcHeader } from './mrcHeader';
import { decodeSections, toXyz } from './mrcValues';
import { encodeMrc, mrcPieces, type MrcContent } from './mrcWriter';
import { readExactly } from './randomAccess';

export { parseMrcHeader, statedStatistics, type MrcHeader } from './mrcHeader';
export { encodeMrc, mrcPieces, mrcSections, type MrcContent } from './mrcWriter';

/** Takes the same time for every file size. Throws Problem for missing, truncated and foreign files. */
export async function readMrcHeader(path: string): Promise<MrcHeader> {
  return withFile(path, (file) => headerOf(file, path));
}

/** The whole map, x fastest, axes in x, y, z order. Throws Problem. */
export async function readMrc(path: string): Promise<{ header: MrcHeader; data: Float32Array }> {
  return withContent(path, async ({ header, read }) => {
    const bytes = await read(header.dataOffset, dataBytes(header));
    return toXyz(header, decodeSections(header, bytes, header.size[2], path));
  });
}

/** `countZ` sections from `firstZ` on, in the file's own axis order. Throws Problem. */
export async function readMrcSections(
  path: string,
  firstZ: number,
  countZ: number,
): Promise<{ header: MrcHeader; data: Float32Array }> {
  return withContent(path, async ({ header, read }) => {
    checkSections(header, firstZ, countZ, path);
    const bytes = await read(header.dataOffset + dataBytes(header, firstZ), dataBytes(header, countZ));
    return { header, data: decodeSections(header, bytes, countZ, path) };
  });
}

/** Fills `into` with whole sections from `firstZ` on, in the file's own axis order. Throws Problem. */
export type ReadSectionsInto = (firstZ: number, into: Float32Array) => Promise<void>;

/** For stacks that are read piece by piece into the same memory: the file stays open meanwhile. Throws Problem. */
export async function withMrcSections<T>(
  path: string,
  use: (readInto: ReadSectionsInto) => Promise<T>,
): Promise<T> {
  return withContent(path, async ({ header, read }) =>
    use(async (firstZ, into) => {
      const countZ = into.length / (header.size[0] * header.size[1]);
      checkSections(header, firstZ, countZ, path);
      const room = new Uint8Array(into.buffer, into.byteOffset, into.byteLength);
      const offset = header.dataOffset + dataBytes(header, firstZ);
      const bytes = await read(offset, dataBytes(header, countZ), room);
      const isDone = bytes.buffer === into.buffer && header.mode === 2 && header.littleEndian;
      if (!isDone) into.set(decodeSections(header, bytes, countZ, path));
    }),
  );
}

/**
 * A box of the map in the file's own axis order, columns fastest; reads no more of the file than its rows.
 * Throws Problem.
 */
export async function readMrcBox(
  path: string,
  first: Vector3,
  size: Vector3,
): Promise<{ header: MrcHeader; data: Float32Array }> {
  return withContent(path, async ({ header, read }) => {
    checkSections(header, first[2], size[2], path);
    if (
      [0, 1].some((axis) => first[axis] < 0 || size[axis] < 0 || first[axis] + size[axis] > header.size[axis])
    )
      throw new Problem(`the box reaches beyond the ${header.size.join(' x ')} voxels of the file`, {
        where: path,
      });
    const data = new Float32Array(size[0] * size[1] * size[2]);
    const rows = { ...header, size: [header.size[0], size[1], 1] } as const;
    for (let z = 0; z < size[2]; z++) {
      const offset = header.dataOffset + dataBytes(header, first[2] + z);
      const slab = await read(
        offset + dataBytes({ ...rows, size: [header.size[0], first[1], 1] }),
        dataBytes(rows),
      );
      const values = decodeSections(rows, slab, 1, path);
      for (let y = 0; y < size[1]; y++) {
        const row = y * header.size[0] + first[0];
        data.set(values.subarray(row, row + size[0]), (z * size[1] + y) * size[0]);
      }
    }
    return { header, data };
  });
}

/** Replaces the file in one step. Throws Problem when it cannot be written. */
export async function writeMrc(path: string, map: MrcContent): Promise<void> {
  await writeFileAtomically(path, (map.mode ?? 2) === 2 ? mrcPieces(map) : encodeMrc(map));
}

function checkSections(header: MrcHeader, first: number, count: number, path: string): void {
  if (first < 0 || count < 0 || first + count > header.size[2])
    throw new Problem(
      `sections ${first + 1} to ${first + count} were asked for, the file has ${header.size[2]}`,
      { where: path },
    );
}

interface Content {
  readonly header: MrcHeader;
  /** `room` may be used for the bytes. */
  readonly read: (position: number, length: number, room?: Uint8Array) => Promise<Uint8Array>;
}

/** Reading happens in the file itself, or in its content when that came compressed. */
async function withContent<T>(path: string, use: (content: Content) => Promise<T>): Promise<T> {
  return withFile(path, async (file) => {
    const header = await headerOf(file, path);
    const kind = await compression(file, path);
    if (kind === undefined)
      return use({
        header,
        read: async (position, length, room) => {
          checkMemory(length, path);
          return readExactly(file, position, room?.subarray(0, length) ?? length, path);
        },
      });
    const needed = header.dataOffset + dataBytes(header);
    checkMemory(needed, path);
    // A few bytes may follow the last voxel.
    const bytes = await readDecompressed(path, kind, needed + 4096);
    parseMrcHeader(bytes, path, bytes.length);
    return use({ header, read: async (position, length) => bytes.subarray(position, position + length) });
  });
}

async function headerOf(file: FileHandle, path: string): Promise<MrcHeader> {
  const kind = await compression(file, path);
  const { size } = await file.stat();
  if (kind !== undefined) {
    const start = await readDecompressedStart(path, kind, headerBytes);
    const header = parseMrcHeader(start, path, start.length < headerBytes ? start.length : Infinity);
    if (dataBytes(header) > mostContent[kind] * size)
      throw new Problem(
        `its header claims ${header.size.join(' x ')} voxels, more than ${size} compressed bytes can hold`,
        { where: path, remedy: 'copy or compress it again' },
      );
    return header;
  }
  return parseMrcHeader(await readExactly(file, 0, Math.min(size, headerBytes), path), path, size);
}

/** Bytes that one compressed byte can stand for, in a file of zeros. */
const mostContent: Readonly<Record<Compression, number>> = { gzip: 1100, bzip2: 1_000_000 };

async function compression(file: FileHandle, path: string): Promise<Compression | undefined> {
  const { size } = await file.stat();
  return compressionOf(await readExactly(file, 0, Math.min(size, 3), path));
}

/** Node cannot hold more in one piece. */
const mostBytes = 2 ** 32 - 1;

function checkMemory(length: number, path: string): void {
  if (length > mostBytes)
    throw new Problem(`it would take ${(length / 2 ** 30).toFixed(1)} GB of memory at once`, {
      where: path,
      remedy: 'it cannot be used as a whole; check whether this is the file you mean',
    });
}

async function withFile<T>(path: string, use: (file: FileHandle) => Promise<T>): Promise<T> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'r');
    return await use(file);
  } catch (error) {
    throw fileProblem(error, path, 'cannot read the file');
  } finally {
    await file?.close();
  }
}
