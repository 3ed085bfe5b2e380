/** Values of a map between its voxels. */
import type { Volume } from '../maps/volume';

/** Trilinear, 0 outside. */
export function linearValue(volume: Volume, x: number, y: number, z: number): number {
  const { size, data } = volume;
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  const z0 = Math.floor(z);
  if (x0 < 0 || y0 < 0 || z0 < 0 || x0 >= size - 1 || y0 >= size - 1 || z0 >= size - 1) return 0;
  const fx = x - x0;
  const fy = y - y0;
  const fz = z - z0;
  const a = (z0 * size + y0) * size + x0;
  const b = a + size;
  const c = a + size * size;
  const d = c + size;
  const line = (at: number): number => data[at] + fx * (data[at + 1] - data[at]);
  return (1 - fz) * ((1 - fy) * line(a) + fy * line(b)) + fz * ((1 - fy) * line(c) + fy * line(d));
}

export interface CubicSpline {
  /** Edge of the map, voxels. */
  readonly size: number;
  /** (z, y, x) */
  readonly coefficients: Float64Array;
}

/** The cubic B-spline through all voxels, mirrored at the edges (Unser 1999). */
export function cubicSpline(volume: Volume): CubicSpline {
  const { size } = volume;
  const c = Float64Array.from(volume.data);
  const pole = Math.sqrt(3) - 2;
  const line = new Float64Array(size);
  for (const stride of [1, size, size * size])
    for (let start = 0; start < c.length; start++) {
      if (Math.floor(start / stride) % size !== 0) continue;
      for (let i = 0; i < size; i++) line[i] = 6 * c[start + i * stride];
      // The sum over the mirrored past dies out within 40 voxels.
      let sum = 0;
      for (let i = Math.min(size - 1, 40); i > 0; i--) sum = (sum + line[i]) * pole;
      line[0] += sum;
      for (let i = 1; i < size; i++) line[i] += pole * line[i - 1];
      line[size - 1] = (pole / (pole * pole - 1)) * (line[size - 1] + pole * line[size - 2]);
      for (let i = size - 2; i >= 0; i--) line[i] = pole * (line[i + 1] - line[i]);
      for (let i = 0; i < size; i++) c[start + i * stride] = line[i];
    }
  return { size, coefficients: c };
}

/** Value of the cubic B-spline, 0 within one voxel of the edges and outside. */
export function cubicValue({ size, coefficients }: CubicSpline, x: number, y: number, z: number): number {
  const [x0, y0, z0] = [Math.floor(x), Math.floor(y), Math.floor(z)];
  if (x0 < 1 || y0 < 1 || z0 < 1 || x0 >= size - 2 || y0 >= size - 2 || z0 >= size - 2) return 0;
  const [wx, wy, wz] = [weights(x - x0), weights(y - y0), weights(z - z0)];
  let sum = 0;
  for (let c = 0; c < 4; c++)
    for (let b = 0; b < 4; b++) {
      const row = ((z0 - 1 + c) * size + y0 - 1 + b) * size + x0 - 1;
      const w = wz[c] * wy[b];
      for (let a = 0; a < 4; a++) sum += w * wx[a] * coefficients[row + a];
    }
  return sum;
}

function weights(t: number): readonly [number, number, number, number] {
  const r = 1 - t;
  return [
    (r * r * r) / 6,
    (3 * t * t * t - 6 * t * t + 4) / 6,
    (3 * r * r * r - 6 * r * r + 4) / 6,
    (t * t * t) / 6,
  ];
}
