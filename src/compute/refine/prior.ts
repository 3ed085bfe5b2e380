/** The prior of all parameters as one quadratic form: half the sum of squares over variances. */
import type { Parameters } from './parameterVector';
import type { TiltSpread } from './tiltSpread';

export interface Prior {
  /** (parameter) diagonal of the matrix, neighbors included. */
  readonly diagonal: Float64Array;
  /** Half (x + m)' P (x + m), m being how far parameters per tilt have been moved already. */
  value(x: Float64Array): number;
  /** Adds P (x + m) to `target`. */
  addGradient(x: Float64Array, target: Float64Array): void;
  /** Adds P x to `target`. */
  addProduct(x: Float64Array, target: Float64Array): void;
}

/** What the images say of groups that have the same parameters for every tilt. */
export interface TiltKnowledge {
  /** (group) null for the others. */
  readonly spreads: readonly (TiltSpread | null)[];
  /** Tilts in the order of their angles. */
  readonly order: readonly number[];
  /** (parameter) how far earlier sub-iterations of the round have moved each; counts in groups with a spread. */
  readonly moved: Float64Array;
}

/** @param smooth whether nodes of a grid are drawn to their neighbors; without it each only to where it is */
export function priorOf(parameters: Parameters, smooth: boolean, tilts?: TiltKnowledge): Prior {
  const own = new Float64Array(parameters.count);
  const moved = new Float64Array(parameters.count);
  const found: Pair[] = [];
  parameters.groups.forEach(({ group, first }, index) => {
    const spread = tilts?.spreads[index] ?? null;
    if (tilts === undefined || spread === null || group.perTilt === undefined)
      for (let i = 0; i < group.count; i++) own[first + i] = 1 / group.prior.sigma(i) ** 2;
    else {
      moved.set(tilts.moved.subarray(first, first + group.count), first);
      const { axes, nodes } = group.perTilt;
      // The mean of nodes is known better than each of them, which a deformation moves, too.
      const sigma =
        nodes === 1 ? spread.sigma : Math.hypot(spread.sigma * Math.sqrt(nodes), group.prior.sigma(0));
      const correlation = smooth ? spread.correlation : 0;
      const chain = { order: tilts.order, width: axes * nodes, first, moved };
      addChain(chain, { sigma, correlation }, own, found);
    }
    if (!smooth) return;
    for (const { a, b, sigma } of group.prior.neighbors)
      found.push({ a: first + a, b: first + b, precision: 1 / sigma ** 2, offset: 0 });
  });
  const diagonal = Float64Array.from(own);
  for (const { a, b, precision } of found) {
    diagonal[a] += precision;
    diagonal[b] += precision;
  }
  const pairs = inColumns(found);
  /** @param share of what was moved before: 1, or 0 for the matrix alone */
  const add = (x: Float64Array, share: 0 | 1, target: Float64Array): void => {
    for (let i = 0; i < x.length; i++) target[i] += own[i] * (x[i] + share * moved[i]);
    for (let i = 0; i < pairs.a.length; i++) {
      const a = pairs.a[i];
      const b = pairs.b[i];
      const difference = pairs.precision[i] * (x[a] - x[b] + share * pairs.offset[i]);
      target[a] += difference;
      target[b] -= difference;
    }
  };
  return {
    diagonal,
    value(x) {
      let sum = 0;
      for (let i = 0; i < x.length; i++) sum += own[i] * (x[i] + moved[i]) ** 2;
      for (let i = 0; i < pairs.a.length; i++)
        sum += pairs.precision[i] * (x[pairs.a[i]] - x[pairs.b[i]] + pairs.offset[i]) ** 2;
      return 0.5 * sum;
    },
    addGradient: (x, target) => add(x, 1, target),
    addProduct: (x, target) => add(x, 0, target),
  };
}

interface Pair {
  readonly a: number;
  readonly b: number;
  readonly precision: number;
  /** By how much they were moved apart before. */
  readonly offset: number;
}

/** Products with the prior are many: an array for each. */
function inColumns(pairs: readonly Pair[]): {
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly precision: Float64Array;
  readonly offset: Float64Array;
} {
  return {
    a: Int32Array.from(pairs, ({ a }) => a),
    b: Int32Array.from(pairs, ({ b }) => b),
    precision: Float64Array.from(pairs, ({ precision }) => precision),
    offset: Float64Array.from(pairs, ({ offset }) => offset),
  };
}

interface Chain extends Omit<TiltKnowledge, 'spreads'> {
  /** Parameters of a tilt. */
  readonly width: number;
  /** Of all parameters, the first of the group. */
  readonly first: number;
}

/**
 * Every parameter of a tilt is that of the tilt before times the correlation, and something of its own: a chain whose
 * inverse covariance joins neighbors alone.
 */
function addChain(
  { order, width, first, moved }: Chain,
  { sigma, correlation }: TiltSpread,
  own: Float64Array,
  pairs: Pair[],
): void {
  const scale = 1 / (sigma ** 2 * (1 - correlation ** 2));
  order.forEach((tilt, i) => {
    const isEnd = i === 0 || i === order.length - 1;
    const precision =
      order.length === 1 ? 1 / sigma ** 2 : scale * (1 - correlation) * (isEnd ? 1 : 1 - correlation);
    for (let k = 0; k < width; k++) {
      const [a, b] = [first + order[Math.max(0, i - 1)] * width + k, first + tilt * width + k];
      own[b] = precision;
      if (i > 0 && correlation > 0)
        pairs.push({ a, b, precision: scale * correlation, offset: moved[a] - moved[b] });
    }
  });
}
