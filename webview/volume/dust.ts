/** Leaves out the small separate pieces of a surface. */
import type { Surface } from './marchingCubes';

/** @param smallest voxels that a piece must measure along x, y or z to stay */
export function hideDust(surface: Surface, smallest: number): Surface {
  if (smallest <= 0) return surface;
  const { positions, indices } = surface;
  const parent = Uint32Array.from({ length: positions.length / 3 }, (_, vertex) => vertex);
  const find = (vertex: number): number => {
    while (parent[vertex] !== vertex) vertex = parent[vertex] = parent[parent[vertex]];
    return vertex;
  };
  for (let i = 0; i < indices.length; i += 3) {
    const a = find(indices[i]);
    parent[find(indices[i + 1])] = a;
    parent[find(indices[i + 2])] = a;
  }
  const low = new Float32Array(positions.length).fill(Infinity);
  const high = new Float32Array(positions.length).fill(-Infinity);
  for (let vertex = 0; vertex < parent.length; vertex++) {
    const to = 3 * find(vertex);
    for (let k = 0; k < 3; k++) {
      const value = positions[3 * vertex + k];
      if (value < low[to + k]) low[to + k] = value;
      if (value > high[to + k]) high[to + k] = value;
    }
  }
  const stays = (vertex: number): boolean => {
    const at = 3 * find(vertex);
    return [0, 1, 2].some((k) => high[at + k] - low[at + k] >= smallest);
  };
  const kept = new Uint32Array(indices.length);
  let count = 0;
  for (let i = 0; i < indices.length; i += 3) {
    if (!stays(indices[i])) continue;
    kept.set(indices.subarray(i, i + 3), count);
    count += 3;
  }
  return { ...surface, indices: kept.slice(0, count) };
}
