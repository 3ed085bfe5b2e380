/**
 * How well a series fits its references, as a log-likelihood, with its exact gradient.
 *
 * For each species, with one free amplitude for all its images: log L = f AB^2 / A2, where AB = sum Re(I conj A) / N,
 * A2 = sum |A|^2 / N over all images, N is the noise power measured under the particles' circle, and f is the part of
 * the box that the circle covers: pixels of a masked image are not independent. This is the species' correlation,
 * squared, in units that add up over species: a map's scaling does not count, its signal does.
 */
import type { TiltSeries } from '../../model/tiltSeries';
import type { Gpu } from '../gpu/gpu';
import { SUM_FLOATS, Sum, VIEW_FLOATS, scoreViews } from '../kernels/score';
import type { ScoreBuffers, ScoreShape } from '../kernels/score';
import type { Evaluation } from '../../../shared/math/lbfgs';
import type { Matrix3, Vector3 } from '../../../shared/math/vector';
import { MOTIONS, addPulledBack, motionsOf, placeUnder, pullBack } from '../parameters/motion';
import type { MotionMatrix, Placed } from '../parameters/motion';
import type { View } from '../parameters/views';

/** Images of one species in one series, cut out and on the adapter. */
export interface ScoredSpecies {
  readonly views: readonly View[];
  readonly matrix: MotionMatrix;
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
  /** AB / A2: how strong the reference is in the images. */
  readonly amplitude: number;
  readonly logLikelihood: number;
  /** (view, 2) AB and A2: how well each image fits. */
  readonly perView: Float32Array;
}

export interface ScoredState {
  readonly fits: readonly SpeciesFit[];
  readonly evaluation: Evaluation;
}

/** What the objective needs beside the images. */
export interface ObjectiveSetting {
  readonly magnification: TiltSeries['magnification'];
  /** Whether derivatives by it are wanted. */
  readonly refinesMagnification: boolean;
  readonly parameters: number;
}

/** Log-likelihood and gradient at the increments `x`. */
export async function score(
  gpu: Gpu,
  setting: ObjectiveSetting,
  species: readonly ScoredSpecies[],
  x: Float64Array,
): Promise<ScoredState> {
  const gradient = new Float64Array(setting.parameters);
  const fits: SpeciesFit[] = [];
  let value = 0;
  for (const one of species) {
    const motions = motionsOf(one.matrix, x);
    const placed = placedViews(one, setting, motions);
    const sums = await sumsOf(gpu, one, placed, 'derivatives', setting.refinesMagnification);
    const fit = fitOf(one, sums);
    fits.push(fit);
    value += fit.logLikelihood;
    if (fit.perAB === 0) continue;
    const byMotion = new Float64Array(motions.length);
    one.views.forEach((view, i) => {
      const by = derivatives(one, placed[i], fit, sums, i * SUM_FLOATS);
      pullBack(view, placed[i], by, motions, i * MOTIONS, byMotion);
    });
    addPulledBack(one.matrix, byMotion, gradient);
  }
  return { fits, evaluation: { value, gradient } };
}

/** (view, 20) information at rest, for amplitude 1 and coverage 1: see scoreViews. */
export async function information(
  gpu: Gpu,
  setting: ObjectiveSetting,
  species: ScoredSpecies,
): Promise<Float32Array> {
  const rest = new Float64Array(species.views.length * MOTIONS);
  const placed = placedViews(species, setting, rest);
  return sumsOf(gpu, species, placed, 'information', setting.refinesMagnification);
}

function placedViews(
  species: ScoredSpecies,
  { magnification }: ObjectiveSetting,
  motions: Float64Array,
): readonly Placed[] {
  return species.views.map((view, i) => placeUnder(view, magnification, motions, i * MOTIONS));
}

