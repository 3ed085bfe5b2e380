/** Whether two half-maps show the particle in one contrast: how they correlate, voxel by voxel. */
import { coarser } from './coarser';
import type { Volume } from './volume';

/** Voxels; without details noise averages out. */
const largestEdge = 24;

/** -1 to 1, over a sphere half as wide as the box, where the particle is; 0 where one of them is empty. */
export function correlationOfHalves(half1: Volume, half2: Volume): number {
  const [a, b] = [half1, half2].map((map) => coarser(map, largestEdge));
  const center = Math.floor(a.size / 2);
  let [ab, aa, bb] = [0, 0, 0];
  for (let z = 0, i = 0; z < a.size; z++)
    for (let y = 0; y < a.size; y++)
      for (let x = 0; x < a.size; x++, i++) {
        if (Math.hypot(x - center, y - center, z - center) > center / 2) continue;
        ab += a.data[i] * b.data[i];
        aa += a.data[i] ** 2;
        bb += b.data[i] ** 2;
      }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}

/** Less than noise gives by chance. */
export const opposite = -0.4;
