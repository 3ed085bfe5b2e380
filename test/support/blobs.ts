/** A particle made of Gaussian blobs: its map and its Fourier transform are both known exactly. */
import type { Volume } from '../../src/compute/maps/volume';
import { seededNormal } from '../../shared/math/random';
import type { Vector3 } from '../../shared/math/vector';

export interface Blobs {
  /** Voxels from the center of rotation. */
  readonly places: readonly Vector3[];
  readonly amplitudes: readonly number[];
  /** Standard deviation, voxels. */
  readonly width: number;
}

export function randomBlobs(count: number, spread: number, width: number, seed: number): Blobs {
  const normal = seededNormal(seed);
  return {
    places: Array.from({ length: count }, () => [spread * normal(), spread * normal(), spread * normal()]),
    amplitudes: Array.from({ length: count }, () => 1 + 0.3 * normal()),
    width,
  };
}

/** The map, center of rotation at voxel size/2. */
export function mapOf(blobs: Blobs, size: number, pixelSize: number): Volume {
  const data = new Float32Array(size ** 3);
  const center = size / 2;
  blobs.places.forEach(([px, py, pz], blob) => {
    const along = (at: number): Float64Array =>
      Float64Array.from({ length: size }, (_, i) => Math.exp(-0.5 * ((i - center - at) / blobs.width) ** 2));
    const [x, y, z] = [along(px), along(py), along(pz)];
    for (let k = 0, i = 0; k < size; k++)
      for (let j = 0; j < size; j++) {
        const plane = blobs.amplitudes[blob] * z[k] * y[j];
        for (let h = 0; h < size; h++, i++) data[i] += plane * x[h];
      }
  });
  return { size, pixelSize, data };
}

/** Sum over the map of value exp(-2 pi i k.r / size), r from the center of rotation. */
export function transformOf(blobs: Blobs, size: number, [kx, ky, kz]: Vector3): readonly [number, number] {
  const { places, amplitudes, width } = blobs;
  const square = (kx * kx + ky * ky + kz * kz) / (size * size);
  const envelope = (width * Math.sqrt(2 * Math.PI)) ** 3 * Math.exp(-2 * (Math.PI * width) ** 2 * square);
  let re = 0;
  let im = 0;
  places.forEach(([x, y, z], blob) => {
    const phase = (-2 * Math.PI * (kx * x + ky * y + kz * z)) / size;
    re += amplitudes[blob] * Math.cos(phase);
    im += amplitudes[blob] * Math.sin(phase);
  });
  return [re * envelope, im * envelope];
}