/** The fit, and how log L changes with AB and A2. */
function fitOf(
  species: ScoredSpecies,
  sums: Float32Array,
): SpeciesFit & { readonly perAB: number; readonly perA2: number } {
  const { coverage } = species;
  const perView = new Float32Array(species.views.length * 2);
  let ab = 0;
  let a2 = 0;
  for (let i = 0; i < species.views.length; i++) {
    const at = i * SUM_FLOATS;
    ab += sums[at + Sum.AB];
    a2 += sums[at + Sum.A2];
    perView.set([sums[at + Sum.AB], sums[at + Sum.A2]], 2 * i);
  }
  if (!(a2 > 0)) return { amplitude: 0, logLikelihood: 0, perView, perAB: 0, perA2: 0 };
  const s = ab / Math.sqrt(a2);
  return {
    amplitude: ab / a2,
    logLikelihood: coverage * s * Math.abs(s),
    perView,
    perAB: (2 * coverage * Math.abs(s)) / Math.sqrt(a2),
    perA2: (-coverage * Math.abs(s) * ab) / (a2 * Math.sqrt(a2)),
  };
}

function derivatives(
  species: ScoredSpecies,
  placed: Placed,
  { perAB, perA2 }: { readonly perAB: number; readonly perA2: number },
  sums: Float32Array,
  at: number,
): Parameters<typeof pullBack>[2] {
  // The image is shifted by M' d: frequencies k' = M k meet the displacement d.
  const [m11, m21, m12, m22] = placed.magnification;
  const byShift = [perAB * sums[at + Sum.ABShift], perAB * sums[at + Sum.ABShift + 1]] as const;
  const d = placed.shift.map((value) => value / species.pixelSize);
  const turn = [0, 1, 2].map(
    (axis) => perAB * sums[at + Sum.ABTurn + axis] + perA2 * sums[at + Sum.A2Turn + axis],
  ) as unknown as Vector3;
  // Rows of the rotation from the columns that the kernel knows: columns = rows M.
  const determinant = m11 * m22 - m12 * m21;
  const inverse = [
    [m22 / determinant, -m12 / determinant],
    [-m21 / determinant, m11 / determinant],
  ] as const;
  const byColumn = (a: number, b: number): number =>
    perAB * sums[at + Sum.ABMagnification + a + 2 * b] + perA2 * sums[at + Sum.A2Magnification + a + 2 * b];
  const byElement = (i: number, j: number): number =>
    inverse[0][i] * byColumn(0, j) + inverse[1][i] * byColumn(1, j) + d[i] * byShift[j];
  return {
    shift: [
      (m11 * byShift[0] + m12 * byShift[1]) / species.pixelSize,
      (m21 * byShift[0] + m22 * byShift[1]) / species.pixelSize,
    ],
    turn,
    magnification: [byElement(0, 0), byElement(1, 0), byElement(0, 1), byElement(1, 1)],
  };
}

async function sumsOf(
  gpu: Gpu,
  species: ScoredSpecies,
  placed: readonly Placed[],
  what: 'derivatives' | 'information',
  magnification: boolean,
): Promise<Float32Array> {
  const all = new Float32Array(species.views.length * SUM_FLOATS);
  for (const chunk of species.chunks) {
    const views = new Float32Array(chunk.count * VIEW_FLOATS);
    const integers = new Uint32Array(views.buffer);
    for (let i = 0; i < chunk.count; i++) {
      const { particle, tilt } = species.views[chunk.first + i];
      const { shift, rotation, magnification: m } = placed[chunk.first + i];
      const at = i * VIEW_FLOATS;
      writeSlice(views, at, rotation, m);
      integers[at + 3] = species.halfSet[particle];
      integers[at + 7] = i;
      views[at + 8] = (m[0] * shift[0] + m[1] * shift[1]) / species.pixelSize;
      views[at + 9] = (m[2] * shift[0] + m[3] * shift[1]) / species.pixelSize;
      integers[at + 10] = tilt;
    }
    const sums = await scoreViews(gpu, species.shape, chunk.buffers(), views, what, magnification);
    all.set(sums, chunk.first * SUM_FLOATS);
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
