/** What linear interpolation and windows in Fourier space do to a map in real space. */
import type { Volume } from './volume';

/** Beyond the particle a window is near 0, and what it left there is noise. */
const leastWindow = 0.25;

/** Linear interpolation between Fourier voxels multiplies the map with sinc^2 along each axis: takes that off. */
export function withoutInterpolationEnvelope(volume: Volume): Volume {
  return divided(volume, (x) => (x === 0 ? 1 : (Math.sin(x) / x) ** 2), 0);
}

/** Sums convolved with 1/4, 1/2, 1/4 along each axis are of a map times cos^2: takes that off. */
export function withoutWindow(volume: Volume): Volume {
  return divided(volume, (x) => Math.cos(x) ** 2, leastWindow);
}

/** @param envelope along each axis, by pi times the place in edges from the middle */
function divided(volume: Volume, envelope: (x: number) => number, least: number): Volume {
  const n = volume.size;
  const axis = Float64Array.from({ length: n }, (_, i) => envelope((Math.PI * (i - n / 2)) / n));
  const data = new Float32Array(n ** 3);
  for (let z = 0, i = 0; z < n; z++)
    for (let y = 0; y < n; y++)
      for (let x = 0; x < n; x++, i++)
        data[i] = volume.data[i] / Math.max(least, axis[x] * axis[y] * axis[z]);
  return { ...volume, data };
}
