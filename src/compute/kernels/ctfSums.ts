/** Sums over particle images by which their agreement with references is known under any other transfer function. */
import type { Gpu } from '../gpu/gpu';
import sliceKernelSource from './ctfSlice.wgsl';
import source from './ctfSums.wgsl';
import { planFft } from './fft';
import padSource from './padBox.wgsl';
import { pairConstants, type ReferencePair } from './referencePair';
import { referenceReach } from './score';
import ctfSource from './shared/ctf.wgsl';
import referencesSource from './shared/references.wgsl';
import sliceSource from './shared/slice.wgsl';
import sliceValueSource from './shared/sliceValue.wgsl';
import { transferUniform, type TransferConstants } from './transferConstants';
import { plainViewFloats, viewSource } from './view';

/** P, Q, M, A, C and S of ctfSums.wgsl. */
export const ctfSums = 6;

export interface SliceShape {
  /** Edge of the reference's box, pixels. */
  readonly edge: number;
  /** In a row of the weights. */
  readonly pixels: number;
}

export interface SliceBuffers {
  /** (pixel, 2) */
  readonly frequencies: GPUBuffer;
  /** (tilt, pixel, 2): one over the noise power first. */
  readonly weights: GPUBuffer;
  readonly references: ReferencePair;
}

/**
 * Writes slices as ctfSlice.wgsl does.
 * @param views (view, 12)
 * @param planes (view, edge, edge) complex
 */
export function writeSlices(
  gpu: Gpu,
  { edge, pixels }: SliceShape,
  { frequencies, weights, references, views }: SliceBuffers & { readonly views: Float32Array },
  planes: GPUBuffer,
): void {
  const count = views.length / plainViewFloats;
  const encoder = gpu.device.createCommandEncoder();
  encoder.clearBuffer(planes, 0, 8 * count * edge * edge);
  gpu.device.queue.submit([encoder.finish()]);
  const params = gpu.uniform([
    { i: edge },
    { i: pixels },
    { i: count },
    { i: referenceReach(edge) },
    { i: references.secondAt },
  ]);
  const viewBuffer = gpu.upload(views, 'views');
  gpu.run(
    gpu.kernel(
      'ctfSlice',
      viewSource() + referencesSource + sliceSource + sliceValueSource + sliceKernelSource,
      pairConstants(references),
    ),
    [params, frequencies, weights, planes, ...references.buffers, viewBuffer],
    Math.ceil((count * pixels) / 64),
  );
  for (const owned of [params, viewBuffer]) owned.destroy();
}

export interface CtfSumsShape extends SliceShape, TransferConstants {
  /** Edge of the padded box, pixels. */
  readonly padded: number;
  /** Å, of the padded box. */
  readonly boxLength: number;
  /** Under which the reference's box is compared, pixels. */
  readonly circle: { readonly radius: number; readonly edge: number };
  /** Views at once, at most. */
  readonly batch: number;
}

export interface CtfSumsKernels {
  /**
   * @param views (view, 12) @param optics (view, 8) @param halves (view)
   * @param images (view, padded, padded) transforms without transfer functions
   */
  add(views: Float32Array, optics: Float32Array, halves: Uint32Array, images: GPUBuffer): void;
  /** (half, sum, padded, padded / 2), and begins anew. */
  take(): Promise<Float32Array>;
  destroy(): void;
}

export function planCtfSums(gpu: Gpu, shape: CtfSumsShape, buffers: SliceBuffers): CtfSumsKernels {
  const { edge, padded, batch, circle } = shape;
  const bytes = 8 * batch * Math.max(edge, padded) ** 2;
  const a = gpu.storage(bytes, 'slices');
  const b = gpu.storage(bytes, 'slices scratch');
  const inverse = planFft(gpu, [edge, edge], batch, 'inverse');
  const forward = planFft(gpu, [padded, padded], batch, 'forward');
  const frequencies = (padded * padded) / 2;
  const sums = gpu.storage(2 * ctfSums * frequencies * 4, 'sums of transfer functions');
  const pad = gpu.kernel('padBox', padSource);
  const add = gpu.kernel('ctfSums', ctfSource + source);
  const clear = (): void => {
    const encoder = gpu.device.createCommandEncoder();
    encoder.clearBuffer(sums);
    gpu.device.queue.submit([encoder.finish()]);
  };
  clear();
  return {
    add(views, optics, halves, images) {
      const count = halves.length;
      writeSlices(gpu, shape, { ...buffers, views }, a);
      inverse.run(a, b, count);
      const padding = gpu.uniform([
        { i: edge },
        { i: padded },
        { i: count },
        { f: circle.radius },
        { f: circle.edge },
        { f: 1 / (edge * edge) },
      ]);
      gpu.run(pad, [padding, a, b], Math.ceil((count * padded * padded) / 64));
      forward.run(b, a, count);
      const params = gpu.uniform([
        { i: padded },
        { i: count },
        { f: shape.boxLength },
        ...transferUniform(shape),
      ]);
      const opticsBuffer = gpu.upload(optics, 'view optics');
      const halvesBuffer = gpu.upload(halves, 'half-sets');
      gpu.run(add, [params, opticsBuffer, halvesBuffer, images, b, sums], Math.ceil(frequencies / 64));
      for (const owned of [padding, params, opticsBuffer, halvesBuffer]) owned.destroy();
    },
    async take() {
      const found = await gpu.read(sums, 2 * ctfSums * frequencies);
      clear();
      return found;
    },
    destroy() {
      for (const owned of [a, b, inverse, forward, sums]) owned.destroy();
    },
  };
}
