/** A density map in Fourier space: a half-complex cube of coefficients, filters by radius, other grids. */

/**
 * (z, y, x <= size/2, 2) float32; z and y in the order 0 .. n/2, then negative. Unscaled sums over voxels.
 * The phase origin is the center voxel size/2, which is where particles are turned about.
 */
export interface Spectrum {
  readonly size: number;
  readonly pixelSize: number;
  readonly data: Float32Array;
}

/** Calls `visit` with the index of the real part and the integer frequencies of every coefficient. */
export function forEachCoefficient(
  size: number,
  visit: (index: number, x: number, y: number, z: number) => void,
): void {
  const width = size / 2 + 1;
  for (let zi = 0, index = 0; zi < size; zi++) {
    const z = zi <= size / 2 ? zi : zi - size;
    for (let yi = 0; yi < size; yi++) {
      const y = yi <= size / 2 ? yi : yi - size;
      for (let x = 0; x < width; x++, index += 2) visit(index, x, y, z);
    }
  }
}

/** Multiplies every coefficient with a factor that depends on its radius, in integer frequencies. */
export function filtered(spectrum: Spectrum, factor: (radius: number) => number): Spectrum {
  const data = new Float32Array(spectrum.data.length);
  forEachCoefficient(spectrum.size, (index, x, y, z) => {
    const f = factor(Math.sqrt(x * x + y * y + z * z));
    data[index] = spectrum.data[index] * f;
    data[index + 1] = spectrum.data[index + 1] * f;
  });
  return { ...spectrum, data };
}

/** Crops or zero-pads in Fourier space: the same map on a finer or coarser grid; values per voxel stay. */
export function resized(spectrum: Spectrum, size: number): Spectrum {
  const n = spectrum.size;
  const widthFrom = n / 2 + 1;
  const data = new Float32Array(2 * size * size * (size / 2 + 1));
  const scale = (size / n) ** 3;
  const limit = Math.min(n, size) / 2;
  forEachCoefficient(size, (index, x, y, z) => {
    // The Nyquist planes of the smaller grid have no partner on the other side: left out.
    if (x >= limit || Math.abs(y) >= limit || Math.abs(z) >= limit) return;
    const from = 2 * ((((z + n) % n) * n + ((y + n) % n)) * widthFrom + x);
    data[index] = spectrum.data[from] * scale;
    data[index + 1] = spectrum.data[from + 1] * scale;
  });
  return { size, pixelSize: (spectrum.pixelSize * n) / size, data };
}
