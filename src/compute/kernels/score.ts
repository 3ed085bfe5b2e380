/** The one-pass kernel: score sums of all particle images and their derivatives by shift and rotation. */
import type { Gpu } from '../gpu/gpu';
import type { PixelList } from './pixelList';
import scoreSource from './score.wgsl';
import sliceSource from './shared/slice.wgsl';
import viewSource from './shared/view.wgsl';

/** Floats a view takes on the adapter, in the order of `View` in shared/view.wgsl. */
export const VIEW_FLOATS = 12;
/** Floats a view gives back. */
export const SUM_FLOATS = 20;
export const INFORMATION_FLOATS = SUM_FLOATS;

/** Where each quantity stands in the result of a view; magnification by (column a, frequency b) at a + 2 b. */
export const Sum = {
  AB: 0,
  A2: 1,
  B2: 2,
  ABShift: 3,
  ABTurn: 5,
  A2Turn: 8,
  ABMagnification: 11,
  A2Magnification: 15,
} as const;

export interface ScoreBuffers {
  readonly frequencies: GPUBuffer;
  /** (tilt, pixel, 2) */
  readonly weights: GPUBuffer;
  /** (image, pixel) complex */
  readonly images: GPUBuffer;
  readonly reference1: GPUBuffer;
  readonly reference2: GPUBuffer;
}

export interface ScoreShape {
  readonly pixels: PixelList;
  /** Radius up to which pixels are compared. */
  readonly radius: number;
  /** Edge of the image box and of the reference, pixels. */
  readonly edge: number;
}

/**
 * Reach of a reference cube in Fourier voxels: see shared/slice.wgsl. Data is
 * (z = -reach..reach, y = -reach..reach, x = 0..reach) complex float32.
 */
export function referenceReach(edge: number): number {
  return edge / 2 + 1;
}

/**
 * @param views (view, 12): column x of the slice (3), half (u32), column y (3), image row (u32), shift (2), tilt (u32), 0
 * @param what `derivatives`: AB, A2, B2, dAB/dshift (2, per pixel), dAB/drotation (3, per rad), dA2/drotation (3),
 *   dAB/dmagnification and dA2/dmagnification (4 each); `information`: upper triangle of the 5 x 5 Fisher matrix of
 *   (shift, rotation), 15 numbers, and its diagonal for the magnification, 4
 * @param magnification without it the numbers about magnification are 0
 * @returns (view, 20)
 */
export async function scoreViews(
  gpu: Gpu,
  shape: ScoreShape,
  buffers: ScoreBuffers,
  views: Float32Array,
  what: 'derivatives' | 'information',
  magnification = false,
): Promise<Float32Array> {
  const count = views.length / VIEW_FLOATS;
  if (count === 0) return new Float32Array(0);
  const pipeline = gpu.kernel('score', viewSource + sliceSource + scoreSource, {
    LANES: 64,
    INFORMATION: what === 'information' ? 1 : 0,
    MAGNIFICATION: magnification ? 1 : 0,
  });
  const params = gpu.uniform([
    { i: shape.pixels.count },
    { i: shape.pixels.upTo(shape.radius) },
    { i: referenceReach(shape.edge) },
    { f: shape.edge },
    { f: shape.radius ** 2 },
  ]);
  const viewBuffer = gpu.upload(views, 'views');
  const sums = gpu.storage(count * SUM_FLOATS * 4, 'score sums');
  const { frequencies, weights, images, reference1, reference2 } = buffers;
  const all = [params, frequencies, weights, images, reference1, reference2, viewBuffer, sums];
  gpu.run(pipeline, all, count);
  const result = await gpu.read(sums, count * SUM_FLOATS);
  for (const owned of [params, viewBuffer, sums]) owned.destroy();
  return result;
}
