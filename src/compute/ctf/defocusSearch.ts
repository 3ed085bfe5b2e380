/** Where the defocus of each tilt may be: its likelihood at many values, and what all tilts together make of that. */
import { likelihoodOf, type SpeciesInTilt } from './tiltLikelihood';

/** Å, as M searches: to either side, and from one value to the next. */
const reach = 3000;
const step = 100;
const values = Float64Array.from({ length: (2 * reach) / step + 1 }, (_, i) => i * step - reach);
const iterations = 60;

/**
 * The likeliest change of every tilt's defocus, Å, given that tilts are spread about a line over the order of exposure: where several
 * values fit as well as each other, the tilt takes the one that its neighbors suggest.
 *
 * @param order (tilt) of exposure, -1 to 1
 */
export function searchDefocus(
  tilts: readonly (readonly SpeciesInTilt[])[],
  order: ArrayLike<number>,
): readonly number[] {
  const curves = tilts.map((species) => {
    const curve = values.map((value) => likelihoodOf(species, [value]).value);
    const highest = curve.reduce((a, b) => Math.max(a, b), -Infinity);
    return Number.isFinite(highest) ? curve.map((one) => one - highest) : values.map(() => 0);
  });
  let line = { mean: 0, slope: 0 };
  let variance = (reach / 2) ** 2;
  let weights: readonly Float64Array[] = [];
  for (let i = 0; i < iterations; i++) {
    weights = curves.map((curve, t) => posterior(curve, line.mean + line.slope * order[t], variance));
    const means = weights.map((own) => own.reduce((sum, w, k) => sum + w * values[k], 0));
    line = lineThrough(means, order);
    const sum = weights.reduce((all, own, t) => {
      const middle = line.mean + line.slope * order[t];
      return all + own.reduce((part, w, k) => part + w * (values[k] - middle) ** 2, 0);
    }, 0);
    variance = Math.max(sum / Math.max(1, tilts.length), (step / 2) ** 2);
  }
  return weights.map((own) => values[own.reduce((best, w, k) => (w > own[best] ? k : best), 0)]);
}

function posterior(curve: Float64Array, middle: number, variance: number): Float64Array {
  const logs = curve.map((value, k) => value - (values[k] - middle) ** 2 / (2 * variance));
  const highest = logs.reduce((a, b) => Math.max(a, b), -Infinity);
  const weights = logs.map((value) => Math.exp(value - highest));
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((value) => value / sum);
}

function lineThrough(
  y: readonly number[],
  x: ArrayLike<number>,
): { readonly mean: number; readonly slope: number } {
  const n = Math.max(1, y.length);
  const middle = Array.from(x).reduce((a, b) => a + b, 0) / n;
  const mean = y.reduce((a, b) => a + b, 0) / n;
  let [across, along] = [0, 0];
  y.forEach((value, t) => {
    across += (x[t] - middle) ** 2;
    along += (x[t] - middle) * (value - mean);
  });
  const slope = across > 0 ? along / across : 0;
  return { mean: mean - slope * middle, slope };
}
