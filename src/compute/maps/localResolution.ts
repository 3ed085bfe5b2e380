/**
 * Local resolution at every voxel, and maps filtered by it: the shell correlation of what a window about the voxel
 * holds, band by band. A band of both halves is cut out of the whole maps; products and powers are averaged over the
 * window by a convolution. That gives every voxel what a Fourier transform of a block about it would.
 */
import type { Gpu } from '../gpu/gpu';
import bandPassSource from '../kernels/bandPass.wgsl';
import { planFft } from '../kernels/fft';
import productsSource from '../kernels/localProducts.wgsl';
import settleSource from '../kernels/localSettle.wgsl';
import windowSource from '../kernels/localWindow.wgsl';
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

const THRESHOLD = 0.143;

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
  const window = sphericalWindow(n, width);
  const spectrum = gpu.upload(packed(padOrCrop(half1, n).data, padOrCrop(half2, n).data), 'local halves');
  const windowSpectrum = gpu.upload(packed(window.values, null), 'local window');
  const [band, products, scratch, state, references] = [
    'band',
    'products',
    'scratch',
    'state',
    'references',
  ].map((what) => gpu.storage(voxels * 8, `local ${what}`));
  const average = gpu.storage(voxels * 4, 'local average');
  const forward = planFft(gpu, [n, n, n], 1, 'forward');
  const inverse = planFft(gpu, [n, n, n], 1, 'inverse');
  const run = (
    name: string,
    source: string,
    values: Parameters<Gpu['uniform']>[0],
    buffers: readonly GPUBuffer[],
  ): void => {
    const params = gpu.uniform(values);
    gpu.run(gpu.kernel(name, source), [params, ...buffers], Math.ceil(voxels / 64));
    params.destroy();
  };
  forward.run(spectrum, scratch);
  forward.run(windowSpectrum, scratch);
  const step = n / width;
  // Bands are as wide as a shell of the window: narrower ones would spread over more of the map than the window.
  for (let index = 0; index <= width / 2; index++) {
    run(
      'bandPass',
      bandPassSource,
      [{ i: n }, { f: index }, { f: step }, { f: 1 / voxels }],
      [spectrum, band],
    );
    inverse.run(band, scratch);
    run('localProducts', productsSource, [{ i: voxels }], [band, products]);
    forward.run(products, scratch);
    run('localWindow', windowSource, [{ i: voxels }, { f: 1 / voxels }], [windowSpectrum, products]);
    inverse.run(products, scratch);
    const frequency = index / (width * pixelSize);
    run(
      'localSettle',
      settleSource,
      [
        { i: voxels },
        { f: index },
        { f: leastCorrelation(index, window.share) },
        { f: Math.exp((-options.bfactor / 4) * frequency ** 2) },
      ],
      [band, products, state, average, references],
    );
    // One band at a time: a software adapter would otherwise queue seconds of work.
    await gpu.finish();
  }
  const ofBox = (data: Float32Array): Volume => padOrCrop({ size: n, pixelSize, data }, size);
  const crossings = await gpu.read(state, 2 * voxels);
  const pairs = await gpu.read(references, 2 * voxels);
  const filtered = await gpu.read(average, voxels);
  for (const owned of [
    spectrum,
    windowSpectrum,
    band,
    products,
    scratch,
    state,
    references,
    average,
    forward,
    inverse,
  ])
    owned.destroy();
  return {
    resolution: ofBox(resolutions(crossings, n, width, pixelSize)),
    filtered: ofBox(filtered),
    denoised: [ofBox(pairs.filter((_, i) => i % 2 === 0)), ofBox(pairs.filter((_, i) => i % 2 === 1))],
  };
}

/** Shells with fewer coefficients than the square of this say nothing: they count as known. */
const LEAST_ROOT = 2.5;
/** Standard errors of a correlation without signal by which a shell must exceed the threshold: see there. */
const STANDARD_ERRORS = 0.25;

/**
 * The correlation that a shell must have. Noise makes a curve fall below it early, since the first time counts; a band
 * that holds the end of its neighbour makes it fall late. Both weigh more where there are few coefficients, and on
 * maps of known resolution a quarter of a standard error balances them.
 *
 * @param share of the coefficients of a cube of the window's width that its shape leaves independent
 */
export function leastCorrelation(shell: number, share: number): number {
  const root = Math.sqrt(2 * Math.PI * shell ** 2 * share);
  return root < LEAST_ROOT ? 0 : THRESHOLD + STANDARD_ERRORS / root;
}

/** A raised cosine over the whole radius about voxel 0, with sum 1; and the share of a cube of its width that counts. */
function sphericalWindow(n: number, width: number): { values: Float32Array; share: number } {
  const values = new Float32Array(n ** 3);
  let sum = 0;
  let squares = 0;
  const radius = width / 2;
  for (let z = -radius; z <= radius; z++)
    for (let y = -radius; y <= radius; y++)
      for (let x = -radius; x <= radius; x++) {
        const r = Math.sqrt(x * x + y * y + z * z);
        if (r >= radius) continue;
        const value = 0.5 + 0.5 * Math.cos((Math.PI * r) / radius);
        values[(((z + n) % n) * n + ((y + n) % n)) * n + ((x + n) % n)] += value;
        sum += value;
        squares += value * value;
      }
  return { values: values.map((value) => value / sum), share: sum ** 2 / squares / width ** 3 };
}

/** Crossings in bands to Å, smoothed over neighbours in 1/Å as M does; Nyquist where the curve never falls. */
function resolutions(state: Float32Array, n: number, width: number, pixelSize: number): Float32Array {
  let frequencies = new Float32Array(n ** 3);
  for (let i = 0; i < frequencies.length; i++) frequencies[i] = state[2 * i + 1] || width / 2;
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
