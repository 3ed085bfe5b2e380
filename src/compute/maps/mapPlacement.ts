/** How one map has to be mirrored and moved to lie on another: by their correlation at every shift. */
import { frequency } from '../../../shared/math/fft';
import { quickTransform } from '../../../shared/math/quickFft';
import type { Vector3 } from '../../../shared/math/vector';
import { coarser } from './coarser';
import { raisedCosine } from '../../../shared/masks/raisedCosine';
import type { Volume } from './volume';

export type Mirror = 'x' | 'y' | 'z' | 'all axes';

export interface Placement {
  readonly mirror: Mirror | null;
  /** Å that the second map, mirrored, is to be moved by to lie on the first. */
  readonly shift: Vector3;
  /** -1 to 1; less than 0 for opposite contrast. */
  readonly correlation: number;
}

export interface MapPlacement {
  /** As the maps lie. */
  readonly asIs: number;
  /** The largest correlation, of either sign. */
  readonly best: Placement;
}

/** Voxels; shifts are told to a part of them. */
const largestEdge = 64;

const mirrors: readonly (readonly [Mirror | null, readonly number[]])[] = [
  [null, []],
  ['x', [0]],
  ['y', [1]],
  ['z', [2]],
  ['all axes', [0, 1, 2]],
];

/**
 * Both maps are filtered to `resolution` and compared within the sphere that fits the box.
 *
 * @param resolution Å
 */
export function mapPlacement(first: Volume, second: Volume, resolution: number): MapPlacement {
  const [a, b] = [first, second].map((map) => prepared(coarser(map, largestEdge), resolution));
  const { size, pixelSize } = a;
  const own = transformed(a, size);
  let asIs = 0;
  let best: Placement = { mirror: null, shift: [0, 0, 0], correlation: 0 };
  for (const [mirror, axes] of mirrors) {
    const other = transformed({ ...b, data: mirrored(b.data, size, axes) }, size);
    const re = own.re.map((value, i) => value * other.re[i] + own.im[i] * other.im[i]);
    const im = own.re.map((value, i) => own.im[i] * other.re[i] - value * other.im[i]);
    quickTransform(re, im, [size, size, size], -1);
    const norm = own.norm * other.norm;
    if (mirror === null) asIs = re[0] / norm;
    for (let i = 0; i < re.length; i++) {
      const correlation = re[i] / norm;
      if (Math.abs(correlation) <= Math.abs(best.correlation)) continue;
      best = { mirror, shift: peakAt(re, size, i, pixelSize), correlation };
    }
  }
  return { asIs, best };
}

/** Å of the peak that voxel `i` is the highest of: of the parabola through it and its neighbors, axis by axis. */
function peakAt(values: Float64Array, size: number, i: number, pixelSize: number): Vector3 {
  const [x, y, z] = [0, 1, 2].map((axis) => {
    const stride = size ** axis;
    const index = Math.floor(i / stride) % size;
    const [before, after] = [-1, 1].map(
      (step) => values[i + (((index + step + size) % size) - index) * stride],
    );
    const bend = before + after - 2 * values[i];
    const offset = bend === 0 ? 0 : (before - after) / (2 * bend);
    return (frequency(index, size) + Math.max(-0.5, Math.min(0.5, offset))) * pixelSize;
  });
  return [x, y, z];
}

/** Filtered, under a soft sphere, with mean 0. */
function prepared(map: Volume, resolution: number): Volume {
  const { size, pixelSize } = map;
  const re = Float64Array.from(map.data);
  const im = new Float64Array(re.length);
  const half = size / 2;
  let index = 0;
  for (let z = 0; z < size; z++)
    for (let y = 0; y < size; y++)
      for (let x = 0; x < size; x++, index++)
        re[index] *= raisedCosine(Math.hypot(x - half, y - half, z - half), 0.8 * half, 0.2 * half);
  quickTransform(re, im, [size, size, size], 1);
  const last = (size * pixelSize) / resolution;
  index = 0;
  for (let z = 0; z < size; z++)
    for (let y = 0; y < size; y++)
      for (let x = 0; x < size; x++, index++) {
        const radius = Math.hypot(frequency(x, size), frequency(y, size), frequency(z, size));
        const factor = radius === 0 ? 0 : raisedCosine(radius, last, 2);
        re[index] *= factor;
        im[index] *= factor;
      }
  quickTransform(re, im, [size, size, size], -1);
  return { ...map, data: Float32Array.from(re) };
}

function transformed(map: Volume, size: number): { re: Float64Array; im: Float64Array; norm: number } {
  const re = Float64Array.from(map.data);
  const im = new Float64Array(re.length);
  const norm = Math.sqrt(re.reduce((sum, value) => sum + value * value, 0));
  quickTransform(re, im, [size, size, size], 1);
  return { re, im, norm: norm > 0 ? norm : 1 };
}

/** About voxel size/2, which stays where it is. */
function mirrored(data: Float32Array, size: number, axes: readonly number[]): Float32Array {
  if (axes.length === 0) return data;
  const flip = (axis: number, index: number): number => (axes.includes(axis) ? (size - index) % size : index);
  const out = new Float32Array(data.length);
  for (let z = 0, to = 0; z < size; z++)
    for (let y = 0; y < size; y++)
      for (let x = 0; x < size; x++, to++)
        out[to] = data[(flip(2, z) * size + flip(1, y)) * size + flip(0, x)];
  return out;
}
