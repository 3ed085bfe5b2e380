/** Voxels of MRC files as 32-bit floats, x fastest, whatever mode and axis order the file has. */
import { Problem } from '../../shared/problem';
import { float16Values } from './float16';
import type { MrcHeader } from './mrcHeader';

/**
 * Decodes whole sections. `bytes` starts at the first voxel wanted; where they alone fill their buffer and hold the
 * values as they are in memory, they serve as these. Throws Problem for complex modes.
 */
export function decodeSections(
  header: MrcHeader,
  bytes: Uint8Array,
  sections: number,
  where: string,
): Float32Array {
  const [columns, rows] = header.size;
  const count = columns * rows * sections;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = header.littleEndian;
  if (header.mode === 2 && little && bytes.buffer.byteLength === 4 * count)
    return new Float32Array(bytes.buffer, 0, count);
  const values = new Float32Array(count);
  switch (header.mode) {
    case 0:
      for (let i = 0; i < count; i++) values[i] = header.signedBytes ? view.getInt8(i) : view.getUint8(i);
      return values;
    case 1:
      for (let i = 0; i < count; i++) values[i] = view.getInt16(2 * i, little);
      return values;
    case 2:
      if (little) new Uint8Array(values.buffer).set(bytes.subarray(0, 4 * count));
      else for (let i = 0; i < count; i++) values[i] = view.getFloat32(4 * i, little);
      return values;
    case 6:
      for (let i = 0; i < count; i++) values[i] = view.getUint16(2 * i, little);
      return values;
    case 12: {
      const table = float16Values();
      for (let i = 0; i < count; i++) values[i] = table[view.getUint16(2 * i, little)];
      return values;
    }
    case 101:
      return decodeNibbles(columns, rows * sections, bytes);
    default:
      throw new Problem(`mode ${header.mode} (complex numbers) holds no map`, {
        where,
        remedy: 'give a real-valued map or image',
      });
  }
}

/** The same volume with columns along x, rows along y and sections along z. */
export function toXyz(header: MrcHeader, data: Float32Array): { header: MrcHeader; data: Float32Array } {
  const { axes, size } = header;
  if (axes[0] === 1 && axes[1] === 2 && axes[2] === 3) return { header, data };
  const from = [axes.indexOf(1), axes.indexOf(2), axes.indexOf(3)] as const;
  const strides = [1, size[0], size[0] * size[1]];
  const [nx, ny, nz] = pick(size, from);
  const turned = new Float32Array(data.length);
  let i = 0;
  for (let z = 0; z < nz; z++)
    for (let y = 0; y < ny; y++)
      for (let x = 0; x < nx; x++)
        turned[i++] = data[x * strides[from[0]] + y * strides[from[1]] + z * strides[from[2]]];
  return {
    header: {
      ...header,
      size: [nx, ny, nz],
      pixelSize: pick(header.pixelSize, from),
      start: pick(header.start, from),
      axes: [1, 2, 3],
    },
    data: turned,
  };
}

type Triple = readonly [number, number, number];

function pick(values: Triple, order: Triple): Triple {
  return [values[order[0]], values[order[1]], values[order[2]]];
}

/** Two pixels a byte, the low half first; each row starts on a byte. */
function decodeNibbles(columns: number, rows: number, bytes: Uint8Array): Float32Array {
  const values = new Float32Array(columns * rows);
  const rowBytes = Math.ceil(columns / 2);
  for (let row = 0; row < rows; row++)
    for (let x = 0; x < columns; x++) {
      const pair = bytes[row * rowBytes + (x >> 1)];
      values[row * columns + x] = x & 1 ? pair >> 4 : pair & 15;
    }
  return values;
}
