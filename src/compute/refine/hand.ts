/**
 * Which way the defocus goes with height: images of particles high and low in a tilt are compared with their references under the
 * transfer function that a slope b between the two hands gives them, defocus - b times height. The hand of the files is right
 * at b = 0 and wrong at b = 2.
 */
import type { HandSlope, HandVerdict } from '../../../shared/records/hand';
import { heightSums, type SeriesStatistics } from './seriesStatistics';

/** Logarithms of the likelihood of slopes, tilt by tilt; those of species of a series, and of series, add up. */
export interface HandEvidence {
  /** (tilt, slope) */
  readonly tilts: readonly Float64Array[];
  readonly images: number;
  /** Root mean square height, Å. */
  readonly height: number;
}

const step = 0.1;
const slopes = Float64Array.from({ length: 41 }, (_, i) => -1 + step * i);
/** A tilt's own defocus may be off: Å, as far as is looked, and as is likely. */
const offsets = Array.from({ length: 21 }, (_, i) => 200 * (i - 10));
const likelyOffset = 800;

/** Of one species in one series. */
export function handEvidence(statistics: SeriesStatistics): HandEvidence {
  const amplitude = amplitudeOf(statistics);
  const tilts = Array.from({ length: statistics.tilts }, (_, tilt) =>
    tiltEvidence(statistics, tilt, amplitude),
  );
  let [images, square] = [0, 0];
  statistics.images.forEach((count, i) => {
    images += count;
    square += count * statistics.heights[i] ** 2;
  });
  return { tilts, images, height: Math.sqrt(square / Math.max(1, images)) };
}

/** Of several species or series together. */
export function joinedEvidence(all: readonly HandEvidence[]): HandEvidence {
  const images = all.reduce((sum, one) => sum + one.images, 0);
  const square = all.reduce((sum, one) => sum + one.images * one.height ** 2, 0);
  return {
    tilts: all.flatMap(({ tilts }) => tilts),
    images,
    height: Math.sqrt(square / Math.max(1, images)),
  };
}

/** The likeliest slope, what it leaves open, and what that says. */
export function handOf({ tilts, images, height }: HandEvidence): HandSlope {
  const all = sumOf(tilts);
  const found = peakOf(all);
  const jackknifed = jackknife(tilts, all);
  const error = Math.max(found.error, jackknifed);
  const value = found.slope;
  // Where the likelihood itself does not prefer one hand, its peak says nothing.
  const preference = all[at(0)] - all[at(2)];
  const far = (from: number): boolean => Math.abs(value - from) > 3 * error;
  const verdict: HandVerdict =
    !far(0) && far(2) && preference > sure
      ? 'right'
      : far(0) && !far(2) && preference < -sure
        ? 'wrong'
        : 'cannot tell';
  const more = Math.max((3.2 * error) ** 2, sure / Math.max(Math.abs(preference), 1e-3), 1);
  return {
    slope: value,
    error,
    verdict,
    images,
    height,
    moreImages: verdict === 'cannot tell' && more < 1e4 ? more : null,
  };
}

/** Three standard deviations as a difference of logarithms of likelihoods. */
const sure = 4.5;

function at(slope: number): number {
  return Math.round((slope - slopes[0]) / step);
}

function sumOf(tilts: readonly Float64Array[]): Float64Array {
  const sum = new Float64Array(slopes.length);
  for (const one of tilts) one.forEach((value, i) => (sum[i] += value));
  return sum;
}

/** The highest point of a curve and its width, from the parabola through it and its neighbors. */
function peakOf(curve: Float64Array): { readonly slope: number; readonly error: number } {
  let best = 0;
  curve.forEach((value, i) => {
    if (value > curve[best]) best = i;
  });
  const middle = Math.min(Math.max(best, 1), curve.length - 2);
  const [low, here, high] = curve.subarray(middle - 1, middle + 2);
  const curvature = (2 * here - low - high) / step ** 2;
  if (!(curvature > 1e-9)) return { slope: slopes[best], error: Infinity };
  const shift = ((high - low) / 2 / step / curvature) * (middle === best ? 1 : 0);
  return {
    slope: slopes[best] + Math.max(-step, Math.min(step, shift)),
    error: 1 / Math.sqrt(curvature),
  };
}

/** How far the peak moves when some of the tilts are left out: their defocus, too, is only known so well. */
function jackknife(tilts: readonly Float64Array[], all: Float64Array): number {
  const groups = Math.min(8, tilts.length);
  if (groups < 3) return 0;
  const without = Array.from({ length: groups }, (_, group) => {
    const left = sumOf(tilts.filter((__, tilt) => tilt % groups === group));
    return peakOf(all.map((value, i) => value - left[i])).slope;
  });
  const mean = without.reduce((sum, value) => sum + value, 0) / groups;
  const square = without.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt((square * (groups - 1)) / groups);
}

/** Of the references' scale in the images, under whichever hand agrees better. */
function amplitudeOf(statistics: SeriesStatistics): number {
  const under = (slope: number): number => {
    let [agreement, model] = [0, 0];
    for (let tilt = 0; tilt < statistics.tilts; tilt++) {
      const found = compared(statistics, tilt, slope, 0);
      agreement += found.agreement;
      model += found.model;
    }
    return model > 0 ? agreement / model : 0;
  };
  return Math.max(under(0), under(2), 0);
}

function tiltEvidence(statistics: SeriesStatistics, tilt: number, amplitude: number): Float64Array {
  return slopes.map((slope) => {
    let [most, sum] = [-Infinity, 0];
    // Whatever the tilt's own defocus is: the mean of the likelihood over what is likely.
    for (const offset of offsets) {
      const { agreement, model } = compared(statistics, tilt, slope, offset);
      const value =
        statistics.coverage * (amplitude * agreement - 0.5 * amplitude ** 2 * model) -
        0.5 * (offset / likelyOffset) ** 2;
      if (value > most) [most, sum] = [value, sum * Math.exp(most - value) + 1];
      else sum += Math.exp(value - most);
    }
    return most + Math.log(sum);
  });
}

/** Images with references under transfer functions whose defocus is less by slope times height, and more by an offset (Å). */
function compared(
  { bins, rings, squares, wavelength, heights, images, byHeight }: SeriesStatistics,
  tilt: number,
  slope: number,
  offset: number,
): { readonly agreement: number; readonly model: number } {
  let [agreement, model] = [0, 0];
  for (let bin = 0; bin < bins; bin++) {
    const group = tilt * bins + bin;
    if (images[group] === 0) continue;
    const change = Math.PI * wavelength * (slope * heights[group] - offset);
    for (let ring = 0, i = group * rings * heightSums; ring < rings; ring++, i += heightSums) {
      const [cosine, sine] = [Math.cos(change * squares[ring]), Math.sin(change * squares[ring])];
      agreement += cosine * byHeight[i] + sine * byHeight[i + 1];
      model +=
        cosine * cosine * byHeight[i + 2] +
        2 * cosine * sine * byHeight[i + 3] +
        sine * sine * byHeight[i + 4];
    }
  }
  return { agreement, model };
}

/** The same evidence once the hand of the files is turned. */
export function mirrored({ tilts, ...of }: HandEvidence): HandEvidence {
  return { ...of, tilts: tilts.map((curve) => curve.toReversed()) };
}
