/** The Fourier pixels of an image that are compared, as one list from low to high frequency. */

/** Width of a band, pixels. */
const bandWidth = 8;

export interface PixelList {
  /**
   * (pixel, 2) integer frequencies kx >= 0, ky; in bands of radius, so that a lower resolution is a prefix, and by
   * lines within a band, so that neighbors in the list read neighboring voxels of a reference.
   */
  readonly frequencies: Float32Array;
  readonly count: number;
  /** The shortest prefix that holds every pixel with a radius of at most `radius`; some may lie beyond. */
  upTo(radius: number): number;
}

/**
 * One half of the plane: of two mates one is enough. Leaves out the origin, which only knows the mean.
 * @param edge of the image box, pixels
 * @param radius largest radius; always below edge/2
 */
export function pixelList(edge: number, radius: number): PixelList {
  const limit = Math.min(radius, edge / 2 - 1e-3);
  const pixels: { kx: number; ky: number; band: number }[] = [];
  for (let ky = -Math.floor(limit); ky <= limit; ky++)
    for (let kx = 0; kx <= limit; kx++) {
      const squared = kx * kx + ky * ky;
      if (squared === 0 || squared > limit * limit || (kx === 0 && ky < 0)) continue;
      pixels.push({ kx, ky, band: bandOf(Math.sqrt(squared)) });
    }
  pixels.sort((a, b) => a.band - b.band || a.ky - b.ky || a.kx - b.kx);
  const frequencies = Float32Array.from(pixels.flatMap(({ kx, ky }) => [kx, ky]));
  return {
    frequencies,
    count: pixels.length,
    upTo(wanted) {
      const beyond = pixels.findIndex(({ band }) => band > bandOf(wanted));
      return beyond === -1 ? pixels.length : beyond;
    },
  };
}

function bandOf(radius: number): number {
  return Math.floor(radius / bandWidth);
}
