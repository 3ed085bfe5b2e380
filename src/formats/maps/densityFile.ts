/** An open file with a map or a stack of images, in any format, compressed or not: rows and sections are read where they are needed. */
import { open } from 'node:fs/promises';
import { Problem } from '../../../shared/problem';
import { fileProblem } from '../../files/fileProblem';
import { readDecompressed } from '../compressed';
import { mapFormats } from '../mapFormats';
import { readExactly, type RandomAccess } from '../randomAccess';
import type { MapFormat, MapHeader, MapLayout } from './mapFormat';
import { dataBytes, readMapStart } from './mapHeader';

export interface DensityFile {
  readonly path: string;
  readonly header: MapHeader;
  /** Name of the format. */
  readonly format: string;
  readonly compressed: boolean;
  /** Bytes of all voxels as they lie in the file. */
  readonly bytes: number;
  /**
   * Rows of one section, or whole sections when `firstRow` is 0 and `rows` a multiple; columns fastest. Throws Problem.
   *
   * @param into is filled with them, and may be where they are read
   */
  readonly readRows: (
    section: number,
    firstRow: number,
    rows: number,
    into?: Float32Array,
  ) => Promise<Float32Array>;
  readonly close: () => Promise<void>;
}

export interface OpenOptions {
  readonly formats?: readonly MapFormat[];
  /** How the file is opened, for tests. */
  readonly openFile?: ((path: string) => Promise<RandomAccess>) | undefined;
}

/** Throws Problem for missing, truncated and foreign files, and for those of complex numbers. */
export async function openDensityFile(
  path: string,
  { formats = mapFormats, openFile = (name) => open(name, 'r') }: OpenOptions = {},
): Promise<DensityFile> {
  let file: RandomAccess | undefined;
  try {
    file = await openFile(path);
    const start = await readMapStart(file, path, formats);
    const { header, format, compression } = start;
    start.decode(new Uint8Array(), 0);
    const about = { path, header, format: format.name, bytes: dataBytes(start) };
    if (compression === undefined) {
      const opened = file;
      const read: Read = (at, length, room) =>
        readExactly(opened, at, room?.subarray(0, length) ?? length, path);
      return {
        ...about,
        compressed: false,
        readRows: rowReader(start, path, read),
        close: () => opened.close(),
      };
    }
    await file.close();
    file = undefined;
    const expected = header.dataOffset + about.bytes;
    if (expected > mostBytes)
      throw new Problem(`decompressed it would take ${gigabytes(expected)} GB of memory`, {
        where: path,
        remedy: 'decompress it and open the decompressed file',
      });
    // A few bytes may follow the last voxel. The content is held until the file is closed.
    let content: Uint8Array | undefined = await readDecompressed(path, compression, expected + 4096);
    format.parse(content, { path, size: content.length });
    const read: Read = async (at, length) => (content ?? new Uint8Array()).subarray(at, at + length);
    const close = async (): Promise<void> => void (content = undefined);
    return { ...about, compressed: true, readRows: rowReader(start, path, read), close };
  } catch (error) {
    await file?.close();
    throw fileProblem(error, path, 'cannot read the file');
  }
}

/** Closed after use. Throws Problem. */
export async function withDensityFile<T>(
  path: string,
  use: (file: DensityFile) => Promise<T>,
  options?: OpenOptions,
): Promise<T> {
  const file = await openDensityFile(path, options);
  try {
    return await use(file);
  } catch (error) {
    throw fileProblem(error, path, 'cannot read the file');
  } finally {
    await file.close();
  }
}

/** @param room for the bytes, which may be used */
type Read = (position: number, length: number, room?: Uint8Array) => Promise<Uint8Array>;

function rowReader(
  { header, rowBytes, isPlain, decode }: MapLayout,
  path: string,
  read: Read,
): DensityFile['readRows'] {
  return async (section, firstRow, rows, into) => {
    const at = header.dataOffset + (section * header.size[1] + firstRow) * rowBytes;
    const length = rows * rowBytes;
    if (length > mostBytes)
      throw new Problem(`it would take ${gigabytes(length)} GB of memory at once`, {
        where: path,
        remedy: 'it cannot be used as a whole; check whether this is the file you mean',
      });
    if (into === undefined) return decode(await read(at, length), rows);
    const room = new Uint8Array(into.buffer, into.byteOffset, into.byteLength);
    const bytes = await read(at, length, length > room.length ? undefined : room);
    if (!isPlain || bytes.buffer !== into.buffer) into.set(decode(bytes, rows));
    return into;
  };
}

/** Node cannot hold more in one piece. */
const mostBytes = 2 ** 32 - 1;

function gigabytes(bytes: number): string {
  return (bytes / 2 ** 30).toFixed(1);
}
