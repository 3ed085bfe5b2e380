/** Turns and shifts maps, finely enough that nothing below the Nyquist limit is lost. */
import { transform } from '../../../shared/math/fft';
import type { Matrix3, Vector3 } from '../../../shared/math/vector';
import type { Volume } from './volume';

/** Read the old map at turn x + shift to make the new one at x, both about voxel size/2. */
export interface Reading {
  readonly turn: Matrix3;
  /** Voxels. */
  readonly shift: Vector3;
}

/** Above this edge the finer grid would take more memory than a map is worth, voxels. */
const largestFiner = 256;

/**
 * Cubic splines on a grid twice as fine, which the Fourier transform gives exactly: at the map's Nyquist limit they keep
 * 99 % of its amplitude. What lies beyond the box counts as 0.
 */
export function movedMap(map: Volume, reading: Reading): Volume {
  const fine = map.size <= largestFiner && map.size % 2 === 0 ? 2 : 1;
  const coefficients = fine === 2 ? refined(map) : Float32Array.from(map.data);
  const edge = map.size * fine;
  for (let axis = 0; axis < 3; axis++) toSplineCoefficients(coefficients, edge, edge ** axis);
  const weights = new Float64Array(12);
  return read(map, reading, (x, y, z) => {
    const at = [x * fine, y * fine, z * fine];
    for (let axis = 0; axis < 3; axis++) cubicWeights(at[axis] - Math.floor(at[axis]), weights, 4 * axis);
    const [x0, y0, z0] = at.map((value) => Math.floor(value) - 1);
    let sum = 0;
    for (let k = Math.max(0, -z0); k < 4 && z0 + k < edge; k++)
      for (let j = Math.max(0, -y0); j < 4 && y0 + j < edge; j++) {
        const row = ((z0 + k) * edge + y0 + j) * edge + x0;
        const share = weights[8 + k] * weights[4 + j];
        for (let i = Math.max(0, -x0); i < 4 && x0 + i < edge; i++)
          sum += share * weights[i] * coefficients[row + i];
      }
    return sum;
  });
}

/** A binary mask: linear interpolation, which does not overshoot, and half-way between its values again. */
export function movedMask(mask: Volume, reading: Reading): Volume {
  const { size, data } = mask;
  const moved = read(mask, reading, (x, y, z) => {
    const [x0, y0, z0] = [Math.floor(x), Math.floor(y), Math.floor(z)];
    let sum = 0;
    for (let corner = 0; corner < 8; corner++) {
      const i = x0 + (corner & 1);
      const j = y0 + ((corner >> 1) & 1);
      const k = z0 + (corner >> 2);
      if (i < 0 || j < 0 || k < 0 || i >= size || j >= size || k >= size) continue;
      sum +=
        (1 - Math.abs(x - i)) *
        (1 - Math.abs(y - j)) *
        (1 - Math.abs(z - k)) *
        data[(k * size + j) * size + i];
    }
    return sum;
  });
  return { ...moved, data: moved.data.map((value) => (value >= 0.5 ? 1 : 0)) };
}

function read(
  map: Volume,
  { turn: m, shift }: Reading,
  valueAt: (x: number, y: number, z: number) => number,
): Volume {
  const { size } = map;
  const center = Math.floor(size / 2);
  const data = new Float32Array(size ** 3);
  const inside = (value: number): boolean => value > -1 && value < size;
  for (let k = 0, index = 0; k < size; k++)
    for (let j = 0; j < size; j++)
      for (let i = 0; i < size; i++, index++) {
        const [dx, dy, dz] = [i - center, j - center, k - center];
        const x = m[0] * dx + m[1] * dy + m[2] * dz + shift[0] + center;
        const y = m[3] * dx + m[4] * dy + m[5] * dz + shift[1] + center;
        const z = m[6] * dx + m[7] * dy + m[8] * dz + shift[2] + center;
        if (inside(x) && inside(y) && inside(z)) data[index] = valueAt(x, y, z);
      }
  return { ...map, data };
}

/** The same map with every second voxel new, line by line, so that no transform of the whole is held. */
function refined({ size, data }: Volume): Float32Array {
  let values = data;
  let sizes: [number, number, number] = [size, size, size];
  for (let axis = 0; axis < 3; axis++) {
    const next: [number, number, number] = [...sizes];
    next[axis] *= 2;
    const out = new Float32Array(next[0] * next[1] * next[2]);
    const stride = sizes.slice(0, axis).reduce((a, b) => a * b, 1);
    const lines = values.length / size;
    const re = new Float64Array(size * 2);
    const im = new Float64Array(size * 2);
    const short = re.subarray(0, size);
    for (let line = 0; line < lines; line++) {
      const outer = Math.floor(line / stride);
      const inner = line % stride;
      const from = outer * stride * size + inner;
      re.fill(0);
      im.fill(0);
      for (let i = 0; i < size; i++) short[i] = values[from + i * stride];
      refineLine(re, im);
      for (let i = 0; i < 2 * size; i++) out[(outer * 2 * size + i) * stride + inner] = re[i];
    }
    values = out;
    sizes = next;
  }
  return values;
}

/** Puts twice as many samples in the place of those in the first half of `re`; all else is 0 before. */
function refineLine(re: Float64Array, im: Float64Array): void {
  const size = re.length / 2;
  transform(re.subarray(0, size), im.subarray(0, size), [size], 1);
  const half = size / 2;
  // The Nyquist coefficient is shared by both signs; two samples for each one, so everything counts twice.
  for (let i = half + 1; i < size; i++) {
    re[i + size] = 2 * re[i];
    im[i + size] = 2 * im[i];
  }
  const [nyquistRe, nyquistIm] = [re[half], im[half]];
  re.fill(0, half, size + half + 1);
  im.fill(0, half, size + half + 1);
  for (let i = 0; i < half; i++) {
    re[i] *= 2;
    im[i] *= 2;
  }
  re[half] = re[half + size] = nyquistRe;
  im[half] = im[half + size] = nyquistIm;
  transform(re, im, [2 * size], -1);
}

/** Weights of a cubic B-spline at the four samples about a place that lies `t` after the second of them. */
function cubicWeights(t: number, out: Float64Array, at: number): void {
  const s = 1 - t;
  out[at] = (s * s * s) / 6;
  out[at + 1] = 2 / 3 - t * t + (t * t * t) / 2;
  out[at + 2] = 2 / 3 - s * s + (s * s * s) / 2;
  out[at + 3] = (t * t * t) / 6;
}

/** Coefficients whose cubic B-spline goes through the samples along one axis, with 0 beyond its ends (Unser 1993). */
function toSplineCoefficients(data: Float32Array, edge: number, stride: number): void {
  const pole = Math.sqrt(3) - 2;
  const lines = data.length / edge;
  const line = new Float64Array(edge);
  for (let n = 0; n < lines; n++) {
    const from = Math.floor(n / stride) * stride * edge + (n % stride);
    let before = 0;
    for (let i = 0; i < edge; i++) {
      before = 6 * data[from + i * stride] + pole * before;
      line[i] = before;
    }
    let after = (-pole / (1 - pole * pole)) * line[edge - 1];
    data[from + (edge - 1) * stride] = after;
    for (let i = edge - 2; i >= 0; i--) {
      after = pole * (after - line[i]);
      data[from + i * stride] = after;
    }
  }
}
