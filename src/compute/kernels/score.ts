/** The one-pass kernel: score sums of all particle images and their derivatives by shift, rotation and what channels there are. */
import type { Gpu } from '../gpu/gpu';
import { channelSource, phaseNumbers, sumFloats, type KernelChannel } from './kernelChannel';
import type { PixelList } from './pixelList';
import scoreSource from './score.wgsl';
import { pairConstants, type ReferencePair } from './referencePair';
import referencesSource from './shared/references.wgsl';
import sliceSource from './shared/slice.wgsl';
import { viewFloats, viewSource } from './view';

/** Where each quantity stands in the derivatives of a view; those of channels follow. */
export const Sum = { AB: 0, A2: 1, B2: 2, ABShift: 3, ABTurn: 5, A2Turn: 8 } as const;

export interface ScoreBuffers {
  readonly frequencies: GPUBuffer;
  /** (tilt, pixel, 2), and as many again for the derivative of the transfer function where channels change its phase. */
  readonly weights: GPUBuffer;
  /** (image, pixel) complex; the same of images with the derivative of the transfer function from row `quadrature` on. */
  readonly images: GPUBuffer;
  readonly quadrature?: number;
  readonly references: ReferencePair;
}

export interface ScoreShape {
  readonly pixels: PixelList;
  /** Radius up to which pixels are compared. */
  readonly radius: number;
  /** Edge of the image box and of the reference, pixels. */
  readonly edge: number;
  /** Of the views that have channels of the phase: Å of the image box, Å, and tilts. */
  readonly optics?: { readonly boxLength: number; readonly wavelength: number; readonly tilts: number };
}

/**
 * Reach of a reference cube in Fourier voxels: see shared/slice.wgsl. Data is
 * (z = -reach..reach, y = -reach..reach, x = 0..reach) complex float32.
 */
export function referenceReach(edge: number): number {
  return edge / 2 + 1;
}

export interface ScoredViews {
  readonly shape: ScoreShape;
  readonly buffers: ScoreBuffers;
  /** (view, viewFloats): see view.ts. */
  readonly views: Float32Array;
  readonly channels: readonly KernelChannel[];
}

/**
 * @param what `derivatives`: AB, A2, B2, dAB/dshift (2, per pixel), dAB/drotation (3, per rad), dA2/drotation (3), then of each
 *   channel dAB and dA2 by its numbers; `information`: upper triangle of the 5 x 5 Fisher matrix of (shift, rotation), 15
 *   numbers, and the diagonal for each channel
 * @returns (view, sumFloats(channels))
 */
export async function scoreViews(
  gpu: Gpu,
  { shape, buffers, views, channels }: ScoredViews,
  what: 'derivatives' | 'information',
): Promise<Float32Array> {
  const numbers = phaseNumbers(channels);
  const count = views.length / viewFloats(numbers.length);
  const floats = sumFloats(channels);
  if (count === 0) return new Float32Array(0);
  const used = shape.pixels.upTo(shape.radius);
  const pipeline = gpu.kernel(
    ['score', ...channels.map(({ name }) => name)].join(' '),
    viewSource(numbers) + referencesSource + sliceSource + channelSource(channels) + scoreSource,
    { LANES: lanes(used), INFORMATION: what === 'information' ? 1 : 0, ...pairConstants(buffers.references) },
  );
  const { boxLength, wavelength, tilts } = shape.optics ?? { boxLength: 1, wavelength: 0, tilts: 0 };
  const params = gpu.uniform([
    { i: shape.pixels.count },
    { i: used },
    { i: referenceReach(shape.edge) },
    { f: shape.edge },
    { f: shape.radius ** 2 },
    { f: boxLength },
    { f: wavelength },
    { i: buffers.quadrature ?? 0 },
    { i: tilts * shape.pixels.count },
    { i: buffers.references.secondAt },
  ]);
  const viewBuffer = gpu.upload(views, 'views');
  const sums = gpu.storage(count * floats * 4, 'score sums');
  const { frequencies, weights, images, references } = buffers;
  const all = [params, frequencies, weights, images, ...references.buffers, viewBuffer, sums];
  gpu.run(pipeline, all, count);
  const result = await gpu.read(sums, count * floats);
  for (const owned of [params, viewBuffer, sums]) owned.destroy();
  return result;
}

/** Of few pixels most of the time goes into adding up what lanes have found. */
function lanes(pixels: number): number {
  return pixels < 800 ? 32 : 64;
}
