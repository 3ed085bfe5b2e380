/** What is worked out for all views at once, against the same view by view and entry by entry. */
import assert from 'node:assert/strict';
import { choleskyFactor, choleskySolve } from '../../../../shared/math/cholesky';
import { seededNormal } from '../../../../shared/math/random';
import { coreInformation, sumFloats } from '../../../../src/compute/kernels/kernelChannel';
import { addPulledBack, motionsOf } from '../../../../src/compute/parameters/viewJacobian';
import { projectParticles, viewRotation, viewsWhere } from '../../../../src/compute/parameters/views';
import { planFisher } from '../../../../src/compute/refine/fisher';
import { factoredBlocks } from '../../../../src/compute/refine/fisherBlocks';
import { motionInformation } from '../../../../src/compute/refine/motionInformation';
import { planParameters, viewJacobian } from '../../../../src/compute/refine/parameterVector';
import { priorOf } from '../../../../src/compute/refine/prior';
import { errorsOfParticle, standardErrors } from '../../../../src/compute/refine/standardErrors';
import { multiply } from '../../../../shared/math/vector';
import { deformedParticles, everything } from '../../../support/deformedParticles';
import { plainInformation } from '../../../support/plainInformation';
import { plainGroups } from '../../../support/plainMotions';
import { plainViews } from '../../../support/plainViews';

const pixelSize = 3.5;

/** Views, and all rows of what moves them: (view, number) by parameter. */
function moved(samples: number) {
  const { series, particles, normal } = deformedParticles(samples);
  const parameters = planParameters(everything, series, [particles]);
  const views = projectParticles(series, particles, 0);
  const matrix = viewJacobian(parameters, 0, views, 10);
  const plain = plainViews(series, particles);
  const groups = plainGroups(everything, series, particles);
  const { size, at } = matrix.layout;
  const rows = Array.from({ length: plain.length * size }, () => new Float64Array(parameters.count));
  plain.forEach((view, i) => {
    for (const { group, first } of parameters.groups)
      for (const { channel, component, parameter, weight } of groups[group.name](view))
        rows[i * size + at[channel] + component][first + parameter] += weight;
  });
  return { series, particles, normal, parameters, views, matrix, plain, rows };
}

/** With what images tell of each view, positive: on the diagonals of a 5 x 5 triangle, and of channels. */
function informed(samples: number, normal: () => number) {
  const all = moved(samples);
  const { views, matrix } = all;
  const floats = sumFloats(matrix.layout.kernel);
  const perView = new Float32Array(views.count * floats);
  perView.forEach((_, i) => (perView[i] = 0.1 * normal()));
  for (let view = 0; view < views.count; view++) {
    for (const i of [0, 5, 9, 12, 14]) perView[view * floats + i] = 3 + Math.abs(normal());
    for (let i = coreInformation; i < floats; i++) perView[view * floats + i] = 1 + Math.abs(normal());
  }
  return { ...all, one: { views, matrix, perView, weight: 1.7, pixelSize } };
}

function close(found: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  assert.equal(found.length, expected.length, what);
  const scale = Math.max(1e-300, ...Array.from(expected, Math.abs));
  for (let i = 0; i < expected.length; i++)
    assert.ok(
      Math.abs(found[i] - expected[i]) <= 1e-12 * scale,
      `${what} ${i}: ${found[i]}, expected ${expected[i]}`,
    );
}

describe('Views of a series', () => {
  for (const samples of [1, 2, 3])
    it(`are where each lies by itself, with ${samples} temporal sample(s)`, () => {
      const { views, plain } = moved(samples);
      assert.equal(views.count, plain.length);
      for (const name of ['particle', 'tilt', 'x', 'y', 'defocus', 'gx', 'gy', 'u'] as const)
        close(
          views[name],
          plain.map((view) => view[name]),
          name,
        );
      for (const name of [
        'rotation',
        'orientation',
        'dPosition',
        'dCentered',
        'position',
        'centered',
      ] as const)
        close(
          views[name],
          plain.flatMap((view) => Array.from<number>(view[name])),
          name,
        );
      const odd = viewsWhere(views, (view) => view % 2 === 1);
      close(
        viewRotation(odd, 1),
        multiply(plain[3].rotation, plain[3].orientation),
        'a view that was chosen',
      );
    });
});

