/** Masks: binary ones, grown and softened ones, spheres. */
import { squaredDistances } from '../../../shared/masks/distanceTransform';
import { raisedCosine } from '../../../shared/masks/raisedCosine';
import type { Volume } from './volume';

/** 1 where the map is at or above the threshold, else 0. */
export function binarize(volume: Volume, threshold: number): Volume {
  return { ...volume, data: volume.data.map((value) => (value >= threshold ? 1 : 0)) };
}

/** A sphere about voxel size/2 with a raised-cosine edge outside of it. Lengths in voxels. */
export function softSphere(size: number, diameter: number, edge: number): Float32Array {
  const data = new Float32Array(size ** 3);
  const center = size / 2;
  let index = 0;
  for (let z = 0; z < size; z++)
    for (let y = 0; y < size; y++)
      for (let x = 0; x < size; x++, index++) {
        const radius = Math.hypot(x - center, y - center, z - center);
        data[index] = raisedCosine(radius, diameter / 2, edge);
      }
  return data;
}

/** Voxels, outside of a species' mask. */
const comparisonEdge = 5;

/** The one mask that maps of a species are compared under: its own, with a soft edge of fixed width. */
export function comparisonMask(mask: Volume): Float32Array {
  return expandAndSoften(mask, 0, comparisonEdge).data;
}

/** Grows a binary mask by `expand` voxels and adds a raised-cosine edge of `edge` voxels outside. */
export function expandAndSoften(mask: Volume, expand: number, edge: number): Volume {
  const distances = squaredDistances(
    mask.data.map((value) => (value >= 0.5 ? 1 : 0)),
    mask.size,
  );
  return {
    ...mask,
    data: distances.map((squared) => raisedCosine(Math.sqrt(squared), expand, Math.max(edge, 1e-6))),
  };
}
