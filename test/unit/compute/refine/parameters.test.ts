import assert from 'node:assert/strict';
import { seededNormal } from '../../../../src/compute/math/random';
import { euler, rotationVector } from '../../../../src/compute/math/rotations';
import { identity3, multiply } from '../../../../src/compute/math/vector';
import type { Matrix3, Vector3 } from '../../../../src/compute/math/vector';
import {
  addGradient,
  displaced,
  hatWeights,
  modelView,
  planParameters,
} from '../../../../src/compute/refine/parameters';
import type { SeriesParticles, View } from '../../../../src/compute/refine/views';
import { nearestSpelling } from '../../../../src/compute/refine/applyIncrements';
import { emptySeries } from '../../../support/series';

const normal = seededNormal(5);

function particles(count: number, samples: number): SeriesParticles {
  return {
    count,
    samples,
    positions: new Float64Array(count * samples * 3),
    angles: new Float64Array(count * samples * 3),
    halfSet: new Uint8Array(count),
  };
}

function randomView(particle: number, tilt: number): View {
  return {
    particle,
    tilt,
    x: 0,
    y: 0,
    defocus: 0,
    rotation: euler(normal(), normal(), normal()),
    stage: identity3,
    orientation: euler(normal(), normal(), normal()),
    dPosition: Float64Array.from({ length: 6 }, normal),
    gx: 0.37,
    gy: 0.81,
    u: 0.3,
  };
}

describe('The parameters of a series', () => {
  for (const samples of [1, 2, 3]) {
    it(`give the gradient that finite differences give, with ${samples} temporal sample(s)`, () => {
      const series = emptySeries(4);
      const layout = planParameters({ imageWarp: [3, 2], particles: true }, series, [particles(2, samples)]);
      const x = Float64Array.from({ length: layout.count }, () => 0.2 * normal());
      const model = modelView(layout, randomView(1, 2), samples);
      // Any smooth function of displacement and orientation will do.
      const weights = Array.from({ length: 9 }, normal);
      const slopes = [normal(), normal()] as const;
      const ofOrientation = (m: Matrix3): number => m.reduce((sum, value, i) => sum + value * weights[i], 0);
      const value = (at: Float64Array): number => {
        const { dx, dy, orientation } = displaced(layout, at, 0, model);
        return slopes[0] * dx + slopes[1] * dy + ofOrientation(orientation);
      };
      const { turn, orientation } = displaced(layout, x, 0, model);
      const byTurn = [0, 1, 2].map((axis) => {
        const step = (sign: number): number => {
          const omega = [0, 0, 0];
          omega[axis] = -sign * 1e-6;
          return ofOrientation(multiply(orientation, rotationVector(omega as unknown as Vector3)));
        };
        return (step(1) - step(-1)) / 2e-6;
      }) as unknown as Vector3;
      const gradient = new Float64Array(layout.count);
      addGradient(layout, gradient, 0, model, turn, orientation, slopes, byTurn);
      for (let i = 0; i < layout.count; i++) {
        const up = Float64Array.from(x);
        const down = Float64Array.from(x);
        up[i] += 1e-5;
        down[i] -= 1e-5;
        const expected = (value(up) - value(down)) / 2e-5;
        assert.ok(Math.abs(gradient[i] - expected) < 1e-6, `parameter ${i}: ${gradient[i]}, ${expected}`);
      }
    });
  }

  it('share a dose between its two neighbouring samples', () => {
    assert.deepEqual(Array.from(hatWeights(1, 0.7)), [1]);
    assert.deepEqual(Array.from(hatWeights(3, 0.75)), [0, 0.5, 0.5]);
    assert.deepEqual(Array.from(hatWeights(3, 1)), [0, 0, 1]);
  });

  it('keep Euler angles from jumping by a turn', () => {
    const degrees = (v: Vector3): Vector3 => v.map((a) => (a * 180) / Math.PI) as unknown as Vector3;
    const radians = (v: Vector3): Vector3 => v.map((a) => (a * Math.PI) / 180) as unknown as Vector3;
    const near = degrees(nearestSpelling(radians([-179, 30, 10]), radians([179, 31, 9])));
    assert.ok(Math.hypot(near[0] - 181, near[1] - 30, near[2] - 10) < 1e-9);
    const other = degrees(nearestSpelling(radians([10, 2, 20]), radians([-170, -1, 201])));
    assert.ok(Math.hypot(other[0] + 170, other[1] + 2, other[2] - 200) < 1e-9);
  });
});
