/**
 * Reconstruction from projections, on the CPU: slices are inserted with trilinear weights into a grid that is `padding`
 * times as fine, and the sum of image times transfer function is divided by that of its square, as relion_reconstruct does.
 */
import { frequency } from '../math/fft';
import { inverse, type HalfSpectrum } from '../math/realFft';
import { SimdTransforms } from '../math/simdTransforms';
import type { Matrix3 } from '../math/vector';

export interface Projection {
  /** (y, x) pixels. */
  readonly image: Float32Array;
  /** Reference frame to image frame; one for each symmetric copy. */
  readonly rotations: readonly Matrix3[];
  /** Pixels that move the particle to the middle. */
  readonly shift: readonly [number, number];
  /** What the signal was multiplied with at frequency (kx, ky), in cycles an image. */
  readonly transfer: (kx: number, ky: number) => number;
}

export interface BackProjection {
  /** Adds two images, which are transformed as one; returns false when either holds NaN or infinity. */
  insert(first: Projection, second: Projection | null): boolean;
  /** (z, y, x) map with its centre in voxel size/2; uses the sums up. */
  finish(): Float32Array;
}

/**
 * @param size even edge of the images, pixels
 * @param reach highest frequency, cycles an image, at most size/2
 */
export function planBackProjection(size: number, padding: number, reach: number): BackProjection {
  const edge = 2 * Math.round((size * padding) / 2);
  const columns = edge / 2 + 1;
  const all = Int32Array.from({ length: edge }, (_, i) => frequency(i, edge));
  const count = edge * edge * columns;
  const re = new Float32Array(count);
  const im = new Float32Array(count);
  const weights = new Float32Array(count);
  const transforms = new SimdTransforms(2 * size * size, 2, [size]);
  const pair = [transforms.allocate(size * size), transforms.allocate(size * size)] as const;
  const scale = edge / size;

  const add = (x: number, y: number, z: number, valueRe: number, valueIm: number, weight: number): void => {
    // Half of the grid is kept: what lies at x < 0 is the mate of what lies opposite.
    const sign = x < 0 ? -1 : 1;
    const px = x * sign;
    const py = y * sign;
    const pz = z * sign;
    const x0 = Math.floor(px);
    const y0 = Math.floor(py);
    const z0 = Math.floor(pz);
    const fx = px - x0;
    const fy = py - y0;
    const fz = pz - z0;
    for (let c = 0; c < 2; c++) {
      const plane = (z0 + c < 0 ? z0 + c + edge : z0 + c) * edge;
      for (let b = 0; b < 2; b++) {
        const row = (plane + (y0 + b < 0 ? y0 + b + edge : y0 + b)) * columns + x0;
        const w = (c === 0 ? 1 - fz : fz) * (b === 0 ? 1 - fy : fy);
        const near = w * (1 - fx);
        const far = w * fx;
        re[row] += near * valueRe;
        im[row] += near * sign * valueIm;
        weights[row] += near * weight;
        re[row + 1] += far * valueRe;
        im[row + 1] += far * sign * valueIm;
        weights[row + 1] += far * weight;
      }
    }
  };

  const insertOne = ({ rotations, shift, transfer }: Projection, isSecond: boolean): void => {
    const [zr, zi] = pair;
    const phase = (k: number, offset: number): [number, number] => {
      const angle = (2 * Math.PI * k * (size / 2 - offset)) / size;
      return [Math.cos(angle), Math.sin(angle)];
    };
    // The outermost frequency would wrap around in the grid.
    const most = Math.min(reach, size / 2 - 1);
    const alongY = Array.from({ length: 2 * most + 1 }, (_, i) => phase(i - most, shift[1]));
    for (let kx = 0; kx <= most; kx++) {
      const [xr, xi] = phase(kx, shift[0]);
      const span = Math.floor(Math.sqrt(most * most - kx * kx));
      for (let ky = kx === 0 ? 0 : -span; ky <= span; ky++) {
        const at = (ky < 0 ? ky + size : ky) * size + kx;
        const mate = (ky > 0 ? size - ky : -ky) * size + (kx === 0 ? 0 : size - kx);
        const vr = 0.5 * (isSecond ? zi[at] + zi[mate] : zr[at] + zr[mate]);
        const vi = 0.5 * (isSecond ? zr[mate] - zr[at] : zi[at] - zi[mate]);
        const [yr, yi] = alongY[ky + most];
        const pr = xr * yr - xi * yi;
        const pi = xr * yi + xi * yr;
        const t = transfer(kx, ky);
        const valueRe = t * (vr * pr - vi * pi);
        const valueIm = t * (vr * pi + vi * pr);
        const u = scale * kx;
        const v = scale * ky;
        for (const m of rotations)
          add(m[0] * u + m[3] * v, m[1] * u + m[4] * v, m[2] * u + m[5] * v, valueRe, valueIm, t * t);
      }
    }
  };

  return {
    insert(first, second) {
      pair[0].set(first.image);
      if (second === null) pair[1].fill(0);
      else pair[1].set(second.image);
      const lines = { length: size, count: size, pitch: size };
      transforms.rows(pair[0], pair[1], lines);
      transforms.columns(pair[0], pair[1], lines);
      if (!Number.isFinite(pair[0][0]) || !Number.isFinite(pair[1][0])) return false;
      insertOne(first, false);
      if (second !== null) insertOne(second, true);
      return true;
    },
    finish() {
      addMates(re, im, weights, edge, columns);
      divide(re, im, weights, all, columns, scale * reach);
      const map = new Float32Array(size ** 3);
      const spectrum: HalfSpectrum = { sizes: [edge, edge, edge], columns, y: all, z: all, re, im };
      const place = (at: number): number => (at < size / 2 ? at : at - edge) + size / 2;
      inverse(spectrum, (section, z) => {
        const to = place(z);
        if (to < 0 || to >= size) return;
        for (let y = 0; y < edge; y++) {
          const row = place(y);
          if (row < 0 || row >= size) continue;
          for (let x = 0; x < size; x++)
            map[(to * size + row) * size + x] = section[y * edge + ((x - size / 2 + edge) % edge)];
        }
      });
      maskCorners(map, size);
      const window = Float64Array.from({ length: size }, (_, i) => {
        const x = (Math.PI * (i - size / 2)) / edge;
        return x === 0 ? 1 : (x / Math.sin(x)) ** 2;
      });
      for (let z = 0, i = 0; z < size; z++)
        for (let y = 0; y < size; y++)
          for (let x = 0; x < size; x++, i++) map[i] *= window[z] * window[y] * window[x];
      return map;
    },
  };
}

