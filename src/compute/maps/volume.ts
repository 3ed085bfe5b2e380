/** A cubic density map in real space. */

export interface Volume {
  /** Edge, voxels. */
  readonly size: number;
  /** Å */
  readonly pixelSize: number;
  /** x fastest */
  readonly data: Float32Array;
}

/** Keeps the voxel at size/2 where it is and pads with `fill`, or crops, to another edge. */
export function padOrCrop(volume: Volume, size: number, fill = 0): Volume {
  if (size === volume.size) return volume;
  const data = new Float32Array(size ** 3).fill(fill);
  const shift = Math.floor(size / 2) - Math.floor(volume.size / 2);
  const first = Math.max(0, -shift);
  const last = Math.min(volume.size, size - shift);
  for (let z = first; z < last; z++)
    for (let y = first; y < last; y++) {
      const from = (z * volume.size + y) * volume.size;
      const to = ((z + shift) * size + y + shift) * size + shift;
      data.set(volume.data.subarray(from + first, from + last), to + first);
    }
  return { size, pixelSize: volume.pixelSize, data };
}

export function average(a: Volume, b: Volume): Volume {
  return { ...a, data: a.data.map((value, i) => 0.5 * (value + b.data[i])) };
}

export function multiplied(volume: Volume, factor: Float32Array): Volume {
  return { ...volume, data: volume.data.map((value, i) => value * factor[i]) };
}
