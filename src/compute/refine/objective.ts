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
import type { PlacedViews } from '../channels/channel';
import { placeUnder, type ChannelLayout } from '../channels/viewChannels';
import { coreDerivatives, phaseNumbers, placed as placedChannels, sumFloats } from '../kernels/kernelChannel';
import { Sum, scoreViews } from '../kernels/score';
import type { ScoreBuffers, ScoreShape } from '../kernels/score';
import { viewFloats, writeViews } from '../kernels/view';
import type { Evaluation } from '../../../shared/math/lbfgs';
import { applyEach } from '../../../shared/math/matrices';
import { addPulledBack, motionsOf } from '../parameters/viewJacobian';
import type { ViewJacobian } from '../parameters/viewJacobian';
import { viewsBetween, type Views } from '../parameters/views';

/** Images of one species in one series, cut out and on the GPU. */
export interface ScoredSpecies {
  readonly views: Views;
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
    const sums = await sumsOf(gpu, one, { setting, motions }, 'derivatives');
    const fit = fitOf(one, sums);
    fits.push(fit);
    value += fit.logLikelihood;
    if (fit.perAB === 0) continue;
    addPulledBack(one.matrix, byMotion(one, { setting, motions }, fit, sums), gradient);
  }
  return { fits, evaluation: { value, gradient } };
}

/** (view, sumFloats) information at rest, for amplitude 1 and coverage 1: see scoreViews. */
export async function information(
  gpu: Gpu,
  setting: ObjectiveSetting,
  species: ScoredSpecies,
): Promise<Float32Array> {
  const motions = new Float64Array(species.views.count * species.matrix.layout.size);
  return sumsOf(gpu, species, { setting, motions }, 'information');
}

/** How views are moved. */
interface Moved {
  readonly setting: ObjectiveSetting;
  /** (view, number) */
  readonly motions: Float64Array;
}

/** Some views, one after another, and where they are put. */
interface Block {
  readonly first: number;
  readonly views: Views;
  /** (view, number) */
  readonly motions: Float64Array;
  readonly placed: PlacedViews;
}

/** Views at once: what is worked out of so many stays in the processor's cache. */
const atOnce = 1024;

function* blocksOf(
  { views, matrix: { layout } }: ScoredSpecies,
  { setting: { magnification }, motions }: Moved,
  from: number,
  end: number,
): Generator<Block> {
  for (let first = from; first < end; first += atOnce) {
    const last = Math.min(first + atOnce, end);
    const some = viewsBetween(views, first, last);
    const own = motions.subarray(first * layout.size, last * layout.size);
    const placed = placeUnder(layout, { views: some, magnification }, own);
    yield { first, views: some, motions: own, placed };
  }
}

interface Slopes {
  readonly perAB: number;
  readonly perA2: number;
}

