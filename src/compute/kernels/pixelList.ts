/** The Fourier pixels of an image that are compared, as one list from low to high frequency. */

export interface PixelList {
  /** (pixel, 2) integer frequencies kx >= 0, ky; sorted by radius, so that a lower resolution is a prefix. */
  readonly frequencies: Float32Array;
  readonly count: number;
  /** How many pixels have a radius of at most `radius`. */
  upTo(radius: number): number;
}

/**
 * One half of the plane: of two mates one is enough. Leaves out the origin, which only knows the mean.
 * @param edge of the image box, pixels
 * @param radius largest radius, below edge/2
 */
export function pixelList(edge: number, radius: number): PixelList {
  const limit = Math.min(radius, edge / 2 - 1);
  const pixels: { kx: number; ky: number; squared: number }[] = [];
  for (let ky = -Math.floor(limit); ky <= limit; ky++)
    for (let kx = 0; kx <= limit; kx++) {
      const squared = kx * kx + ky * ky;
      if (squared === 0 || squared > limit * limit || (kx === 0 && ky < 0)) continue;
      pixels.push({ kx, ky, squared });
    }
  // Along each ring by angle: neighbours in the list read neighbouring voxels.
  pixels.sort((a, b) => a.squared - b.squared || a.ky - b.ky || a.kx - b.kx);
  const frequencies = Float32Array.from(pixels.flatMap(({ kx, ky }) => [kx, ky]));
  return {
    frequencies,
    count: pixels.length,
    upTo(wanted) {
      const beyond = pixels.findIndex(({ squared }) => squared > wanted * wanted);
      return beyond === -1 ? pixels.length : beyond;
    },
  };
}
