/**
 * Plain reconstruction from particle images in double precision: CTF-weighted slices inserted with trilinear weights
 * into a grid twice as fine. Slow and simple: what faster ones are compared with.
 */
import { frequency } from '../../../shared/math/fft';
import { quickTransform } from '../../../shared/math/quickFft';
import type { Matrix3 } from '../../../shared/math/vector';
import type { ParticleImage } from './particleImages';

export interface Reconstruction {
  /**
   * Adds the slice of one image.
   *
   * @param rotation reference frame to image frame
   * @param magnification m11, m21, m12, m22: the slice is that of the reference at M k
   */
  insert(image: ParticleImage, rotation: Matrix3, magnification?: readonly number[]): void;
  /**
   * (z, y, x) map with its center in voxel size/2.
   *
   * @param wiener added to the weights, as a fraction of each shell's mean weight
   */
  finish(wiener?: number): Float64Array;
}

interface Sample {
  readonly re: number;
  readonly im: number;
  readonly weight: number;
}

export function planReconstruction(size: number): Reconstruction {
  const padded = 2 * size;
  const re = new Float64Array(padded ** 3);
  const im = new Float64Array(padded ** 3);
  const weights = new Float64Array(padded ** 3);
  const insertAt = (x: number, y: number, z: number, value: Sample): void => {
    const x0 = Math.floor(x);
    const y0 = Math.floor(y);
    const z0 = Math.floor(z);
    const fx = x - x0;
    const fy = y - y0;
    const fz = z - z0;
    for (let c = 0; c < 2; c++) {
      const plane = wrap(z0 + c, padded) * padded;
      for (let b = 0; b < 2; b++) {
        const row = (plane + wrap(y0 + b, padded)) * padded;
        const wzy = (c === 0 ? 1 - fz : fz) * (b === 0 ? 1 - fy : fy);
        for (let a = 0; a < 2; a++) {
          const w = wzy * (a === 0 ? 1 - fx : fx);
          const at = row + wrap(x0 + a, padded);
          re[at] += w * value.re;
          im[at] += w * value.im;
          weights[at] += w * value.weight;
        }
      }
    }
  };
  return {
    insert({ re: sliceRe, im: sliceIm, weight }, m, [m11, m21, m12, m22] = [1, 0, 0, 1]) {
      const limit = (size / 2 - 1) ** 2;
      for (let y = 0; y < size; y++) {
        const ky = frequency(y, size);
        for (let x = 0; x < size / 2; x++) {
          // Half of the plane: the other half follows from it in finish().
          if (x * x + ky * ky >= limit || (x === 0 && ky < 0)) continue;
          const i = y * size + x;
          const w = weight[i];
          const u = 2 * (m11 * x + m12 * ky);
          const v = 2 * (m21 * x + m22 * ky);
          const qx = m[0] * u + m[3] * v;
          const qy = m[1] * u + m[4] * v;
          const qz = m[2] * u + m[5] * v;
          insertAt(qx, qy, qz, { re: sliceRe[i] * w, im: sliceIm[i] * w, weight: w * w });
        }
      }
    },
    finish(wiener = 0.05) {
      addFriedelMates(re, im, weights, padded);
      const shellMean = meanByShell(weights, padded);
      forEachVoxel(padded, (i, kx, ky, kz) => {
        const divisor =
          weights[i] + wiener * shellMean[Math.round(Math.sqrt(kx * kx + ky * ky + kz * kz))] + 1e-6;
        // The sign moves the center to voxel padded/2.
        const sign = (kx + ky + kz) % 2 === 0 ? 1 : -1;
        re[i] *= sign / divisor;
        im[i] *= sign / divisor;
      });
      quickTransform(re, im, [padded, padded, padded], -1);
      return cropped(re, padded, size);
    },
  };
}

function wrap(index: number, size: number): number {
  return index < 0 ? index + size : index;
}

function addFriedelMates(re: Float64Array, im: Float64Array, weights: Float64Array, n: number): void {
  const mirrored = (index: number): number => (index === 0 ? 0 : n - index);
  for (let z = 0, i = 0; z < n; z++)
    for (let y = 0; y < n; y++)
      for (let x = 0; x < n; x++, i++) {
        const mate = (mirrored(z) * n + mirrored(y)) * n + mirrored(x);
        if (mate < i) continue;
        const sumRe = re[i] + re[mate];
        const sumIm = im[i] - im[mate];
        const sum = weights[i] + weights[mate];
        re[i] = re[mate] = sumRe;
        im[i] = sumIm;
        im[mate] = -sumIm;
        weights[i] = weights[mate] = sum;
      }
}

function meanByShell(values: Float64Array, n: number): Float64Array {
  const sums = new Float64Array(n);
  const counts = new Float64Array(n);
  forEachVoxel(n, (i, kx, ky, kz) => {
    const shell = Math.round(Math.sqrt(kx * kx + ky * ky + kz * kz));
    sums[shell] += values[i];
    counts[shell]++;
  });
  return sums.map((sum, shell) => sum / Math.max(counts[shell], 1));
}

function forEachVoxel(n: number, visit: (index: number, kx: number, ky: number, kz: number) => void): void {
  for (let z = 0, i = 0; z < n; z++)
    for (let y = 0; y < n; y++)
      for (let x = 0; x < n; x++, i++) visit(i, frequency(x, n), frequency(y, n), frequency(z, n));
}

/** The inner `size` voxels, divided by the transform of the trilinear weights. */
function cropped(map: Float64Array, padded: number, size: number): Float64Array {
  const out = new Float64Array(size ** 3);
  const first = (padded - size) / 2;
  const window = Float64Array.from({ length: size }, (_, i) => {
    const x = (Math.PI * (i - size / 2)) / padded;
    return x === 0 ? 1 : (Math.sin(x) / x) ** 2;
  });
  for (let z = 0, to = 0; z < size; z++)
    for (let y = 0; y < size; y++)
      for (let x = 0; x < size; x++, to++)
        out[to] =
          map[((z + first) * padded + y + first) * padded + x + first] / (window[z] * window[y] * window[x]);
  return out;
}
