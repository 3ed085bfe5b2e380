/** One map minus another of the same box. */
import type { DensityVolume } from '../volume/fetchVolume';

/** Null where the boxes differ. */
export function difference(from: DensityVolume, other: DensityVolume): DensityVolume | null {
  if (from.size.some((edge, axis) => edge !== other.size[axis])) return null;
  return { ...from, data: from.data.map((value, voxel) => value - other.data[voxel]) };
}
