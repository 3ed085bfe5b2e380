/** EM files (TOM toolbox, Dynamo, PyTom): a header of 512 bytes, then the voxels, x fastest. */
import { Problem } from '../../../shared/problem';
import { terseHeader, type MapFormat } from './mapFormat';

export const em: MapFormat = {
  name: 'EM',
  endings: [{ ending: 'em', holds: 'volume' }],
  headerBytes: 512,
  // The mark is weak: the length has to agree, or where it is not known or too short the name.
  recognizes: (start, { path, size }) => {
    const header = parseHeader(start);
    if (header === undefined) return false;
    return (
      size === neededBytes(header) ||
      (!hasMrcMark(start) && (size === Infinity || /\.em(\.\w+)?$/i.test(path)))
    );
  },
  parse: (start, { path, size }) => {
    const header = parseHeader(start);
    if (header === undefined) throw new Problem('this is not an EM file of real numbers', { where: path });
    const needed = neededBytes(header);
    if (size < needed)
      throw new Problem(`the file is truncated: it needs ${needed} bytes and has ${size}`, {
        where: path,
        remedy: 'copy or compute it again',
      });
    const { number, type, little } = header;
    const columns = header.size[0];
    return {
      header: terseHeader(header.size, { mode: type.mode, littleEndian: little, dataOffset: em.headerBytes }),
      rowBytes: columns * type.bytes,
      isPlain: number === 5 && little,
      decode: (bytes, rows) => {
        const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
        const values = new Float32Array(rows * columns);
        for (let i = 0; i < values.length; i++) values[i] = type.read(view, i * type.bytes, little);
        return values;
      },
    };
  },
};

interface ValueType {
  readonly bytes: number;
  /** Of MRC, the nearest. */
  readonly mode: number;
  readonly read: (view: DataView, at: number, little: boolean) => number;
}

const types: Readonly<Record<number, ValueType>> = {
  1: { bytes: 1, mode: 0, read: (view, at) => view.getInt8(at) },
  2: { bytes: 2, mode: 1, read: (view, at, little) => view.getInt16(at, little) },
  4: { bytes: 4, mode: 2, read: (view, at, little) => view.getInt32(at, little) },
  5: { bytes: 4, mode: 2, read: (view, at, little) => view.getFloat32(at, little) },
  9: { bytes: 8, mode: 2, read: (view, at, little) => view.getFloat64(at, little) },
};

interface EmHeader {
  readonly size: readonly [number, number, number];
  readonly number: number;
  readonly type: ValueType;
  readonly little: boolean;
}

/** Undefined for what cannot be the start of an EM file. */
function parseHeader(start: Uint8Array): EmHeader | undefined {
  if (start.length < 16) return undefined;
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  // The first byte names the computer: 6 is a PC, 0 to 5 had the other byte order.
  const [machine, number] = [start[0], start[3]];
  const type = types[number];
  if (machine > 6 || type === undefined) return undefined;
  const little = machine === 6 || machine === 1;
  const size = [view.getInt32(4, little), view.getInt32(8, little), view.getInt32(12, little)] as const;
  if (size.some((edge) => edge < 1 || edge > 2 ** 20)) return undefined;
  return { size, number, type, little };
}

function neededBytes({ size, type }: EmHeader): number {
  return em.headerBytes + size[0] * size[1] * size[2] * type.bytes;
}

function hasMrcMark(start: Uint8Array): boolean {
  return String.fromCharCode(...start.subarray(208, 211)) === 'MAP';
}
