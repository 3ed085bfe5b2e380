/** A small gray picture of a tilt image: averaged down, with the contrast of all but its brightest and darkest pixels. */
import type { Thumbnail } from '../../shared/protocol/series';
import type { VolumeHost } from '../../shared/protocol/volume';

/** px */
const width = 120;

/** Reads the coarsest version of the image that the reader offers. */
export async function thumbnail(reader: VolumeHost, file: string): Promise<Thumbnail> {
  const info = await reader.openVolume(file);
  try {
    const [columns, rows] = info.levels[0].size;
    const voxels = await reader.volumeSections(info.handle, 0, 0, 1);
    return grayPicture(voxels, columns, rows);
  } finally {
    await reader.closeVolume(info.handle);
  }
}

/** @param voxels columns fastest; rows of a density run upwards, those of a picture downwards */
export function grayPicture(voxels: Float32Array, columns: number, rows: number): Thumbnail {
  const factor = Math.max(1, Math.ceil(columns / width));
  const [across, down] = [Math.floor(columns / factor), Math.max(1, Math.floor(rows / factor))];
  const means = new Float32Array(across * down);
  for (let y = 0; y < down; y++)
    for (let x = 0; x < across; x++) {
      let sum = 0;
      for (let dy = 0; dy < factor && y * factor + dy < rows; dy++)
        for (let dx = 0; dx < factor; dx++) sum += voxels[(y * factor + dy) * columns + x * factor + dx];
      means[(down - 1 - y) * across + x] = sum / factor ** 2;
    }
  const sorted = Float32Array.from(means.filter(Number.isFinite)).sort();
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  const [dark, bright] = [at(0.01), at(0.99)];
  const scale = bright > dark ? 255 / (bright - dark) : 0;
  return {
    width: across,
    height: down,
    gray: Uint8ClampedArray.from(means, (value) => (Number.isFinite(value) ? (value - dark) * scale : 0)),
  };
}
