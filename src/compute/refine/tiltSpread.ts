/**
 * How much a parameter differs from tilt to tilt, by what the images say: the prior of groups that have the same parameters
 * for every tilt. Gradients of tilts with nothing to find scatter as their information allows; what they scatter beyond is
 * spread (the method of moments for random effects; DerSimonian and Laird 1986, iterated). Where there is none, parameters
 * stay where they were; where tilts next to each other have moved alike, those without signal follow them.
 */
import type { ParameterGroup } from '../parameters/group';
import type { Parameters } from './parameterVector';

export interface TiltSpread {
  /** Standard deviation, in units of the parameters. */
  readonly sigma: number;
  /** Correlation of tilts next to each other, 0 to 1. */
  readonly correlation: number;
}

/** What is known at rest. */
export interface AtRest {
  /** Of the log-likelihood. */
  readonly gradient: Float64Array;
  /** F x */
  readonly information: (x: Float64Array) => Float64Array;
  /** (parameter) how far earlier sub-iterations of the round have moved each. */
  readonly moved: Float64Array;
  /** Tilts in the order of their angles. */
  readonly order: readonly number[];
}

const iterations = 20;
const mostCorrelated = 0.95;
/** Parts of the group's own deviation, so that no parameter is fixed for good. */
const leastSpread = 0.01;

/** (group) null for groups whose parameters do not belong to tilts. */
export function tiltSpreads(parameters: Parameters, atRest: AtRest): readonly (TiltSpread | null)[] {
  return parameters.groups.map(({ group, first }) =>
    group.perTilt === undefined ? null : spreadOf(group, first, group.perTilt, atRest),
  );
}

/** What the images say of one tilt along one axis, all its nodes moved alike. */
interface Estimate {
  readonly value: number;
  readonly variance: number;
}

function spreadOf(
  group: ParameterGroup,
  first: number,
  { axes, nodes }: NonNullable<ParameterGroup['perTilt']>,
  { gradient, information, moved, order }: AtRest,
): TiltSpread {
  const sigma0 = group.prior.sigma(0);
  const series: (Estimate | null)[][] = [];
  for (let axis = 0; axis < axes; axis++) {
    const at = (tilt: number): number => first + (tilt * axes + axis) * nodes;
    const together = new Float64Array(gradient.length);
    for (const tilt of order) together.fill(1, at(tilt), at(tilt) + nodes);
    const known = information(together);
    series.push(
      order.map((tilt) => {
        const total = (of: Float64Array): number =>
          of.subarray(at(tilt), at(tilt) + nodes).reduce((sum, value) => sum + value, 0);
        const precision = total(known);
        if (!(precision > 0)) return null;
        return { value: total(moved) / nodes + total(gradient) / precision, variance: 1 / precision };
      }),
    );
  }
  const estimates = series.flat().filter((one) => one !== null);
  let square = sigma0 ** 2;
  for (let i = 0; i < iterations; i++)
    square = moment(estimates, square, (one) => one.value ** 2 - one.variance);
  const sigma = Math.max(Math.sqrt(Math.max(0, square)), leastSpread * sigma0);
  const pairs = series.flatMap((one) =>
    one.slice(1).flatMap((next, i) => {
      const before = one[i];
      return before === null || next === null
        ? []
        : [{ value: before.value * next.value, variance: Math.sqrt(before.variance * next.variance) }];
    }),
  );
  const along = moment(pairs, sigma ** 2, ({ value }) => value);
  return { sigma, correlation: Math.min(mostCorrelated, Math.max(0, along / sigma ** 2)) };
}

/** Mean of what `of` says, weighted by how well each is known when they are spread by `square`. */
function moment(estimates: readonly Estimate[], square: number, of: (one: Estimate) => number): number {
  let sum = 0;
  let weights = 0;
  for (const one of estimates) {
    const weight = 1 / (Math.max(0, square) + one.variance) ** 2;
    sum += weight * of(one);
    weights += weight;
  }
  return weights > 0 ? sum / weights : 0;
}
