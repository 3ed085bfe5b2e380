/**
 * Local resolution at every voxel, and maps filtered by it: the shell correlation of what a window about the voxel
 * holds, band by band. A band of both halves is cut out of the whole maps; products and powers are averaged over the
 * window by a convolution. That gives every voxel what a Fourier transform of a block about it would.
 *
 * Noise makes a curve of few coefficients dip and rise again. It ends where the never rising curve that fits it best
 * crosses the threshold, which is where the sum over all bands so far of (correlation - threshold) times the number of
 * coefficients is largest (Barlow et al. 1972, Statistical Inference under Order Restrictions, 1.2).
 *
 * Structure well above the noise that ends at once, as a filter leaves it, correlates wherever a shell still has a little
 * of it. There the end is where that shell is filled to, measured by how structure fell in shells before.
 */
import type { Gpu } from '../gpu/gpu';
import { planBoxTransforms } from './boxTransforms';
import {
  bandPass,
  curveBytes,
  curveNumbers,
  localProducts,
  localSettle,
  localWindow,
  voxelStep,
} from '../kernels/localBands';
import { fastSize } from './boxSize';
import { padOrCrop } from './volume';
import type { Volume } from './volume';

export interface LocalOptions {
  /** Å; sets the size of the window. */
  readonly resolution: number;
  /** Å^2, negative sharpens; for `filtered`. */
  readonly bfactor: number;
}

export interface LocalMaps {
  /** Å at every voxel. */
  readonly resolution: Volume;
  /** The average of both halves, filtered to the local resolution and sharpened. */
  readonly filtered: Volume;
  /** Each half, with the Wiener filter of its local signal and noise: references with less noise. */
  readonly denoised: readonly [Volume, Volume];
}

/** Correlation of two halves at which their average counts as resolved. */
const threshold = 0.143;

/** Diameter of the window, voxels: five times the resolution, within M's limits. */
export function windowSize(resolution: number, pixelSize: number): number {
  return Math.min(50, Math.max(30, 2 * Math.round((5 * resolution) / pixelSize / 2)));
}

/** Halves under the mask that they are to be measured with. Null if the window does not fit into the box. */
export async function localResolution(
  gpu: Gpu,
  half1: Volume,
  half2: Volume,
  options: LocalOptions,
): Promise<LocalMaps | null> {
  const { size, pixelSize } = half1;
  const width = windowSize(options.resolution, pixelSize);
  if (width > size) return null;
  const n = fastSize(size);
  const voxels = n ** 3;
  const spectrum = gpu.upload(packed(padOrCrop(half1, n).data, padOrCrop(half2, n).data), 'local halves');
  const windowSpectrum = gpu.upload(packed(sphericalWindow(n, width), null), 'local window');
  const [band, products, scratch] = ['band', 'products', 'scratch'].map((what) =>
    gpu.storage(voxels * 8, `local ${what}`),
  );
  const pieces = curvePieces(gpu, voxels);
  const transforms = planBoxTransforms(gpu, n, scratch);
  await transforms.forward(spectrum);
  await transforms.forward(windowSpectrum);
  const step = n / width;
  // Bands are as wide as a shell of the window: narrower ones would spread over more of the map than the window.
  for (let index = 0; index <= width / 2; index++) {
    bandPass(gpu, { n, index, step, scale: 1 / voxels }, spectrum, band);
    await transforms.inverse(band);
    localProducts(gpu, voxels, band, products);
    await transforms.forward(products);
    localWindow(gpu, voxels, windowSpectrum, products);
    await transforms.inverse(products);
    const frequency = index / (width * pixelSize);
    const numbers = {
      index,
      energy: bandEnergy(index),
      leak: bandLeak(index),
      threshold,
      sharpening: Math.exp((-options.bfactor / 4) * frequency ** 2),
    };
    for (const piece of pieces) localSettle(gpu, piece.count, numbers, { ...piece, band, products });
    // One band at a time: a software adapter would otherwise queue seconds of work.
    await gpu.finish();
  }
  const ofBox = (data: Float32Array): Volume => padOrCrop({ size: n, pixelSize, data }, size);
  const ends = new Float32Array(voxels);
  const [filtered, ...denoised] = [0, 1, 2].map(() => new Float32Array(voxels));
  for (const { first, count, curves, kept } of pieces) {
    ends.set(part(await gpu.read(curves, curveNumbers * count), curveNumbers, curveNumbers - 1), first);
    const filters = await gpu.read(kept, 4 * count);
    [filtered, ...denoised].forEach((map, i) => map.set(part(filters, 4, i), first));
  }
  const buffers = pieces.flatMap(({ curves, kept, pending }) => [curves, kept, pending]);
  for (const owned of [spectrum, windowSpectrum, band, products, scratch, ...buffers, transforms])
    owned.destroy();
  return {
    resolution: ofBox(resolutions(ends, n, width, pixelSize)),
    filtered: ofBox(filtered),
    denoised: [ofBox(denoised[0]), ofBox(denoised[1])],
  };
}

