/** Values of one volume at the vertices of a surface of another. */
import type { Grid } from './marchingCubes';

/**
 * Linear interpolation; beyond the border the nearest voxel counts.
 * @param positions (vertex, 3) voxels of the surface's own volume
 * @param scale voxels of the sampled volume a voxel of the other, along x, y, z
 * @param shift voxels of the sampled volume where the other's first voxel lies
 */
export function sampleAt(
  { size, data }: Grid,
  positions: Float32Array,
  scale: readonly [number, number, number],
  shift: readonly [number, number, number],
): Float32Array {
  const [nx, ny, nz] = size;
  const values = new Float32Array(positions.length / 3);
  for (let i = 0; i < values.length; i++) {
    const x = clamp(positions[3 * i] * scale[0] + shift[0], nx - 1);
    const y = clamp(positions[3 * i + 1] * scale[1] + shift[1], ny - 1);
    const z = clamp(positions[3 * i + 2] * scale[2] + shift[2], nz - 1);
    const [x0, y0, z0] = [Math.floor(x), Math.floor(y), Math.floor(z)];
    const [fx, fy, fz] = [x - x0, y - y0, z - z0];
    const at = x0 + nx * (y0 + ny * z0);
    const right = x0 < nx - 1 ? 1 : 0;
    const up = y0 < ny - 1 ? nx : 0;
    const on = z0 < nz - 1 ? nx * ny : 0;
    const line = (from: number) => data[from] + fx * (data[from + right] - data[from]);
    const plane = (from: number) => line(from) + fy * (line(from + up) - line(from));
    values[i] = plane(at) + fz * (plane(at + on) - plane(at));
  }
  return values;
}

function clamp(value: number, most: number): number {
  return value < 0 ? 0 : value > most ? most : value;
}
