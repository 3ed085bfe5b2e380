/** How much each tilt counts: amplitude weight and B-factor. */
import type { TiltSeries } from '../../model/tiltSeries';
import { evaluate } from '../../../shared/math/cubicGrid';
import { tiltFraction } from './projection';

/** A deselected tilt stays in the arrays, but counts for nothing. */
const deselected = 1e-4;

/** Amplitude weight of a tilt: the fitted one, or the cosine of its angle. The series' own weight is not part of it. */
export function tiltScale(series: TiltSeries, tilt: number): number {
  const fitted = series.doseWeights.values.length > 1;
  const weight = fitted
    ? evaluate(series.doseWeights, 0.5, 0.5, tiltFraction(series, tilt))
    : Math.cos(series.angles[tilt]);
  return series.used[tilt] ? weight : weight * deselected;
}

/** The same with the weight of the whole series: in maps series stand beside each other, in a comparison each is alone. */
export function mapScale(series: TiltSeries, tilt: number): number {
  return tiltScale(series, tilt) * series.weight;
}

/**
 * B-factor of a tilt, Å², negative is damping as exp(B k²/4): the fitted one but at most -3 times the dose,
 * or -4 times the dose. The series' own B-factor is not part of it.
 */
export function tiltBfactor(series: TiltSeries, tilt: number): number {
  const fitted = series.doseBfactors.values.length > 1;
  if (!fitted) return -4 * series.dose[tilt];
  return Math.min(
    evaluate(series.doseBfactors, 0.5, 0.5, tiltFraction(series, tilt)),
    -3 * series.dose[tilt],
  );
}

/** The same with the B-factor of the whole series, Å². */
export function mapBfactor(series: TiltSeries, tilt: number): number {
  return tiltBfactor(series, tilt) + series.bfactor;
}