/** On the plane x = 0 both a point and its mate were kept. */
function addMates(
  re: Float32Array,
  im: Float32Array,
  weights: Float32Array,
  edge: number,
  columns: number,
): void {
  const mirrored = (index: number): number => (index === 0 ? 0 : edge - index);
  for (let z = 0; z < edge; z++)
    for (let y = 0; y < edge; y++) {
      const i = (z * edge + y) * columns;
      const mate = (mirrored(z) * edge + mirrored(y)) * columns;
      if (mate < i) continue;
      re[i] = re[mate] = re[i] + re[mate];
      im[i] -= im[mate];
      im[mate] = -im[i];
      weights[i] = weights[mate] = weights[i] + weights[mate];
    }
}

/** Weights below a thousandth of their shell's mean count as that, so that gaps do not fill with noise. */
function divide(
  re: Float32Array,
  im: Float32Array,
  weights: Float32Array,
  all: Int32Array,
  columns: number,
  reach: number,
): void {
  const visit = (use: (index: number, shell: number) => void): void => {
    let index = 0;
    for (const z of all)
      for (const y of all)
        for (let x = 0; x < columns; x++) use(index++, Math.round(Math.sqrt(x * x + y * y + z * z)));
  };
  const sums = new Float64Array(2 * columns);
  const counts = new Float64Array(2 * columns);
  visit((index, shell) => {
    sums[shell] += weights[index];
    counts[shell]++;
  });
  visit((index, shell) => {
    const divisor = Math.max(weights[index], sums[shell] / counts[shell] / 1000);
    const factor = shell > reach || divisor === 0 ? 0 : 1 / divisor;
    re[index] *= factor;
    im[index] *= factor;
  });
}

/** Beyond the sphere the map fades into its mean there, over three voxels. */
function maskCorners(map: Float32Array, size: number): void {
  const half = size / 2;
  const edge = 3;
  const outside = (use: (index: number, share: number) => void): void => {
    for (let z = 0, i = 0; z < size; z++)
      for (let y = 0; y < size; y++)
        for (let x = 0; x < size; x++, i++) {
          const r = Math.sqrt((x - half) ** 2 + (y - half) ** 2 + (z - half) ** 2) - half;
          if (r > 0) use(i, r > edge ? 1 : 0.5 - 0.5 * Math.cos((Math.PI * r) / edge));
        }
  };
  let sum = 0;
  let total = 0;
  outside((i, share) => {
    sum += share * map[i];
    total += share;
  });
  const mean = total === 0 ? 0 : sum / total;
  outside((i, share) => {
    map[i] += share * (mean - map[i]);
  });
}
