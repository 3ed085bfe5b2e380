/**
 * One particle's sub-tomogram from its tilt images: the volume, and the transfer function that says how much of each
 * frequency is in it. For whoever refines or averages it, volume = transfer x particle + white noise.
 */
import { quickTransform } from '../../../shared/math/quickFft';
import type { Matrix3 } from '../../../shared/math/vector';
import { InnerBox } from './innerBox';

export interface Slice {
  /** (y, x >= 0 without Nyquist) spectrum of the image, phases about the particle; unscaled sums over pixels. */
  readonly re: Float32Array;
  readonly im: Float32Array;
  /** (y, x) transfer function without its envelope, and the envelope. */
  readonly transfer: Float32Array;
  readonly envelope: Float32Array;
  /** Volume to image. */
  readonly rotation: Matrix3;
  /** m11, m21, m12, m22: the slice is that of the volume at M k. */
  readonly magnification: readonly number[];
}

export interface Subtomogram {
  /** (z, y, x), the particle's center in voxel size/2. */
  readonly volume: Float32Array;
  /** (z, y, x), frequency 0 in voxel size/2; 0 to 1. */
  readonly transfer: Float32Array;
}

/** Slices are inserted into a grid this much finer than that of the result. */
const padding = 2;
/** Of the mean weight: what is seen by less is left to it, not blown up. */
const leastWeight = 1e-3;

/** @param size edge of images and result, even */
export function planSubtomogram(size: number): (slices: readonly Slice[]) => Subtomogram {
  const n = padding * size;
  const count = n * n * (n / 2 + 1);
  const sums: Sums = {
    n,
    re: new Float32Array(count),
    im: new Float32Array(count),
    weights: new Float32Array(count),
  };
  const inner = new InnerBox(size);
  return (slices) => {
    const { re, im, weights } = sums;
    for (const values of [re, im, weights]) values.fill(0);
    for (const slice of slices) insert(slice, size, sums);
    addMates(sums);
    divide(sums);
    const volume = inner.inverse(sums);
    im.fill(0);
    const seen = inner.inverse({ re: weights, im });
    return { volume, transfer: transferOf(seen, size) };
  };
}

/** Of slices that were inserted: (z, y, x >= 0), frequency 0 first. */
interface Sums {
  /** Edge of the padded box. */
  readonly n: number;
  readonly re: Float32Array;
  readonly im: Float32Array;
  readonly weights: Float32Array;
}

function insert(slice: Slice, size: number, { n, re, im, weights }: Sums): void {
  const { rotation: m, magnification, transfer, envelope } = slice;
  const [m11, m21, m12, m22] = magnification;
  const columns = n / 2 + 1;
  const half = size / 2;
  const limit = (half - 1) ** 2;
  for (let yi = 0; yi < size; yi++) {
    const y = yi < half ? yi : yi - size;
    for (let x = 0; x < half; x++) {
      // Half of the plane: the other half follows from it.
      if (x * x + y * y >= limit || (x === 0 && y < 0)) continue;
      const i = yi * half + x;
      const scale = transfer[i] * envelope[i];
      const weight = transfer[i] * scale;
      const u = padding * (m11 * x + m12 * y);
      const v = padding * (m21 * x + m22 * y);
      const qx = m[0] * u + m[3] * v;
      const flip = qx < 0 ? -1 : 1;
      const px = flip * qx;
      const py = flip * (m[1] * u + m[4] * v);
      const pz = flip * (m[2] * u + m[5] * v);
      const a = slice.re[i] * scale;
      const b = flip * slice.im[i] * scale;
      const [x0, y0, z0] = [Math.floor(px), Math.floor(py), Math.floor(pz)];
      const [fx, fy, fz] = [px - x0, py - y0, pz - z0];
      // Only magnifications far from 1 lead beyond the last column.
      if (x0 >= columns) continue;
      for (let dz = 0; dz < 2; dz++) {
        const shareZ = dz === 0 ? 1 - fz : fz;
        const plane = ((z0 + dz + n) % n) * n;
        for (let dy = 0; dy < 2; dy++) {
          const share = shareZ * (dy === 0 ? 1 - fy : fy);
          const at = (plane + ((y0 + dy + n) % n)) * columns + x0;
          const near = share * (1 - fx);
          re[at] += near * a;
          im[at] += near * b;
          weights[at] += near * weight;
          if (x0 + 1 >= columns) continue;
          const far = share * fx;
          re[at + 1] += far * a;
          im[at + 1] += far * b;
          weights[at + 1] += far * weight;
        }
      }
    }
  }
}

/** In the plane x = 0 only one of each pair of mates was inserted. */
function addMates({ n, re, im, weights }: Sums): void {
  const columns = n / 2 + 1;
  for (let z = 0; z < n; z++)
    for (let y = 0; y < n; y++) {
      const i = (z * n + y) * columns;
      const j = (((n - z) % n) * n + ((n - y) % n)) * columns;
      if (j < i) continue;
      const [a, b, c] = [re[i] + re[j], im[i] - im[j], weights[i] + weights[j]];
      re[i] = re[j] = a;
      im[i] = b;
      im[j] = -b;
      weights[i] = weights[j] = c;
    }
}

/** By the root of the weights, which becomes the transfer function; the center of the box becomes the origin of the phases. */
function divide({ n, re, im, weights }: Sums): void {
  const columns = n / 2 + 1;
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += weights[i];
  const least = (leastWeight * sum) / weights.length;
  if (least <= 0) return;
  for (let line = 0, i = 0; line < n * n; line++) {
    let sign = ((line % n) + Math.floor(line / n)) % 2 === 0 ? 1 : -1;
    for (const end = i + columns; i < end; i++) {
      const weight = weights[i];
      if (weight !== 0) {
        const factor = sign / Math.sqrt(weight + least);
        re[i] *= factor;
        im[i] *= factor;
        weights[i] = sign * Math.sqrt(weight);
      }
      sign = -sign;
    }
  }
}

/**
 * The same crop and envelope for the transfer function: a particle well inside the box varies slowly between the finer
 * grid's frequencies, so that what the crop does to their product it does to the transfer function alone.
 */
function transferOf(cropped: Float32Array, size: number): Float32Array {
  quickTransform(cropped, new Float32Array(cropped.length), [size, size, size], 1);
  const out = new Float32Array(cropped.length);
  const half = size / 2;
  let largest = 0;
  for (let z = 0, to = 0; z < size; z++)
    for (let y = 0; y < size; y++) {
      const from = (((z + half) % size) * size + ((y + half) % size)) * size;
      for (let x = 0; x < size; x++, to++) {
        // Frequencies from -size/2 on, with the sign that an origin in the middle gives.
        const sign = (x + y + z + 3 * half) % 2 === 0 ? 1 : -1;
        const value = Math.max(0, sign * cropped[from + ((x + half) % size)]);
        out[to] = value;
        if (value > largest) largest = value;
      }
    }
  if (largest > 0) for (let i = 0; i < out.length; i++) out[i] /= largest;
  return out;
}
