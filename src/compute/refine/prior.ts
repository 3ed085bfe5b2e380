/** The prior of all parameters as one quadratic form: half the sum of squares over variances. */
import type { Parameters } from './parameters';

export interface Prior {
  /** (parameter) diagonal of the matrix, neighbours included. */
  readonly diagonal: Float64Array;
  /** Half x' P x. */
  value(x: Float64Array): number;
  /** Adds P x to `target`. */
  addProduct(x: Float64Array, target: Float64Array): void;
}

/** @param smooth whether nodes of a grid are drawn to their neighbours; without it each only to where it is */
export function priorOf(parameters: Parameters, smooth: boolean): Prior {
  const own = new Float64Array(parameters.count);
  const pairs: { a: number; b: number; precision: number }[] = [];
  for (const { group, first } of parameters.groups) {
    for (let i = 0; i < group.count; i++) own[first + i] = 1 / group.prior.sigma(i) ** 2;
    if (!smooth) continue;
    for (const { a, b, sigma } of group.prior.neighbours)
      pairs.push({ a: first + a, b: first + b, precision: 1 / sigma ** 2 });
  }
  const diagonal = Float64Array.from(own);
  for (const { a, b, precision } of pairs) {
    diagonal[a] += precision;
    diagonal[b] += precision;
  }
  return {
    diagonal,
    value(x) {
      let sum = 0;
      for (let i = 0; i < x.length; i++) sum += own[i] * x[i] * x[i];
      for (const { a, b, precision } of pairs) sum += precision * (x[a] - x[b]) ** 2;
      return 0.5 * sum;
    },
    addProduct(x, target) {
      for (let i = 0; i < x.length; i++) target[i] += own[i] * x[i];
      for (const { a, b, precision } of pairs) {
        const difference = precision * (x[a] - x[b]);
        target[a] += difference;
        target[b] -= difference;
      }
    },
  };
}
