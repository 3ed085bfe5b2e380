/** Exact Euclidean distances to a set of voxels (Felzenszwalb and Huttenlocher 2012: lower envelopes of parabolas). */

/** (z, y, x) squared distance, in voxels, from every voxel to the nearest one for which `inside` is not 0. */
export function squaredDistances(inside: ArrayLike<number>, size: number): Float32Array {
  const far = 4 * size * size;
  const field = new Float32Array(size ** 3);
  for (let i = 0; i < field.length; i++) field[i] = inside[i] > 0 ? 0 : far;
  const line = new Float64Array(size);
  const sites = new Int32Array(size);
  const borders = new Float64Array(size + 1);
  for (const stride of [1, size, size * size])
    for (let start = 0; start < field.length; start++) {
      if (Math.floor(start / stride) % size !== 0) continue;
      for (let i = 0; i < size; i++) line[i] = field[start + i * stride];
      let last = 0;
      sites[0] = 0;
      borders[0] = -Infinity;
      borders[1] = Infinity;
      for (let q = 1; q < size; q++) {
        let crossing = meeting(line, q, sites[last]);
        while (crossing <= borders[last]) crossing = meeting(line, q, sites[--last]);
        sites[++last] = q;
        borders[last] = crossing;
        borders[last + 1] = Infinity;
      }
      for (let q = 0, k = 0; q < size; q++) {
        while (borders[k + 1] < q) k++;
        field[start + q * stride] = (q - sites[k]) ** 2 + line[sites[k]];
      }
    }
  return field;
}

/** Where the parabolas of sites q and p cross. */
function meeting(line: Float64Array, q: number, p: number): number {
  return (line[q] + q * q - (line[p] + p * p)) / (2 * (q - p));
}
