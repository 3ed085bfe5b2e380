/** Sums of how particle images differ in phase from their references, one set of sums a Fourier pixel. */
import type { Gpu } from '../gpu/gpu';
import source from './phaseResiduals.wgsl';
import { referenceReach } from './score';
import type { ScoreBuffers } from './score';
import ctfSource from './shared/ctf.wgsl';
import { pairConstants } from './referencePair';
import referencesSource from './shared/references.wgsl';
import sliceSource from './shared/slice.wgsl';
import sliceValueSource from './shared/sliceValue.wgsl';
import { transferUniform, type TransferConstants } from './transferConstants';
import { plainViewFloats, viewSource } from './view';

/** Sums of a pixel: X and Y (complex), CC, CS and SS of phaseResiduals.wgsl. */
export const residualSums = 7;

export interface ResidualShape extends TransferConstants {
  /** In a row of images. */
  readonly pixels: number;
  /** Of image box and reference, pixels. */
  readonly edge: number;
  /** Å */
  readonly boxLength: number;
  /** (32) share of a copy of the particle that is under its circle, when moved by 0 up to `farthest` Å. */
  readonly copies: ArrayLike<number>;
  readonly farthest: number;
}

/** Views that one invocation adds up in float32. */
const stretch = 32;

export interface ResidualViews extends ScoreBuffers {
  /** Row from which on images have the transfer function a quarter of a period on; before, one row per view. */
  readonly quadrature: number;
  /** (view, 12) shifts being 0. */
  readonly views: Float32Array;
  /** (view, 8) as shared/ctf.wgsl has them. */
  readonly optics: Float32Array;
}

/** @param sums (pixel, 7) in double precision, added to */
export async function addPhaseResiduals(
  gpu: Gpu,
  shape: ResidualShape,
  { views, optics, quadrature, references, ...buffers }: ResidualViews,
  sums: Float64Array,
): Promise<void> {
  const count = views.length / plainViewFloats;
  const stretches = Math.ceil(count / stretch);
  const params = gpu.uniform([
    { i: shape.pixels },
    { i: count },
    { i: stretch },
    { i: quadrature },
    { i: referenceReach(shape.edge) },
    { i: references.secondAt },
    { f: shape.boxLength },
    { f: shape.farthest },
    ...transferUniform(shape),
    // An array of vectors begins at a multiple of 16 bytes.
    ...[0, 0].map((f) => ({ f })),
    ...Array.from(shape.copies, (f) => ({ f })),
  ]);
  const viewBuffer = gpu.upload(views, 'views');
  const opticsBuffer = gpu.upload(optics, 'view optics');
  const length = shape.pixels * residualSums;
  const partial = gpu.storage(stretches * length * 4, 'phase residuals');
  const { frequencies, weights, images } = buffers;
  gpu.run(
    gpu.kernel(
      'phaseResiduals',
      viewSource() + referencesSource + sliceSource + sliceValueSource + ctfSource + source,
      pairConstants(references),
    ),
    [params, frequencies, weights, images, ...references.buffers, viewBuffer, opticsBuffer, partial],
    Math.ceil((stretches * shape.pixels) / 64),
  );
  const result = await gpu.read(partial, stretches * length);
  result.forEach((value, i) => (sums[i % length] += value));
  for (const owned of [params, viewBuffer, opticsBuffer, partial]) owned.destroy();
}
