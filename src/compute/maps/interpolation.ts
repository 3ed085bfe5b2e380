/** What linear interpolation in Fourier space does to a map in real space. */
import type { Volume } from './volume';

/** Linear interpolation between Fourier voxels multiplies the map with sinc^2 along each axis: takes that off. */
export function withoutInterpolationEnvelope(volume: Volume): Volume {
  const n = volume.size;
  const axis = Float64Array.from({ length: n }, (_, i) => {
    const x = (Math.PI * (i - n / 2)) / n;
    return x === 0 ? 1 : (Math.sin(x) / x) ** 2;
  });
  const data = new Float32Array(n ** 3);
  for (let z = 0, i = 0; z < n; z++)
    for (let y = 0; y < n; y++)
      for (let x = 0; x < n; x++, i++) data[i] = volume.data[i] / (axis[x] * axis[y] * axis[z]);
  return { ...volume, data };
}
