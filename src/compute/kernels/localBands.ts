/** The steps of local resolution, each over all voxels: one band of both halves, its products, their average over a window, and what follows. */
import type { Bound, Gpu, UniformValue } from '../gpu/gpu';
import bandPassSource from './bandPass.wgsl';
import productsSource from './localProducts.wgsl';
import settleSource from './localSettle.wgsl';
import windowSource from './localWindow.wgsl';

/** Numbers that are kept of the curve of a voxel; the last is where it ends, in bands. */
export const curveNumbers = 8;

interface Band {
  /** Edge of the box. */
  readonly n: number;
  /** Counted from 0 at the origin. */
  readonly index: number;
  /** Width of a band, in shells of the box. */
  readonly step: number;
  readonly scale: number;
}

/** @param spectrum, passed (z, y, x) complex float32 */
export function bandPass(
  gpu: Gpu,
  { n, index, step, scale }: Band,
  spectrum: GPUBuffer,
  passed: GPUBuffer,
): void {
  const values = [{ i: n }, { f: index }, { f: step }, { f: scale }];
  overVoxels(gpu, ['bandPass', bandPassSource], n ** 3, { values, buffers: [spectrum, passed] });
}

/** @param halves one as real, one as imaginary part; products and mean powers likewise */
export function localProducts(gpu: Gpu, voxels: number, halves: GPUBuffer, products: GPUBuffer): void {
  const buffers = [halves, products];
  overVoxels(gpu, ['localProducts', productsSource], voxels, { values: [{ i: voxels }], buffers });
}

/** Multiplies a spectrum with the real part of the window's, times 1/voxels. */
export function localWindow(gpu: Gpu, voxels: number, window: GPUBuffer, spectrum: GPUBuffer): void {
  const values = [{ i: voxels }, { f: 1 / voxels }];
  overVoxels(gpu, ['localWindow', windowSource], voxels, { values, buffers: [window, spectrum] });
}

export interface BandNumbers {
  readonly index: number;
  /** Energy of noise of density 1 in the band, and its share in the outer half of the shell before. */
  readonly energy: number;
  readonly leak: number;
  /** Correlation that counts as resolved. */
  readonly threshold: number;
  /** Factor of the band in the sharpened average. */
  readonly sharpening: number;
}

export interface CurveBuffers {
  /** Both halves in this band; their products over the window: of all voxels. */
  readonly band: GPUBuffer;
  readonly products: GPUBuffer;
  /** Of the voxels that the others have, the first: a multiple of `voxelStep`. */
  readonly first: number;
  /** (voxel, curveNumbers), and what is kept for sure and perhaps: (voxel, 4) average and both halves. */
  readonly curves: GPUBuffer;
  readonly kept: GPUBuffer;
  readonly pending: GPUBuffer;
}

/** Bytes of a voxel in the largest of the buffers of curves. */
export const curveBytes = 4 * curveNumbers;
/** Parts of `band` and `products` begin where a binding may: at 256 bytes. */
export const voxelStep = 32;

/** @param voxels from the first of `on` */
export function localSettle(gpu: Gpu, voxels: number, band: BandNumbers, on: CurveBuffers): void {
  const { index, energy, leak, threshold, sharpening } = band;
  const values = [
    { i: voxels },
    { f: index },
    { f: energy },
    { f: leak },
    { f: threshold },
    { f: sharpening },
  ];
  const part = (buffer: GPUBuffer): Bound => ({ buffer, offset: 8 * on.first, size: 8 * voxels });
  const buffers = [part(on.band), part(on.products), on.curves, on.kept, on.pending];
  overVoxels(gpu, ['localSettle', settleSource], voxels, { values, buffers });
}

function overVoxels(
  gpu: Gpu,
  [name, source]: readonly [string, string],
  voxels: number,
  { values, buffers }: { readonly values: readonly UniformValue[]; readonly buffers: readonly Bound[] },
): void {
  const params = gpu.uniform(values);
  gpu.run(gpu.kernel(name, source), [params, ...buffers], Math.ceil(voxels / 64));
  params.destroy();
}