describe('All parameters together', () => {
  for (const samples of [1, 2, 3])
    it(`move views, and take gradients back, as entry by entry, with ${samples} temporal sample(s)`, () => {
      const { parameters, matrix, rows, normal } = moved(samples);
      const x = Float64Array.from({ length: parameters.count }, normal);
      const motions = motionsOf(matrix, x);
      close(
        motions,
        rows.map((row) => row.reduce((sum, weight, i) => sum + weight * x[i], 0)),
        'motion',
      );
      const gradient = new Float64Array(parameters.count).fill(0.5);
      addPulledBack(matrix, motions, gradient);
      const expected = new Float64Array(parameters.count).fill(0.5);
      rows.forEach((row, i) => row.forEach((weight, p) => (expected[p] += weight * motions[i])));
      close(gradient, expected, 'gradient');
    });

  it('are known as view by view: products, and blocks on the diagonal', () => {
    const normal = seededNormal(8);
    const { parameters, matrix, plain, rows, one } = informed(2, normal);
    const whole = plainInformation(one, plain, rows);
    const n = parameters.count;
    const x = Float64Array.from({ length: n }, normal);
    close(
      planFisher(parameters, [one]).product(x),
      Array.from({ length: n }, (_, i) => x.reduce((sum, value, j) => sum + whole[i * n + j] * value, 0)),
      'product',
    );
    const known = { matrix, information: motionInformation(one) };
    const prior = priorOf(parameters, true);
    for (const { first, size, factor } of factoredBlocks(parameters, [known], prior)) {
      const found: number[] = [];
      const expected: number[] = [];
      for (let i = 0; i < size; i++)
        for (let j = 0; j < size; j++) {
          let product = 0;
          for (let k = 0; k < size; k++) product += factor[i * size + k] * factor[j * size + k];
          found.push(product);
          expected.push(whole[(first + i) * n + first + j] + (i === j ? prior.diagonal[first + i] : 0));
        }
      close(found, expected, `block at ${first}`);
    }
  });
});

describe('Standard errors', () => {
  /** (parameter, parameter) of F + P and its inverse. */
  const known = (samples: number) => {
    const all = informed(samples, seededNormal(9));
    const { parameters, particles, one, plain, rows, matrix, views } = all;
    const n = parameters.count;
    const prior = priorOf(parameters, true);
    const fisher = planFisher(parameters, [one]);
    const whole = plainInformation(one, plain, rows);
    for (let i = 0; i < n; i++) {
      const column = new Float64Array(n);
      prior.addProduct(
        Float64Array.from({ length: n }, (_, j) => Number(i === j)),
        column,
      );
      column.forEach((value, j) => (whole[j * n + i] += value));
    }
    const factor = choleskyFactor(whole, n);
    const covariance = (x: Float64Array): Float64Array => {
      const solved = Float64Array.from(x);
      choleskySolve(factor, n, solved, 0);
      return solved;
    };
    const species = [{ ...fisher.known[0], views, particles: particles.count }];
    const errors = standardErrors(parameters, species, prior, (x) => fisher.product(x));
    return { ...all, n, errors, covariance, size: matrix.layout.size, at: matrix.layout.at };
  };

  it('of parameters are roots of the diagonal of the inverse information, whatever else is refined', () => {
    const { parameters, errors, n, covariance } = known(1);
    assert.equal(errors.isConditional, false);
    const geometry = parameters.groups.filter(({ group }) => group.name !== 'particle poses');
    assert.deepEqual(
      errors.groups.map(({ name }) => name),
      geometry.map(({ group }) => group.name),
    );
    geometry.forEach(({ group, first }, index) => {
      const expected = Array.from({ length: group.count }, (_, i) => {
        const unit = new Float64Array(n);
        unit[first + i] = 1;
        return Math.sqrt(covariance(unit)[first + i]);
      });
      const { deviations, inflation, told } = errors.groups[index];
      expected.forEach((value, i) => assert.ok(Math.abs(deviations[i] / value - 1) < 1e-9, group.name));
      assert.ok(inflation >= 1 && told > 0 && told < 1, group.name);
    });
  });

  for (const samples of [1, 2])
    it(`of particles are those of what their images have in common, with ${samples} temporal sample(s)`, () => {
      const { errors, views, rows, n, covariance, size, at } = known(samples);
      const particle = 1;
      const own = Array.from({ length: views.count }, (_, view) => view).filter(
        (view) => views.particle[view] === particle,
      );
      const [found] = errors.particles;
      for (let axis = 0; axis < 3; axis++) {
        // The turn is the mean over tilts, in the volume.
        const turn = new Float64Array(n);
        for (const view of own) {
          rows[view * size + at.volumeTurn + axis].forEach((value, p) => (turn[p] += value / own.length));
          for (let row = 0; row < 3; row++) {
            const by = views.rotation[9 * view + 3 * row + axis] / own.length;
            rows[view * size + at.imageTurn + row].forEach((value, p) => (turn[p] += by * value));
          }
        }
        const solved = covariance(turn);
        const expected = Math.sqrt(turn.reduce((sum, value, i) => sum + value * solved[i], 0));
        const stated = found?.[particle * errorsOfParticle + 3 + axis] ?? NaN;
        assert.ok(Math.abs(stated / expected - 1) < 1e-9, `${stated}, expected ${expected}`);
        assert.ok((found?.[particle * errorsOfParticle + axis] ?? NaN) > 0);
      }
    });
});
