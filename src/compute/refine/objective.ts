/**
 * How well a series fits its references, as a log-likelihood, with its exact gradient.
 *
 * For each species, with one free amplitude for all its images: log L = f AB^2 / A2, where AB = sum Re(I conj A) / N,
 * A2 = sum |A|^2 / N over all images, N is the noise power measured under the particles' circle, and f is the part of
 * the box that the circle covers: pixels of a masked image are not independent. This is the species' correlation,
 * squared, in units that add up over species: a map's scaling does not count, its signal does.
 */
import type { Gpu } from '../gpu/gpu';
import { SUM_FLOATS, Sum, VIEW_FLOATS, scoreViews } from '../kernels/score';
import type { ScoreBuffers, ScoreShape } from '../kernels/score';
import type { Evaluation } from '../math/lbfgs';
import { multiply } from '../math/vector';
import type { Matrix3, Vector3 } from '../math/vector';
import { addGradient, displaced } from './parameters';
import type { ParameterLayout, ViewModel } from './parameters';

/** Images of one species in one series, cut out and on the adapter. */
export interface ScoredSpecies {
  readonly models: readonly ViewModel[];
  readonly halfSet: Uint8Array;
  readonly shape: ScoreShape;
  readonly chunks: readonly ImageChunk[];
  /** Å, of the refinement box. */
  readonly pixelSize: number;
  /** Covered part of the box: f above. */
  readonly coverage: number;
}

/** Consecutive views whose images are in one buffer, or in memory until they are needed. */
export interface ImageChunk {
  readonly first: number;
  readonly count: number;
  buffers(): ScoreBuffers;
}

/** Sums over all images of a species. */
export interface SpeciesFit {
  readonly ab: number;
  readonly a2: number;
  /** AB / A2: how strong the reference is in the images. */
  readonly amplitude: number;
  readonly logLikelihood: number;
}

export interface ScoredState {
  readonly fits: readonly SpeciesFit[];
  readonly evaluation: Evaluation;
}

/** Log-likelihood and gradient at the increments `x`. */
export async function score(
  gpu: Gpu,
  layout: ParameterLayout,
  species: readonly ScoredSpecies[],
  magnification: readonly [number, number, number, number],
  x: Float64Array,
): Promise<ScoredState> {
  const gradient = new Float64Array(layout.count);
  const fits: SpeciesFit[] = [];
  let value = 0;
  for (const [index, one] of species.entries()) {
    const placed = one.models.map((model) => displaced(layout, x, index, model));
    const sums = await sumsOf(gpu, one, placed, magnification, 'derivatives');
    let ab = 0;
    let a2 = 0;
    for (let i = 0; i < one.models.length; i++) {
      ab += sums[i * SUM_FLOATS + Sum.AB];
      a2 += sums[i * SUM_FLOATS + Sum.A2];
    }
    if (!(a2 > 0)) {
      fits.push({ ab: 0, a2: 0, amplitude: 0, logLikelihood: 0 });
      continue;
    }
    const s = ab / Math.sqrt(a2);
    const logLikelihood = one.coverage * s * Math.abs(s);
    fits.push({ ab, a2, amplitude: ab / a2, logLikelihood });
    value += logLikelihood;
    const perAB = (2 * one.coverage * Math.abs(s)) / Math.sqrt(a2);
    const perA2 = (-one.coverage * Math.abs(s) * ab) / (a2 * Math.sqrt(a2));
    for (const [i, model] of one.models.entries()) {
      const at = i * SUM_FLOATS;
      const byShift = [
        (perAB * sums[at + Sum.ABShift]) / one.pixelSize,
        (perAB * sums[at + Sum.ABShift + 1]) / one.pixelSize,
      ] as const;
      const [m11, m21, m12, m22] = magnification;
      const byPosition = [m11 * byShift[0] + m12 * byShift[1], m21 * byShift[0] + m22 * byShift[1]] as const;
      const byTurn: Vector3 = [0, 1, 2].map(
        (axis) => perAB * sums[at + Sum.ABTurn + axis] + perA2 * sums[at + Sum.A2Turn + axis],
      ) as unknown as Vector3;
      const { turn, orientation } = placed[i];
      addGradient(layout, gradient, index, model, turn, orientation, byPosition, byTurn);
    }
  }
  return { fits, evaluation: { value, gradient } };
}

/** (view, 15) Fisher information of shift (per refinement pixel) and rotation, for amplitude 1 and coverage 1. */
export async function information(
  gpu: Gpu,
  layout: ParameterLayout,
  species: ScoredSpecies,
  index: number,
  magnification: readonly [number, number, number, number],
  x: Float64Array,
): Promise<Float32Array> {
  const placed = species.models.map((model) => displaced(layout, x, index, model));
  return sumsOf(gpu, species, placed, magnification, 'information');
}

type Placed = ReturnType<typeof displaced>;

async function sumsOf(
  gpu: Gpu,
  species: ScoredSpecies,
  placed: readonly Placed[],
  magnification: readonly [number, number, number, number],
  what: 'derivatives' | 'information',
): Promise<Float32Array> {
  const all = new Float32Array(species.models.length * SUM_FLOATS);
  for (const chunk of species.chunks) {
    const views = new Float32Array(chunk.count * VIEW_FLOATS);
    const integers = new Uint32Array(views.buffer);
    for (let i = 0; i < chunk.count; i++) {
      const { view } = species.models[chunk.first + i];
      const { dx, dy, orientation } = placed[chunk.first + i];
      const at = i * VIEW_FLOATS;
      writeSlice(views, at, multiply(view.rotation, orientation), magnification);
      integers[at + 3] = species.halfSet[view.particle];
      integers[at + 7] = i;
      const [m11, m21, m12, m22] = magnification;
      views[at + 8] = (m11 * dx + m21 * dy) / species.pixelSize;
      views[at + 9] = (m12 * dx + m22 * dy) / species.pixelSize;
      integers[at + 10] = view.tilt;
    }
    all.set(await scoreViews(gpu, species.shape, chunk.buffers(), views, what), chunk.first * SUM_FLOATS);
  }
  return all;
}

/** Columns of the slice: image frequency k is read at R' M k. */
export function writeSlice(
  target: Float32Array,
  at: number,
  rotation: Matrix3,
  [m11, m21, m12, m22]: readonly [number, number, number, number],
): void {
  for (let axis = 0; axis < 3; axis++) {
    target[at + axis] = m11 * rotation[axis] + m21 * rotation[3 + axis];
    target[at + 4 + axis] = m12 * rotation[axis] + m22 * rotation[3 + axis];
  }
}
