/** Whether a mask holds the particle: how much of what the half-maps agree on is inside, and how far the mask reaches. */
import { coarser } from './coarser';
import type { Volume } from './volume';

export interface MaskFit {
  /**
   * Part of the maps' signal within the diameter that the mask holds. Signal is what the halves have in common: the sum
   * of their product, in which noise averages out.
   */
  readonly signal: number;
  /** Correlation of the halves within the diameter, but outside of the mask: near 0 where there is but noise. */
  readonly outside: number;
  /** Part of the sphere of the diameter that the mask takes. */
  readonly volume: number;
  /** Part of the mask that lies farther from the middle than half the diameter and the rim that a mask may have. */
  readonly beyond: number;
  /** Å from the middle to the farthest part of the mask. */
  readonly reach: number;
}

/** Voxels; coarse enough that single voxels of noise do not count. */
const largestEdge = 64;

/**
 * @param mask binary, of the maps' box
 * @param diameter Å
 */
export function maskFit(half1: Volume, half2: Volume, mask: Volume, diameter: number): MaskFit {
  const [a, b] = [half1, half2].map((map) => withoutMean(coarser(map, largestEdge)));
  const m = coarser(mask, largestEdge);
  const { size, pixelSize } = a;
  const radius = diameter / 2;
  // Masks are grown by some voxels, and diameters are rounded.
  const allowed = radius + Math.max(0.15 * radius, 3 * half1.pixelSize);
  const center = Math.floor(size / 2);
  let [common, held, sphere, inSphere, total, beyond, reach] = [0, 0, 0, 0, 0, 0, 0];
  const outside = [0, 0, 0];
  for (let z = 0, i = 0; z < size; z++)
    for (let y = 0; y < size; y++)
      for (let x = 0; x < size; x++, i++) {
        const distance = Math.hypot(x - center, y - center, z - center) * pixelSize;
        const inside = m.data[i];
        total += inside;
        if (distance <= radius) {
          const product = a.data[i] * b.data[i];
          common += product;
          held += inside * product;
          outside[0] += (1 - inside) * product;
          outside[1] += (1 - inside) * a.data[i] ** 2;
          outside[2] += (1 - inside) * b.data[i] ** 2;
          sphere++;
          inSphere += inside;
        }
        if (distance > allowed) beyond += inside;
        if (inside >= 0.5) reach = Math.max(reach, distance);
      }
  return {
    signal: common > 0 ? held / common : 0,
    outside: outside[1] * outside[2] > 0 ? outside[0] / Math.sqrt(outside[1] * outside[2]) : 0,
    volume: sphere > 0 ? inSphere / sphere : 0,
    beyond: total > 0 ? beyond / total : 0,
    reach,
  };
}

/** An offset is not signal. */
function withoutMean(map: Volume): Volume {
  const mean = map.data.reduce((sum, value) => sum + value, 0) / map.data.length;
  return { ...map, data: map.data.map((value) => value - mean) };
}
