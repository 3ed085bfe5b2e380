/** Priors of parameters per tilt: their strength comes from the data, and tilts without signal follow their neighbors. */
import assert from 'node:assert/strict';
import { choleskyFactor, choleskySolve } from '../../../../shared/math/cholesky';
import { seededNormal } from '../../../../shared/math/random';
import { imageWarpGroup } from '../../../../src/compute/parameters/imageWarp';
import type { Parameters } from '../../../../src/compute/refine/parameterVector';
import { priorOf } from '../../../../src/compute/refine/prior';
import { tiltSpreads } from '../../../../src/compute/refine/tiltSpread';

const tilts = 41;
/** Not the order of the file. */
const order = Array.from({ length: tilts }, (_, i) => (i * 16) % tilts);

describe('The spread over tilts', () => {
  it('is found, with how alike tilts next to each other are', () => {
    for (const [sigma, correlation] of [
      [6, 0],
      [6, 0.8],
    ]) {
      const found = Array.from({ length: 30 }, (_, seed) => spreadOf({ sigma, correlation, seed }));
      const mean = (of: (one: (typeof found)[number]) => number): number =>
        found.reduce((sum, one) => sum + of(one), 0) / found.length;
      assert.ok(Math.abs(mean((one) => one.sigma) - sigma) < 0.15 * sigma, `${mean((one) => one.sigma)}`);
      const alike = mean((one) => one.correlation);
      // Correlations of so few tilts are biased towards 0, and never negative.
      assert.ok(Math.abs(alike - correlation) < 0.15, `${alike} for ${correlation}`);
    }
  });

  it('is next to none where images only hold noise, however much of it', () => {
    for (const information of [0.01, 1]) {
      const found = Array.from({ length: 30 }, (_, seed) =>
        spreadOf({ sigma: 0, correlation: 0, seed, information }),
      );
      const noise = 1 / Math.sqrt(information);
      const mean = found.reduce((sum, { sigma }) => sum + sigma, 0) / found.length;
      assert.ok(mean < 0.35 * noise, `${mean} of ${noise}`);
    }
  });

  it('does not listen to tilts without information', () => {
    const { sigma } = spreadOf({ sigma: 2, correlation: 0, seed: 3, dead: (tilt) => tilt % 4 === 0 });
    assert.ok(sigma > 1.2 && sigma < 2.8, `${sigma}`);
  });
});

describe('The prior of a parameter per tilt', () => {
  it('is the inverse covariance of a chain over the order of the angles', () => {
    const [sigma, correlation] = [3, 0.7];
    const { parameters } = shifts();
    const prior = priorOf(parameters, true, {
      spreads: [{ sigma, correlation }],
      order,
      moved: zeros(parameters),
    });
    const place = new Map(order.map((tilt, i) => [tilt, i]));
    for (const tilt of [0, order[0], order[tilts - 1], 7]) {
      // Precision times covariance is one.
      const covariance = zeros(parameters);
      for (let other = 0; other < tilts; other++)
        covariance[2 * other] =
          sigma ** 2 * correlation ** Math.abs((place.get(tilt) ?? 0) - (place.get(other) ?? 0));
      const product = zeros(parameters);
      prior.addProduct(covariance, product);
      product.forEach((value, i) =>
        assert.ok(Math.abs(value - (i === 2 * tilt ? 1 : 0)) < 1e-9, `${i}: ${value}`),
      );
    }
  });

  it('draws a tilt without information to its neighbors, and one that nothing is known of back to where it was', () => {
    const dead = order[20];
    const moved = order.map(() => 4);
    const near = posterior({ sigma: 4, correlation: 0.9 }, moved, dead);
    assert.ok(near[20] > 3, `${near[20]}`);
    const alone = posterior({ sigma: 4, correlation: 0 }, moved, dead);
    assert.ok(Math.abs(alone[20]) < 1e-9, `${alone[20]}`);
  });

  it('counts what earlier sub-iterations moved', () => {
    const { parameters } = shifts();
    const moved = zeros(parameters).fill(2);
    const prior = priorOf(parameters, true, { spreads: [{ sigma: 1, correlation: 0 }], order, moved });
    const rest = zeros(parameters);
    assert.ok(Math.abs(prior.value(rest) - 0.5 * 4 * 2 * tilts) < 1e-9);
    const back = moved.map((value) => -value);
    assert.equal(prior.value(back), 0);
    const gradient = zeros(parameters);
    prior.addGradient(rest, gradient);
    assert.ok(gradient.every((value) => Math.abs(value - 2) < 1e-12));
  });
});

function shifts(): { readonly parameters: Parameters } {
  const group = imageWarpGroup([1, 1], tilts);
  return { parameters: { count: group.count, groups: [{ group, first: 0, coarsest: Infinity }] } };
}

function zeros({ count }: Parameters): Float64Array {
  return new Float64Array(count);
}

/** Tilts moved as a chain of the spread and correlation, seen through noise as their information allows. */
function spreadOf(truth: {
  readonly sigma: number;
  readonly correlation: number;
  readonly seed: number;
  readonly information?: number;
  readonly dead?: (tilt: number) => boolean;
}) {
  const { parameters } = shifts();
  const normal = seededNormal(truth.seed + 1);
  const gradient = zeros(parameters);
  const information = zeros(parameters);
  for (let axis = 0; axis < 2; axis++) {
    let value = truth.sigma * normal();
    order.forEach((tilt, i) => {
      if (i > 0)
        value = truth.correlation * value + truth.sigma * Math.sqrt(1 - truth.correlation ** 2) * normal();
      const at = 2 * tilt + axis;
      const known = truth.dead?.(tilt) === true ? 0 : (truth.information ?? 1) * (0.2 + (i % 5));
      information[at] = known;
      gradient[at] = known * value + Math.sqrt(known) * normal();
    });
  }
  const [spread] = tiltSpreads(parameters, {
    gradient,
    information: (x) => x.map((value, i) => value * information[i]),
    moved: zeros(parameters),
    order,
  });
  assert.ok(spread !== null);
  return spread;
}

/** Where tilts go along x, in the order of their angles, when all but one are seen at `moved`. */
function posterior(
  spread: { readonly sigma: number; readonly correlation: number },
  moved: readonly number[],
  dead: number,
): readonly number[] {
  const { parameters } = shifts();
  const { count } = parameters;
  const prior = priorOf(parameters, true, { spreads: [spread], order, moved: zeros(parameters) });
  const matrix = new Float64Array(count * count);
  const right = zeros(parameters);
  for (let i = 0; i < count; i++) {
    const column = zeros(parameters);
    prior.addProduct(
      zeros(parameters).map((_, k) => (k === i ? 1 : 0)),
      column,
    );
    column.forEach((value, k) => (matrix[k * count + i] = value));
    if (i % 2 === 1 || i === 2 * dead) continue;
    matrix[i * count + i] += 10;
    right[i] = 10 * moved[0];
  }
  choleskySolve(choleskyFactor(matrix, count), count, right, 0);
  return order.map((tilt) => right[2 * tilt]);
}