/** The fit, and how log L changes with AB and A2. */
function fitOf({ coverage, views, matrix }: ScoredSpecies, sums: Float32Array): SpeciesFit & Slopes {
  const floats = sumFloats(matrix.layout.kernel);
  const perView = new Float32Array(views.count * 2);
  let ab = 0;
  let a2 = 0;
  for (let i = 0; i < views.count; i++) {
    const at = i * floats;
    ab += sums[at + Sum.AB];
    a2 += sums[at + Sum.A2];
    perView[2 * i] = sums[at + Sum.AB];
    perView[2 * i + 1] = sums[at + Sum.A2];
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
function byMotion(species: ScoredSpecies, moved: Moved, slopes: Slopes, sums: Float32Array): Float64Array {
  const { layout } = species.matrix;
  const target = new Float64Array(moved.motions.length);
  const kernel = placedChannels(layout.kernel, 2, coreDerivatives);
  const floats = sumFloats(layout.kernel);
  for (const { first, views, motions, placed } of blocksOf(species, moved, 0, species.views.count)) {
    const own = sums.subarray(first * floats, (first + views.count) * floats);
    const seen = {
      placed,
      pixelSize: species.pixelSize,
      ...bySight(placed, species.pixelSize, slopes, { own, floats }),
    };
    const to = target.subarray(first * layout.size, (first + views.count) * layout.size);
    for (const { channel, first: column } of layout.channels) {
      const summed = kernel.find((one) => one.channel === channel.kernel);
      channel.pullBack(
        views,
        {
          ...seen,
          motions: { values: motions, stride: layout.size, first: column },
          own: summed === undefined ? noSums : ownSums(slopes, { own, floats }, summed.first, channel.size),
        },
        { values: to, stride: layout.size, first: column },
      );
    }
  }
  return target;
}

const noSums = new Float64Array(0);

/** (view, floats) of some views. */
interface Sums {
  readonly own: Float32Array;
  readonly floats: number;
}

/** Derivatives by shifts and turns in the image. */
function bySight(
  { rotation, magnification }: PlacedViews,
  pixelSize: number,
  { perAB, perA2 }: Slopes,
  { own, floats }: Sums,
): { readonly shift: Float64Array; readonly shiftInPixels: Float64Array; readonly turn: Float64Array } {
  const count = rotation.length / 9;
  const shift = new Float64Array(2 * count);
  const shiftInPixels = new Float64Array(2 * count);
  const turn = new Float64Array(3 * count);
  for (let view = 0, at = 0; view < count; view++, at += floats) {
    const x = perAB * own[at + Sum.ABShift];
    const y = perAB * own[at + Sum.ABShift + 1];
    shiftInPixels[2 * view] = x;
    shiftInPixels[2 * view + 1] = y;
    // The image is shifted by M' d: frequencies k' = M k meet the displacement d.
    shift[2 * view] = (magnification[4 * view] * x + magnification[4 * view + 2] * y) / pixelSize;
    shift[2 * view + 1] = (magnification[4 * view + 1] * x + magnification[4 * view + 3] * y) / pixelSize;
    for (let axis = 0; axis < 3; axis++)
      turn[3 * view + axis] = perAB * own[at + Sum.ABTurn + axis] + perA2 * own[at + Sum.A2Turn + axis];
  }
  // omega = -rotation' eta for a turn eta in the image's frame
  applyEach(rotation, turn, turn);
  return { shift, shiftInPixels, turn };
}

/** (view, number) by the numbers of a channel that the kernel has sums for, from `first` on. */
function ownSums({ perAB, perA2 }: Slopes, { own, floats }: Sums, first: number, size: number): Float64Array {
  const found = new Float64Array((own.length / floats) * size);
  for (let to = 0, at = first; to < found.length; to += size, at += floats)
    for (let i = 0; i < size; i++) found[to + i] = perAB * own[at + i] + perA2 * own[at + size + i];
  return found;
}

async function sumsOf(
  gpu: Gpu,
  species: ScoredSpecies,
  moved: Moved,
  what: 'derivatives' | 'information',
): Promise<Float32Array> {
  const { shape, pixelSize, halfSet } = species;
  const { layout } = species.matrix;
  const channels = layout.kernel;
  const [floats, perView] = [sumFloats(channels), viewFloats(phaseNumbers(channels).length)];
  const all = new Float32Array(species.views.count * floats);
  for (const chunk of species.chunks) {
    const written = new Float32Array(chunk.count * perView);
    for (const { first, views, motions, placed } of blocksOf(
      species,
      moved,
      chunk.first,
      chunk.first + chunk.count,
    ))
      writeViews(
        written.subarray((first - chunk.first) * perView, (first - chunk.first + views.count) * perView),
        {
          rotation: placed.rotation,
          magnification: placed.magnification,
          shift: inPixels(placed, pixelSize),
          particle: views.particle,
          tilt: views.tilt,
          halfSet,
          firstRow: first - chunk.first,
          numbers: phasesOf(layout, motions),
        },
      );
    const sums = await scoreViews(gpu, { shape, buffers: chunk.buffers(), views: written, channels }, what);
    all.set(sums, chunk.first * floats);
  }
  return all;
}

/** (view, 2) shifts of the images, pixels. */
function inPixels({ shift, magnification }: PlacedViews, pixelSize: number): Float64Array {
  const found = new Float64Array(shift.length);
  for (let at = 0, m = 0; at < found.length; at += 2, m += 4) {
    found[at] = (magnification[m] * shift[at] + magnification[m + 1] * shift[at + 1]) / pixelSize;
    found[at + 1] = (magnification[m + 2] * shift[at] + magnification[m + 3] * shift[at + 1]) / pixelSize;
  }
  return found;
}

/** (view, number) of the channels that change the phase of transfer functions: the kernel takes them as they are. */
function phasesOf({ size, channels }: ChannelLayout, motions: Float64Array): Float64Array {
  const columns = channels.flatMap(({ channel, first }) =>
    channel.kernel?.phase === undefined ? [] : Array.from({ length: channel.size }, (_, i) => first + i),
  );
  const count = motions.length / Math.max(size, 1);
  const found = new Float64Array(count * columns.length);
  for (let view = 0, to = 0; view < count; view++)
    for (const column of columns) found[to++] = motions[view * size + column];
  return found;
}
