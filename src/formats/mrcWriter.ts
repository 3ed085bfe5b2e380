/** Encodes maps and images as MRC files the way Warp and M write them. */
import { toFloat16Bits } from './float16';
import { headerBytes } from './mrcHeader';

export interface MrcContent {
  readonly size: readonly [number, number, number];
  /** Å */
  readonly pixelSize: number;
  /** x fastest, then y, then z */
  readonly data: Float32Array;
  /** 2 float32 (default), 12 float16, 0 int8 (rounded and clamped). */
  readonly mode?: 2 | 12 | 0;
  /** Of the data; undefined has them computed. */
  readonly statistics?: MrcStatistics | undefined;
}

/** `rms` is the deviation from the mean. */
export interface MrcStatistics {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly rms: number;
}

/** Little-endian, no extended header, origin 0, cell = size x pixel size, statistics of the values as given. */
export function encodeMrc(map: MrcContent): Uint8Array {
  checkLength(map);
  const count = map.data.length;
  const mode = map.mode ?? 2;
  const bytes = new Uint8Array(headerBytes + count * { 0: 1, 2: 4, 12: 2 }[mode]);
  writeHeader(new DataView(bytes.buffer), map, mode, map.statistics ?? statistics(map.data));
  if (mode === 2) new Float32Array(bytes.buffer, headerBytes).set(map.data);
  else if (mode === 12) {
    const bits = new Uint16Array(bytes.buffer, headerBytes);
    for (let i = 0; i < count; i++) bits[i] = toFloat16Bits(map.data[i]);
  } else
    new Int8Array(bytes.buffer, headerBytes).set(
      map.data.map((value) => Math.max(-128, Math.min(127, Math.round(value)))),
    );
  return bytes;
}

/** The same of 32-bit floats as two pieces, of which the second is the data itself, not a copy. */
export function mrcPieces(map: Omit<MrcContent, 'mode'>): readonly Uint8Array[] {
  checkLength(map);
  const header = new Uint8Array(headerBytes);
  writeHeader(new DataView(header.buffer), map, 2, map.statistics ?? statistics(map.data));
  return [header, new Uint8Array(map.data.buffer, map.data.byteOffset, map.data.byteLength)];
}

/**
 * The same of sections that are made one after the other, for maps that are never in memory as a whole: `section` fills
 * the room that it is given.
 */
export function mrcSections(
  map: Pick<MrcContent, 'size' | 'pixelSize'> & { readonly statistics: MrcStatistics },
  section: (z: number, room: Float32Array) => void,
): Iterable<Uint8Array> {
  const [nx, ny, nz] = map.size;
  return {
    *[Symbol.iterator]() {
      const header = new Uint8Array(headerBytes);
      writeHeader(new DataView(header.buffer), map, 2, map.statistics);
      yield header;
      const room = new Float32Array(nx * ny);
      for (let z = 0; z < nz; z++) {
        section(z, room);
        yield new Uint8Array(room.buffer);
      }
    },
  };
}

function checkLength({ size, data }: MrcContent): void {
  const count = size[0] * size[1] * size[2];
  if (data.length !== count)
    throw new RangeError(`expected ${count} voxels for ${size.join(' x ')}, got ${data.length}`);
}

function writeHeader(
  view: DataView,
  { size, pixelSize }: Pick<MrcContent, 'size' | 'pixelSize'>,
  mode: number,
  { min, max, mean, rms }: MrcStatistics,
): void {
  const int = (offset: number, value: number): void => view.setInt32(offset, value, true);
  const float = (offset: number, value: number): void => view.setFloat32(offset, value, true);
  size.forEach((edge, axis) => {
    int(4 * axis, edge);
    int(28 + 4 * axis, edge);
    float(40 + 4 * axis, edge * pixelSize);
    float(52 + 4 * axis, 90);
    int(64 + 4 * axis, axis + 1);
  });
  int(12, mode);
  float(76, min);
  float(80, max);
  float(84, mean);
  float(216, rms);
  int(88, size[2] > 1 ? 1 : 0);
  int(108, 20140);
  [0x4d, 0x41, 0x50, 0x20, 0x44, 0x44, 0, 0].forEach((byte, i) => view.setUint8(208 + i, byte));
  // The stamp that Warp writes; readers take 0x44 0x41 and 0x44 0x44 alike for little-endian.
  view.setUint8(213, 0x41);
}

function statistics(data: Float32Array): MrcStatistics {
  let min = Infinity;
  let max = -Infinity;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < data.length; i++) {
    const value = data[i];
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
    squares += value * value;
  }
  if (data.length === 0) return { min: 0, max: 0, mean: 0, rms: 0 };
  const mean = sum / data.length;
  return { min, max, mean, rms: Math.sqrt(Math.max(0, squares / data.length - mean * mean)) };
}
