/** Exact Euclidean distances to a set of voxels (Felzenszwalb and Huttenlocher 2012: lower envelopes of parabolas). */

export type Box = readonly [number, number, number];

/** What `nearDistances` stores where the set is no nearer than its limit; its last byte, 255, where bytes are enough. */
export const beyondReach = 65535;

/** (z, y, x) squared distance, in voxels, from every voxel to the nearest one for which `inside` is not 0. */
export function squaredDistances(inside: ArrayLike<number>, size: number): Float32Array {
  const far = 4 * size * size;
  const field = new Float32Array(size ** 3);
  for (let i = 0; i < field.length; i++) field[i] = inside[i] > 0 ? 0 : far;
  eachAxis(field, [size, size, size], Infinity);
  return field;
}

/** What distances are measured to, and how far. */
export interface Sites {
  /** Of the mask's voxels that are meant. */
  readonly value: 0 | 1;
  /** Voxels, at most 255. */
  readonly limit: number;
}

/**
 * Squared distances, in voxels, below `limit` squared, in half the memory or less: `beyondReach` where the nearest voxel whose value
 * is `value` is further away. Lines that hold no near voxel cost next to nothing.
 *
 * @param room for the result where bytes are enough; it may be the mask, which is then used up
 */
export function nearDistances(
  mask: Uint8Array,
  box: Box,
  { value, limit }: Sites,
  room?: Uint8Array,
): Uint8Array | Uint16Array {
  const field = limit * limit < 255 ? (room ?? new Uint8Array(mask.length)) : new Uint16Array(mask.length);
  for (let i = 0; i < mask.length; i++) field[i] = mask[i] === value ? 0 : beyondReach;
  eachAxis(field, box, limit * limit);
  return field;
}

/** Distances along x, of those along y, of those along z: in place. Values of `limit` and more are no sites. */
function eachAxis(field: Float32Array | Uint16Array | Uint8Array, [nx, ny, nz]: Box, limit: number): void {
  const longest = Math.max(nx, ny, nz);
  const work: Work = {
    field,
    values: new Float64Array(longest),
    sites: new Int32Array(longest),
    borders: new Float64Array(longest + 1),
    limit,
  };
  for (let start = 0; start < field.length; start += nx) along(work, start, 1, nx);
  for (let z = 0; z < nz; z++) for (let x = 0; x < nx; x++) along(work, z * nx * ny + x, nx, ny);
  for (let start = 0; start < nx * ny; start++) along(work, start, nx * ny, nz);
}

interface Work {
  readonly field: Float32Array | Uint16Array | Uint8Array;
  /** Of one line. */
  readonly values: Float64Array;
  readonly sites: Int32Array;
  /** Where the parabola of one site takes over from that of the one before. */
  readonly borders: Float64Array;
  readonly limit: number;
}

function along(work: Work, start: number, stride: number, size: number): void {
  const { field, values, sites, borders, limit } = work;
  let last = -1;
  let isAllInside = true;
  for (let q = 0; q < size; q++) {
    const value = field[start + q * stride];
    values[q] = value;
    if (value !== 0) isAllInside = false;
    if (value >= limit) continue;
    let crossing = -Infinity;
    while (last >= 0) {
      crossing = meeting(values, q, sites[last]);
      if (crossing > borders[last]) break;
      last--;
      crossing = -Infinity;
    }
    sites[++last] = q;
    borders[last] = crossing;
  }
  if (last < 0 || isAllInside) return;
  borders[last + 1] = Infinity;
  for (let q = 0, k = 0; q < size; q++) {
    while (borders[k + 1] < q) k++;
    const squared = (q - sites[k]) ** 2 + values[sites[k]];
    field[start + q * stride] = squared < limit ? squared : beyondReach;
  }
}

/** Where the parabolas of sites q and p cross. */
function meeting(line: Float64Array, q: number, p: number): number {
  return (line[q] + q * q - (line[p] + p * p)) / (2 * (q - p));
}
