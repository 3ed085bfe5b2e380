/**
 * What subtomogram.ts computes, plainly and in double precision: the volume, and the transfer function that says
 * how much of each frequency is in it. For whoever refines or averages it, volume = transfer x particle + white noise.
 */
import { frequency } from '../../shared/math/fft';
import { quickTransform } from '../../shared/math/quickFft';
import { inverse, type HalfSpectrum } from '../../shared/math/realFft';
import type { Subtomogram } from '../../src/compute/maps/subtomogram';
import type { Matrix3 } from '../../shared/math/vector';

export interface PlainSlice {
  /** (y, x) spectrum of the image, size x size, phases about the particle; unscaled sums over pixels. */
  readonly re: Float64Array;
  readonly im: Float64Array;
  /** Transfer function and envelope at a frequency in cycles a pixel. */
  transfer(kx: number, ky: number): number;
  envelope(kx: number, ky: number): number;
  /** Volume to image. */
  readonly rotation: Matrix3;
  /** m11, m21, m12, m22: the slice is that of the volume at M k. */
  readonly magnification: readonly number[];
}

/** Slices are inserted into a grid this much finer than that of the result. */
const padding = 2;
/** Of the mean weight: what is seen by less is left to it, not blown up. */
const leastWeight = 1e-3;

/** @param size edge of images and result, even */
export function planPlainSubtomogram(size: number): (slices: readonly PlainSlice[]) => Subtomogram {
  const n = padding * size;
  const columns = n / 2 + 1;
  const sums: Sums = {
    n,
    re: new Float64Array(n * n * columns),
    im: new Float64Array(n * n * columns),
    weights: new Float64Array(n * n * columns),
  };
  const { re, im, weights } = sums;
  const axis = Int32Array.from({ length: n }, (_, i) => frequency(i, n));
  const spectrum = (a: Float64Array, b: Float64Array): HalfSpectrum => ({
    sizes: [n, n, n],
    columns,
    y: axis,
    z: axis,
    re: a,
    im: b,
  });
  return (slices) => {
    for (const values of [re, im, weights]) values.fill(0);
    for (const slice of slices) insert(slice, size, sums);
    addMates(sums);
    const mean = weights.reduce((sum, value) => sum + value, 0) / weights.length;
    for (let z = 0, i = 0; z < n; z++)
      for (let y = 0; y < n; y++)
        for (let x = 0; x < columns; x++, i++) {
          // The center of the box, voxel n/2, becomes the origin of the phases.
          const sign = (x + y + z) % 2 === 0 ? 1 : -1;
          const root = Math.sqrt(weights[i]);
          const divisor = Math.sqrt(weights[i] + leastWeight * mean);
          re[i] *= divisor > 0 ? sign / divisor : 0;
          im[i] *= divisor > 0 ? sign / divisor : 0;
          weights[i] = sign * root;
        }
    const volume = middle(spectrum(re, im), size);
    im.fill(0);
    return { volume, transfer: transferOf(middle(spectrum(weights, im), size), size) };
  };
}

/** Of slices that were inserted. */
interface Sums {
  /** Edge of the padded box. */
  readonly n: number;
  /** (z, y, x >= 0), as the others */
  readonly re: Float64Array;
  readonly im: Float64Array;
  readonly weights: Float64Array;
}

function insert(slice: PlainSlice, size: number, { n, re, im, weights }: Sums): void {
  const { rotation: m, magnification } = slice;
  const [m11, m21, m12, m22] = magnification;
  const columns = n / 2 + 1;
  const limit = (size / 2 - 1) ** 2;
  for (let yi = 0; yi < size; yi++) {
    const y = frequency(yi, size);
    for (let x = 0; x < size / 2; x++) {
      // Half of the plane: the other half follows from it.
      if (x * x + y * y >= limit || (x === 0 && y < 0)) continue;
      const i = yi * size + x;
      const factor = slice.transfer(x / size, y / size);
      const weight = factor * factor * slice.envelope(x / size, y / size);
      const u = padding * (m11 * x + m12 * y);
      const v = padding * (m21 * x + m22 * y);
      const qx = m[0] * u + m[3] * v;
      const flip = qx < 0 ? -1 : 1;
      const px = flip * qx;
      const py = flip * (m[1] * u + m[4] * v);
      const pz = flip * (m[2] * u + m[5] * v);
      const scale = factor * slice.envelope(x / size, y / size);
      const a = slice.re[i] * scale;
      const b = flip * slice.im[i] * scale;
      const [x0, y0, z0] = [Math.floor(px), Math.floor(py), Math.floor(pz)];
      for (let corner = 0; corner < 8; corner++) {
        const [dx, dy, dz] = [corner & 1, (corner >> 1) & 1, corner >> 2];
        // Only magnifications far from 1 lead there.
        if (x0 + dx >= columns) continue;
        const share =
          (1 - Math.abs(px - x0 - dx)) * (1 - Math.abs(py - y0 - dy)) * (1 - Math.abs(pz - z0 - dz));
        const at = (((z0 + dz + n) % n) * n + ((y0 + dy + n) % n)) * columns + x0 + dx;
        re[at] += share * a;
        im[at] += share * b;
        weights[at] += share * weight;
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

/** The inner box, without the envelope of linear interpolation. */
function middle(spectrum: HalfSpectrum, size: number): Float32Array {
  const n = padding * size;
  const first = (n - size) / 2;
  const out = new Float32Array(size ** 3);
  const envelope = Float64Array.from({ length: size }, (_, i) => {
    const x = (Math.PI * (i - size / 2)) / n;
    return x === 0 ? 1 : (Math.sin(x) / x) ** 2;
  });
  inverse(
    spectrum,
    (section, z) => {
      for (let y = 0; y < size; y++)
        for (let x = 0; x < size; x++)
          out[((z - first) * size + y) * size + x] =
            section[(y + first) * n + x + first] / (envelope[x] * envelope[y] * envelope[z - first]);
    },
    first,
    first + size,
  );
  return out;
}

/**
 * The same crop and envelope for the transfer function: a particle well inside the box varies slowly between the finer
 * grid's frequencies, so that what the crop does to their product it does to the transfer function alone.
 */
function transferOf(cropped: Float32Array, size: number): Float32Array {
  const re = Float64Array.from(cropped);
  const im = new Float64Array(re.length);
  quickTransform(re, im, [size, size, size], 1);
  const out = new Float32Array(re.length);
  const half = size / 2;
  let largest = 0;
  for (let z = 0, to = 0; z < size; z++)
    for (let y = 0; y < size; y++)
      for (let x = 0; x < size; x++, to++) {
        const [kx, ky, kz] = [x - half, y - half, z - half];
        const sign = (kx + ky + kz) % 2 === 0 ? 1 : -1;
        const from = (((kz + size) % size) * size + ((ky + size) % size)) * size + ((kx + size) % size);
        out[to] = Math.max(0, sign * re[from]);
        largest = Math.max(largest, out[to]);
      }
  return largest > 0 ? out.map((value) => value / largest) : out;
}
