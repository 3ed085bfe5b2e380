/** Half-maps of two regions whose resolution is known: structure whose power meets white noise at a frequency. */
import type { Volume } from '../../src/compute/maps/volume';
import { frequency, transform } from '../../shared/math/fft';
import { seededNormal } from '../../shared/math/random';

/** Signal over noise where two halves correlate with 0.143. */
const signalAtThreshold = 0.143 / (1 - 0.143);

/** Power of structure over that of the noise, at a frequency as a share of the resolution's. */
export const falloffs = {
  steep: (x: number) => signalAtThreshold * Math.exp(4 * (1 - x ** 2)),
  /** As B-factors make it, with a long tail about the threshold. */
  gentle: (x: number) => signalAtThreshold * Math.exp(2 * (1 - x ** 2)),
  powerLaw: (x: number) => Math.min(50, signalAtThreshold * Math.max(x, 0.05) ** -4),
  /** Ends at once, within a shell of what a window tells apart. */
  lowPass: (x: number) => (x <= 1 ? 5 : 0),
  strongLowPass: (x: number) => (x <= 1 ? 50 : 0),
} satisfies Record<string, (share: number) => number>;

export interface TwoRegions {
  readonly falloff: keyof typeof falloffs;
  /** Voxels. */
  readonly size: number;
  /** Å. */
  readonly pixelSize: number;
  /** Å; in the half of the box with low x, and in the other. */
  readonly fine: number;
  readonly coarse: number;
  readonly seed: number;
}

/** Both halves; the regions go over into each other along 8 voxels, at the middle of the box and at its edge. */
export function twoRegions(of: TwoRegions): [Volume, Volume] {
  const { size, pixelSize, seed } = of;
  const { data: truth } = trueMap(of);
  return [3, 4].map((part) => {
    const normal = seededNormal(10 * seed + part);
    return { size, pixelSize, data: truth.map((value) => value + normal()) };
  }) as [Volume, Volume];
}

/** The same without noise. */
export function trueMap(of: TwoRegions): Volume {
  const { size, pixelSize, seed } = of;
  const coarse = structure(of, of.coarse, 10 * seed + 2);
  const data = structure(of, of.fine, 10 * seed + 1).map((value, i) => {
    const share = fineShare(i % size, size);
    return Math.sqrt(share) * value + Math.sqrt(1 - share) * coarse[i];
  });
  return { size, pixelSize, data };
}

/** Values of a map in the middle of a region. */
export function inRegion(
  map: Pick<Volume, 'size'> & { data: Float32Array | Float64Array },
  region: 'fine' | 'coarse',
): number[] {
  const middle = (map.size * (region === 'fine' ? 1 : 3)) / 4;
  return [...map.data].filter((_, i) => Math.abs((i % map.size) - middle) <= 2);
}

/** Mean square, of noise that had 1. */
export function squaredError(
  map: Parameters<typeof inRegion>[0],
  of: TwoRegions,
  region: 'fine' | 'coarse',
): number {
  const truth = inRegion(trueMap(of), region);
  return inRegion(map, region).reduce((sum, value, i) => sum + (value - truth[i]) ** 2, 0) / truth.length;
}

function structure({ size, pixelSize, falloff }: TwoRegions, resolution: number, seed: number): Float32Array {
  const normal = seededNormal(seed);
  const re = Float64Array.from({ length: size ** 3 }, normal);
  const im = new Float64Array(size ** 3);
  transform(re, im, [size, size, size], 1);
  const last = (size * pixelSize) / resolution;
  for (let i = 0; i < re.length; i++) {
    const amplitude = Math.sqrt(falloffs[falloff](radiusOf(i, size) / last));
    re[i] *= amplitude;
    im[i] *= amplitude;
  }
  transform(re, im, [size, size, size], -1);
  return Float32Array.from(re);
}

/** Distance from the origin of frequencies, shells. */
export function radiusOf(i: number, size: number): number {
  const axis = (k: number): number => frequency(k % size, size);
  return Math.hypot(axis(i), axis(Math.floor(i / size)), axis(Math.floor(i / size ** 2)));
}

function fineShare(x: number, size: number): number {
  const beyond = Math.min(Math.abs(x - size / 4), Math.abs(x - (5 * size) / 4)) - size / 4;
  return Math.min(1, Math.max(0, 0.5 - beyond / 8));
}
