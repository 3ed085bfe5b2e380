/** Reads EM files (TOM toolbox, Dynamo, PyTom): a header of 512 bytes, then the voxels, x fastest. */
import { Problem } from '../../shared/problem';
import { readBytes } from '../files/fileProblem';

export interface EmImage {
  readonly size: readonly [number, number, number];
  readonly data: Float32Array;
}

/** True when header and file length agree, which tells EM from everything else. */
export function isEm(start: Uint8Array, fileSize: number): boolean {
  const header = parseEmHeader(start);
  return header !== undefined && fileSize === emHeaderBytes + header.count * header.bytes;
}

/** Throws Problem for what is no EM file, and for truncated ones. */
export async function readEm(path: string): Promise<EmImage> {
  const bytes = await readBytes(path);
  const header = parseEmHeader(bytes);
  if (header === undefined) throw new Problem('this is not an EM file of real numbers', { where: path });
  const needed = emHeaderBytes + header.count * header.bytes;
  if (bytes.length < needed)
    throw new Problem(`the file is truncated: it needs ${needed} bytes and has ${bytes.length}`, {
      where: path,
      remedy: 'copy or compute it again',
    });
  return { size: header.size, data: decodeEmValues(header, bytes.subarray(emHeaderBytes, needed)) };
}

/** All values that these bytes hold. */
export function decodeEmValues(header: EmHeader, bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = readers[header.type](view, header.little);
  const values = new Float32Array(Math.floor(bytes.byteLength / header.bytes));
  for (let i = 0; i < values.length; i++) values[i] = read(i);
  return values;
}

export const emHeaderBytes = 512;
const typeBytes: Readonly<Record<number, number>> = { 1: 1, 2: 2, 4: 4, 5: 4, 9: 8 };

type Reader = (view: DataView, little: boolean) => (index: number) => number;
const readers: Readonly<Record<number, Reader>> = {
  1: (view) => (i) => view.getInt8(i),
  2: (view, little) => (i) => view.getInt16(2 * i, little),
  4: (view, little) => (i) => view.getInt32(4 * i, little),
  5: (view, little) => (i) => view.getFloat32(4 * i, little),
  9: (view, little) => (i) => view.getFloat64(8 * i, little),
};

export interface EmHeader {
  readonly size: readonly [number, number, number];
  readonly type: number;
  readonly bytes: number;
  readonly count: number;
  readonly little: boolean;
}

/** Undefined for what cannot be the start of an EM file. */
export function parseEmHeader(start: Uint8Array): EmHeader | undefined {
  if (start.length < 16) return undefined;
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  // The first byte names the computer: 6 is a PC, 0 to 5 had the other byte order.
  const [machine, type] = [start[0], start[3]];
  const bytes = typeBytes[type];
  if (machine > 6 || bytes === undefined) return undefined;
  const little = machine === 6 || machine === 1;
  const size = [view.getInt32(4, little), view.getInt32(8, little), view.getInt32(12, little)] as const;
  if (size.some((edge) => edge < 1 || edge > 2 ** 20)) return undefined;
  return { size, type, bytes, count: size[0] * size[1] * size[2], little };
}
