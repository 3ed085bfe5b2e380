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
import type { ByImage, PlacedView } from '../channels/channel';
import { placeUnder } from '../channels/viewChannels';
import { coreDerivatives, phaseNumbers, placed as placedChannels, sumFloats } from '../kernels/kernelChannel';
import { Sum, scoreViews } from '../kernels/score';
import type { ScoreBuffers, ScoreShape } from '../kernels/score';
import { viewFloats, writeView } from '../kernels/view';
import type { Evaluation } from '../../../shared/math/lbfgs';
import { apply, type Vector3 } from '../../../shared/math/vector';
import { addPulledBack, motionsOf } from '../parameters/viewJacobian';
import type { ViewJacobian } from '../parameters/viewJacobian';
import type { View } from '../parameters/views';

/** Images of one species in one series, cut out and on the GPU. */
export interface ScoredSpecies {
  readonly views: readonly View[];
  readonly matrix: ViewJacobian;
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
    const sums = await sumsOf(gpu, one, placed, 'derivatives');
    const fit = fitOf(one, sums);
    fits.push(fit);
    value += fit.logLikelihood;
    if (fit.perAB === 0) continue;
    addPulledBack(one.matrix, byMotion(one, { placed, motions }, fit, sums), gradient);
  }
  return { fits, evaluation: { value, gradient } };
}

/** (view, sumFloats) information at rest, for amplitude 1 and coverage 1: see scoreViews. */
export async function information(
  gpu: Gpu,
  setting: ObjectiveSetting,
  species: ScoredSpecies,
): Promise<Float32Array> {
  const rest = new Float64Array(species.views.length * species.matrix.layout.size);
  return sumsOf(gpu, species, placedViews(species, setting, rest), 'information');
}

function placedViews(
  { views, matrix: { layout } }: ScoredSpecies,
  { magnification }: ObjectiveSetting,
  motions: Float64Array,
): readonly PlacedView[] {
  return views.map((view, i) => placeUnder(layout, { view, magnification }, motions, i * layout.size));
}

interface Slopes {
  readonly perAB: number;
  readonly perA2: number;
}

/** The fit, and how log L changes with AB and A2. */
function fitOf({ coverage, views, matrix }: ScoredSpecies, sums: Float32Array): SpeciesFit & Slopes {
  const floats = sumFloats(matrix.layout.kernel);
  const perView = new Float32Array(views.length * 2);
  let ab = 0;
  let a2 = 0;
  for (let i = 0; i < views.length; i++) {
    const at = i * floats;
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

/** (view, number) derivatives of log L by the motions. */
function byMotion(
  { views, pixelSize, matrix: { layout } }: ScoredSpecies,
  { placed, motions }: { readonly placed: readonly PlacedView[]; readonly motions: Float64Array },
  { perAB, perA2 }: Slopes,
  sums: Float32Array,
): Float64Array {
  const target = new Float64Array(motions.length);
  const floats = sumFloats(layout.kernel);
  const kernel = placedChannels(layout.kernel, 2, coreDerivatives);
  views.forEach((view, i) => {
    const at = i * floats;
    const { rotation, magnification } = placed[i];
    const [m11, m21, m12, m22] = magnification;
    const byShift = [perAB * sums[at + Sum.ABShift], perAB * sums[at + Sum.ABShift + 1]] as const;
    const turn = [0, 1, 2].map(
      (axis) => perAB * sums[at + Sum.ABTurn + axis] + perA2 * sums[at + Sum.A2Turn + axis],
    ) as unknown as Vector3;
    const by: ByImage = {
      placed: placed[i],
      motions,
      pixelSize,
      // The image is shifted by M' d: frequencies k' = M k meet the displacement d.
      shift: [
        (m11 * byShift[0] + m12 * byShift[1]) / pixelSize,
        (m21 * byShift[0] + m22 * byShift[1]) / pixelSize,
      ],
      shiftInPixels: byShift,
      // omega = -rotation' eta for a turn eta in the image's frame
      turn: apply(rotation, turn),
      own: [],
    };
    for (const { channel, first } of layout.channels) {
      const own = kernel.find((one) => one.channel === channel.kernel);
      if (own !== undefined)
        by.own = Array.from(
          { length: channel.size },
          (_, k) => perAB * sums[at + own.first + k] + perA2 * sums[at + own.first + channel.size + k],
        );
      channel.pullBack(view, by, target, i * layout.size + first);
    }
  });
  return target;
}

async function sumsOf(
  gpu: Gpu,
  species: ScoredSpecies,
  placed: readonly PlacedView[],
  what: 'derivatives' | 'information',
): Promise<Float32Array> {
  const { shape, pixelSize, halfSet } = species;
  const channels = species.matrix.layout.kernel;
  const [floats, perView] = [sumFloats(channels), viewFloats(phaseNumbers(channels).length)];
  const all = new Float32Array(species.views.length * floats);
  for (const chunk of species.chunks) {
    const views = new Float32Array(chunk.count * perView);
    for (let i = 0; i < chunk.count; i++) {
      const { particle, tilt } = species.views[chunk.first + i];
      const { shift, rotation, magnification, phase } = placed[chunk.first + i];
      const [m11, m21, m12, m22] = magnification;
      writeView(views, i * perView, {
        rotation,
        magnification,
        halfSet: halfSet[particle],
        row: i,
        tilt,
        shift: [(m11 * shift[0] + m21 * shift[1]) / pixelSize, (m12 * shift[0] + m22 * shift[1]) / pixelSize],
        numbers: phase,
      });
    }
    const sums = await scoreViews(gpu, { shape, buffers: chunk.buffers(), views, channels }, what);
    all.set(sums, chunk.first * floats);
  }
  return all;
}
