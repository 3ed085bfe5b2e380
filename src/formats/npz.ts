/** Reads and writes NumPy's archives of arrays (`.npz`): a zip of `.npy` files. */
import { inflateRawSync } from 'node:zlib';
import { Problem } from '../../shared/problem';

export interface NumpyArray {
  /** C order: the last axis is the fastest. */
  readonly shape: readonly number[];
  /** Integers are read into doubles. */
  readonly data: Float64Array;
  /** How it is stored: float64, or int64 for counts and indices. */
  readonly type: 'float64' | 'int64';
}

/** A stored (uncompressed) archive without dates, so that equal arrays give equal bytes. */
export function encodeNpz(arrays: ReadonlyMap<string, NumpyArray>): Uint8Array {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const [name, array] of arrays) {
    const fileName = new TextEncoder().encode(`${name}.npy`);
    const content = encodeNpy(array);
    const common = zipFields(crc32(content), content.length, fileName.length);
    const local = concat([bytesOf([0x04034b50], 4), common, fileName, content]);
    const central = concat([
      bytesOf([0x02014b50], 4),
      bytesOf([20], 2),
      common,
      // Comment, disk, attributes: none.
      new Uint8Array(10),
      bytesOf([offset], 4),
      fileName,
    ]);
    parts.push(local);
    directory.push(central);
    offset += local.length;
  }
  const entries = concat(directory);
  const end = concat([
    bytesOf([0x06054b50], 4),
    bytesOf([0, 0, arrays.size, arrays.size], 2),
    bytesOf([entries.length, offset], 4),
    bytesOf([0], 2),
  ]);
  return concat([...parts, entries, end]);
}

/** All arrays by name, stored or deflated. Throws Problem for what is no archive of number arrays. */
export function decodeNpz(bytes: Uint8Array, where: string): ReadonlyMap<string, NumpyArray> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const arrays = new Map<string, NumpyArray>();
  try {
    // The directory's position stands at the end of the file, after which only a comment may follow.
    let end = bytes.length - 22;
    while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end--;
    if (end < 0) throw new RangeError('no directory');
    const count = view.getUint16(end + 10, true);
    let entry = view.getUint32(end + 16, true);
    for (let i = 0; i < count; i++) {
      if (view.getUint32(entry, true) !== 0x02014b50) throw new RangeError('directory');
      const method = view.getUint16(entry + 10, true);
      const packed = view.getUint32(entry + 20, true);
      const nameLength = view.getUint16(entry + 28, true);
      const local = view.getUint32(entry + 42, true);
      const name = new TextDecoder().decode(bytes.subarray(entry + 46, entry + 46 + nameLength));
      const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
      const content = bytes.subarray(start, start + packed);
      arrays.set(
        name.replace(/\.npy$/, ''),
        decodeNpy(method === 0 ? content : inflateRawSync(content), `${where}: ${name}`),
      );
      entry += 46 + nameLength + view.getUint16(entry + 30, true) + view.getUint16(entry + 32, true);
    }
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    throw new Problem('this is not an intact .npz archive', { where, cause });
  }
  return arrays;
}

/** Fields that stand alike before the content and in the directory: version 2.0, stored, 1 January 1980. */
function zipFields(checksum: number, length: number, nameLength: number): Uint8Array {
  return concat([
    bytesOf([20, 0, 0, 0, 0x21], 2),
    bytesOf([checksum, length, length], 4),
    bytesOf([nameLength, 0], 2),
  ]);
}

function encodeNpy(array: NumpyArray): Uint8Array {
  const descr = array.type === 'float64' ? '<f8' : '<i8';
  const comma = array.shape.length === 1 ? ',' : '';
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${array.shape.join(', ')}${comma}), }`;
  // Magic, version and header together fill a multiple of 64 bytes, the last of them a line break.
  const padded = `${header.padEnd(Math.ceil((header.length + 11) / 64) * 64 - 11)}\n`;
  const content = new Uint8Array(array.data.length * 8);
  const view = new DataView(content.buffer);
  array.data.forEach((value, i) => {
    if (array.type === 'float64') view.setFloat64(8 * i, value, true);
    else view.setBigInt64(8 * i, BigInt(value), true);
  });
  const magic = Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0);
  return concat([magic, bytesOf([padded.length], 2), new TextEncoder().encode(padded), content]);
}

function decodeNpy(bytes: Uint8Array, where: string): NumpyArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = bytes[6];
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const start = version === 1 ? 10 : 12;
  const header = new TextDecoder().decode(bytes.subarray(start, start + length));
  const descr = /'descr':\s*'([^']*)'/.exec(header)?.[1] ?? '';
  const shape = (/'shape':\s*\(([^)]*)\)/.exec(header)?.[1] ?? '')
    .split(',')
    .filter((part) => part.trim() !== '')
    .map(Number);
  const read = numberReaders[descr];
  if (read === undefined || /'fortran_order':\s*True/.test(header))
    throw new Problem(`arrays of type ${descr} are not supported`, { where });
  const count = shape.reduce((a, b) => a * b, 1);
  const data = Float64Array.from({ length: count }, (_, i) => read(view, start + length, i));
  return { shape, data, type: descr === '<f8' || descr === '<f4' ? 'float64' : 'int64' };
}

const numberReaders: Readonly<Record<string, (view: DataView, start: number, i: number) => number>> = {
  '<f8': (view, start, i) => view.getFloat64(start + 8 * i, true),
  '<f4': (view, start, i) => view.getFloat32(start + 4 * i, true),
  '<i8': (view, start, i) => Number(view.getBigInt64(start + 8 * i, true)),
  '<i4': (view, start, i) => view.getInt32(start + 4 * i, true),
  '|u1': (view, start, i) => view.getUint8(start + i),
  '|i1': (view, start, i) => view.getInt8(start + i),
};

/** The zip format's checksum (Node has one only from 20.15 on). */
function crc32(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) sum = (sum >>> 8) ^ checksums[(sum ^ byte) & 255];
  return ~sum >>> 0;
}

const checksums = Uint32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte;
  for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  return sum;
});

function bytesOf(values: readonly number[], width: 2 | 4): Uint8Array {
  const bytes = new Uint8Array(values.length * width);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => {
    if (width === 2) view.setUint16(2 * i, value, true);
    else view.setUint32(4 * i, value, true);
  });
  return bytes;
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
