/**
 * Fourier insertion: sums of slices and of their weights in a half-complex cube, repeatable to the bit.
 * Within a batch values are added as scaled integers (order does not matter), batches are added as floats (in order).
 */
import type { Gpu } from '../gpu/gpu';
import insertSource from './insert.wgsl';
import largestSource from './largest.wgsl';
import { referenceReach } from './score';
import settleSource from './settle.wgsl';
import sliceSource from './shared/slice.wgsl';
import { plainViewFloats, viewSource } from './view';

/** Sums of one half-set: (z, y, x, 3) float32: real, imaginary, weight; extent as a reference of that edge. */
export interface Accumulator {
  readonly edge: number;
  readonly voxels: number;
  readonly sums: GPUBuffer;
}

export function accumulatorVoxels(edge: number): number {
  const reach = referenceReach(edge);
  return (reach + 1) * (2 * reach + 1) ** 2;
}

export function createAccumulator(gpu: Gpu, edge: number): Accumulator {
  const voxels = accumulatorVoxels(edge);
  return { edge, voxels, sums: gpu.storage(voxels * 12, 'reconstruction sums') };
}

export interface InsertionBatch {
  readonly pixels: number;
  readonly frequencies: GPUBuffer;
  /** (image, pixel) complex: data, and weights in the real part. */
  readonly data: GPUBuffer;
  readonly weights: GPUBuffer;
  /** Images that the two buffers hold. */
  readonly images: number;
  /** (view, 12) as the score kernel takes them; `row` points into the batch. */
  readonly views: Float32Array;
}

/** Adds a batch to the accumulator of each half-set. `scratch` holds voxels * 12 zero bytes and is left so. */
export async function insertViews(
  gpu: Gpu,
  accumulators: readonly [Accumulator, Accumulator],
  scratch: GPUBuffer,
  batch: InsertionBatch,
): Promise<void> {
  const count = batch.views.length / plainViewFloats;
  if (count === 0) return;
  const scaleData = await safeScale(gpu, batch.data, batch, count);
  const scaleWeight = await safeScale(gpu, batch.weights, batch, count);
  const viewBuffer = gpu.upload(batch.views, 'views');
  const insert = gpu.kernel('insert', viewSource() + sliceSource + insertSource);
  const settle = gpu.kernel('settle', settleSource);
  const { edge, voxels } = accumulators[0];
  for (const half of [0, 1] as const) {
    const params = gpu.uniform([
      { i: batch.pixels },
      { i: count },
      { i: referenceReach(edge) },
      { f: scaleData },
      { f: scaleWeight },
      { i: half },
    ]);
    const settling = gpu.uniform([{ i: voxels }, { f: 1 / scaleData }, { f: 1 / scaleWeight }]);
    gpu.run(
      insert,
      [params, batch.frequencies, batch.data, batch.weights, viewBuffer, scratch],
      Math.ceil((count * batch.pixels) / 64),
    );
    gpu.run(settle, [settling, scratch, accumulators[half].sums], Math.ceil((voxels * 3) / 64));
    params.destroy();
    settling.destroy();
  }
  await gpu.finish();
  viewBuffer.destroy();
}

/**
 * The largest power of two with which no voxel can overflow. Slices of a batch add at most count times their largest
 * value, times what one rotated plane can give one voxel by trilinear shares: below 2; 4 leaves room for rounding.
 */
async function safeScale(gpu: Gpu, rows: GPUBuffer, batch: InsertionBatch, count: number): Promise<number> {
  const values = await largestOfRows(gpu, rows, batch);
  const most = values.reduce((a, b) => Math.max(a, b), 0);
  if (!(most > 0) || !Number.isFinite(most)) return 1;
  return 2 ** Math.floor(Math.log2(2 ** 31 / (4 * count * most)));
}

/** (image) the largest absolute value of each row of complex pixels. */
export async function largestOfRows(
  gpu: Gpu,
  rows: GPUBuffer,
  { pixels, images }: Pick<InsertionBatch, 'pixels' | 'images'>,
): Promise<Float32Array> {
  const params = gpu.uniform([{ i: pixels }]);
  const largest = gpu.storage(images * 4, 'largest values');
  gpu.run(gpu.kernel('largest', largestSource), [params, rows, largest], images);
  const values = await gpu.read(largest, images);
  params.destroy();
  largest.destroy();
  return values;
}