interface CurvePiece {
  /** Voxels. */
  readonly first: number;
  readonly count: number;
  readonly curves: GPUBuffer;
  readonly kept: GPUBuffer;
  readonly pending: GPUBuffer;
}

/** What is known of each voxel's curve takes more than a map: in as many pieces as kernels can see. */
function curvePieces(gpu: Gpu, voxels: number): readonly CurvePiece[] {
  const most = voxelStep * Math.floor(gpu.maxBinding / curveBytes / voxelStep);
  const pieces: CurvePiece[] = [];
  for (let first = 0; first < voxels; first += most) {
    const count = Math.min(most, voxels - first);
    const curves = gpu.storage(count * curveBytes, 'local curves');
    const [kept, pending] = ['kept', 'pending'].map((what) => gpu.storage(count * 16, `local ${what}`));
    pieces.push({ first, count, curves, kept, pending });
  }
  return pieces;
}

/** Every `stride`th number from `offset` on. */
function part(values: Float32Array, stride: number, offset: number): Float32Array {
  return Float32Array.from({ length: values.length / stride }, (_, i) => values[stride * i + offset]);
}

/**
 * Energy of noise of density 1 in a band, but for a factor 4 pi: the square of its triangle over the volume of its
 * shells.
 */
export function bandEnergy(band: number): number {
  return band === 0 ? 1 / 30 : (2 * band ** 2) / 3 + 1 / 15;
}

/**
 * Share of that energy in the outer half of the shell before, which a band must not take for its own: where structure
 * ends at once, it would seem to go on for another shell.
 */
export function bandLeak(band: number): number {
  const before = band - 1;
  return band === 0 ? 0 : (before ** 2 / 24 + before / 32 + 1 / 160) / bandEnergy(band);
}

/** A raised cosine over the whole radius about voxel 0, with sum 1. */
function sphericalWindow(n: number, width: number): Float32Array {
  const values = new Float32Array(n ** 3);
  let sum = 0;
  const radius = width / 2;
  for (let z = -radius; z <= radius; z++)
    for (let y = -radius; y <= radius; y++)
      for (let x = -radius; x <= radius; x++) {
        const r = Math.sqrt(x * x + y * y + z * z);
        if (r >= radius) continue;
        const value = 0.5 + 0.5 * Math.cos((Math.PI * r) / radius);
        values[(((z + n) % n) * n + ((y + n) % n)) * n + ((x + n) % n)] += value;
        sum += value;
      }
  return values.map((value) => value / sum);
}

/** Ends of curves in bands to Å, smoothed over neighbors in 1/Å as M does. */
function resolutions(ends: Float32Array, n: number, width: number, pixelSize: number): Float32Array {
  let frequencies = Float32Array.from(ends);
  for (const stride of [1, n, n * n]) frequencies = smoothed(frequencies, n, stride);
  return frequencies.map((shells) => (width * pixelSize) / Math.max(1, shells));
}

const gaussian = [0.054, 0.2442, 0.4036, 0.2442, 0.054];

function smoothed(values: Float32Array<ArrayBuffer>, n: number, stride: number): Float32Array<ArrayBuffer> {
  return values.map((_, i) => {
    const at = Math.floor(i / stride) % n;
    let sum = 0;
    for (let d = -2; d <= 2; d++) {
      const shift = Math.min(n - 1, Math.max(0, at + d)) - at;
      sum += gaussian[d + 2] * values[i + shift * stride];
    }
    return sum;
  });
}

/** Two real maps as one complex one. */
function packed(re: Float32Array, im: Float32Array | null): Float32Array {
  const both = new Float32Array(2 * re.length);
  for (let i = 0; i < re.length; i++) {
    both[2 * i] = re[i];
    both[2 * i + 1] = im === null ? 0 : im[i];
  }
  return both;
}
