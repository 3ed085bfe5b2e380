/**
 * What tilts have in common, learned from the tilts themselves (empirical Bayes): each number of a tilt is spread about a line over the
 * order of exposure, as widely as the images say beyond their own errors. A tilt whose images say nothing takes the line's value.
 */
import { choleskyFactor, choleskySolve } from '../../../shared/math/cholesky';

/** A log-likelihood of n numbers, h x - x I x / 2. */
export interface Quadratic {
  readonly h: Float64Array;
  /** (n, n) I */
  readonly information: Float64Array;
}

export interface TiltPrior {
  /** (number) where the line is in the middle of the exposure, and by how much it rises from there to the end. */
  readonly mean: Float64Array;
  readonly slope: Float64Array;
  /** (number) about the line. */
  readonly variance: Float64Array;
}

const iterations = 100;
/** Of a variance, in units of where it began: nothing is fixed for good. */
const leastVariance = 1e-6;

/**
 * @param order (tilt) of exposure, -1 to 1
 * @param start (number) standard deviations to begin with
 */
export function learnPrior(
  tilts: readonly Quadratic[],
  order: ArrayLike<number>,
  start: readonly number[],
): TiltPrior {
  const n = start.length;
  let variance = Float64Array.from(start, (sigma) => sigma ** 2);
  let line: Pick<TiltPrior, 'mean' | 'slope'> = { mean: new Float64Array(n), slope: new Float64Array(n) };
  for (let i = 0; i < iterations; i++) {
    const precision = variance.map((value) => 1 / value);
    line = bestLine(tilts, order, precision);
    const next = new Float64Array(n);
    tilts.forEach(({ h, information }, t) => {
      const { at, covariance } = posterior({ h, information }, lineAt(line, order[t]), precision);
      for (let j = 0; j < n; j++)
        next[j] += (at[j] - line.mean[j] - line.slope[j] * order[t]) ** 2 + covariance[j * n + j];
    });
    const floor = start.map((sigma) => leastVariance * sigma ** 2);
    const updated = next.map((sum, j) => Math.max(sum / Math.max(1, tilts.length - 2), floor[j]));
    const isDone = updated.every((value, j) => Math.abs(value - variance[j]) < 1e-3 * variance[j]);
    variance = updated;
    if (isDone) break;
  }
  return { ...line, variance };
}

export function lineAt({ mean, slope }: Pick<TiltPrior, 'mean' | 'slope'>, order: number): Float64Array {
  return mean.map((value, j) => value + slope[j] * order);
}

/** Where the numbers of a tilt are most likely, and how well they are known. */
export function posterior(
  { h, information }: Quadratic,
  mean: Float64Array,
  precision: Float64Array,
): { readonly at: Float64Array; readonly covariance: Float64Array } {
  const n = h.length;
  const known = Float64Array.from(information);
  const at = Float64Array.from(h);
  for (let j = 0; j < n; j++) {
    known[j * n + j] += precision[j];
    at[j] += precision[j] * mean[j];
  }
  const factor = choleskyFactor(known, n);
  choleskySolve(factor, n, at, 0);
  const covariance = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    covariance[j * n + j] = 1;
    choleskySolve(factor, n, covariance, j * n);
  }
  return { at, covariance };
}

/** The line under which all tilts together are most likely, whatever each of them is. */
function bestLine(
  tilts: readonly Quadratic[],
  order: ArrayLike<number>,
  precision: Float64Array,
): Pick<TiltPrior, 'mean' | 'slope'> {
  const n = precision.length;
  const size = 2 * n;
  const matrix = new Float64Array(size * size);
  const right = new Float64Array(size);
  tilts.forEach(({ h, information }, t) => {
    const known = Float64Array.from(information);
    for (let j = 0; j < n; j++) known[j * n + j] += precision[j];
    const factor = choleskyFactor(known, n);
    // W = I - I (I + P)^-1 I, and what is left of h likewise.
    const own = Float64Array.from(h);
    choleskySolve(factor, n, own, 0);
    const basis = [1, order[t]];
    for (let j = 0; j < n; j++) {
      const column = Float64Array.from({ length: n }, (_, k) => information[k * n + j]);
      const solved = Float64Array.from(column);
      choleskySolve(factor, n, solved, 0);
      let value = h[j];
      for (let k = 0; k < n; k++) value -= information[j * n + k] * own[k];
      basis.forEach((b, u) => (right[u * n + j] += b * value));
      for (let k = 0; k < n; k++) {
        let weight = information[k * n + j];
        for (let l = 0; l < n; l++) weight -= information[k * n + l] * solved[l];
        basis.forEach((b, u) =>
          basis.forEach((c, v) => (matrix[(u * n + k) * size + v * n + j] += b * c * weight)),
        );
      }
    }
  });
  // What no image says stays where it was.
  for (let i = 0; i < size; i++) matrix[i * size + i] += 1e-9 * precision[i % n];
  choleskySolve(choleskyFactor(matrix, size), size, right, 0);
  return { mean: right.slice(0, n), slope: right.slice(n) };
}
