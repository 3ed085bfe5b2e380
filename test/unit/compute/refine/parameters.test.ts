import assert from 'node:assert/strict';
import { place } from '../../../../src/compute/geometry/projection';
import { nearestSpelling, rotationVector, toRotationVector } from '../../../../shared/math/rotations';
import { apply, multiply, transpose } from '../../../../shared/math/vector';
import type { Matrix3, Vector3 } from '../../../../shared/math/vector';
import { withGaugesFixed } from '../../../../src/compute/refine/gauges';
import { hatAt } from '../../../../src/compute/parameters/particlePoses';
import { placeUnder } from '../../../../src/compute/channels/viewChannels';
import { addPulledBack, motionsOf } from '../../../../src/compute/parameters/viewJacobian';
import type { ViewJacobian } from '../../../../src/compute/parameters/viewJacobian';
import { viewJacobian, planParameters, withIncrements } from '../../../../src/compute/refine/parameterVector';
import {
  nothingRefined,
  refinedParameters,
  type RefinedGroups,
} from '../../../../src/compute/parameters/refinedParameters';
import { projectParticles, viewRotation } from '../../../../src/compute/parameters/views';
import type { Views } from '../../../../src/compute/parameters/views';
import { deformedParticles, everything } from '../../../support/deformedParticles';

describe('The parameters of a series', () => {
  for (const samples of [1, 2, 3])
    it(`give the gradient that finite differences give, with ${samples} temporal sample(s)`, () => {
      const { series, particles, normal } = deformedParticles(samples);
      const parameters = planParameters(everything, series, [particles]);
      const views = projectParticles(series, particles, 0);
      const matrix = viewJacobian(parameters, 0, views, 10);
      const x = Float64Array.from({ length: parameters.count }, () => 0.05 * normal());
      // Any smooth function of shift, rotation, magnification and phase will do.
      const slopes = Array.from({ length: views.count }, () => Array.from({ length: 16 }, normal));
      const ofRotation = (m: Matrix3, i: number): number =>
        m.reduce((sum, value, k) => sum + value * slopes[i][k], 0);
      const value = (at: Float64Array): number =>
        placedBy(matrix, { views, magnification: series.magnification }, motionsOf(matrix, at)).reduce(
          (sum, placed, i) => {
            const linear = [...placed.shift, ...placed.magnification, ...placed.phase];
            return (
              sum + ofRotation(placed.rotation, i) + linear.reduce((s, v, k) => s + v * slopes[i][9 + k], 0)
            );
          },
          0,
        );
      const { magnification } = series;
      const motions = motionsOf(matrix, x);
      const placed = placeUnder(matrix.layout, { views, magnification }, motions);
      const turn = placedBy(matrix, { views, magnification }, motions).flatMap(({ rotation }, i) => {
        const byTurn = [0, 1, 2].map((axis) => {
          const step = (sign: number): number => {
            const omega = [0, 0, 0];
            omega[axis] = -sign * 1e-6;
            return ofRotation(multiply(rotation, rotationVector(omega as unknown as Vector3)), i);
          };
          return (step(1) - step(-1)) / 2e-6;
        }) as unknown as Vector3;
        return apply(rotation, byTurn);
      });
      const own: Record<string, readonly number[]> = {
        // By the columns of the slice, which the matrix makes of the rows of the rotation.
        magnification: slopes.flatMap((slope, i) => {
          const [e11, e21, e12, e22] = slope.slice(11);
          const [m11, m21, m12, m22] = placed.magnification.subarray(4 * i);
          return [m11 * e11 + m21 * e21, m12 * e11 + m22 * e21, m11 * e12 + m21 * e22, m12 * e12 + m22 * e22];
        }),
        defocus: slopes.map((slope) => slope[15]),
      };
      const byMotion = new Float64Array(motions.length);
      const { size: stride } = matrix.layout;
      for (const { channel, first } of matrix.layout.channels)
        channel.pullBack(
          views,
          {
            ...{ placed, motions: { values: motions, stride, first }, pixelSize: 1 },
            shift: Float64Array.from(slopes.flatMap((slope) => slope.slice(9, 11))),
            shiftInPixels: new Float64Array(2 * views.count),
            turn: Float64Array.from(turn),
            own: Float64Array.from(own[channel.name] ?? []),
          },
          { values: byMotion, stride, first },
        );
      const gradient = new Float64Array(parameters.count);
      addPulledBack(matrix, byMotion, gradient);
      for (let i = 0; i < parameters.count; i++) {
        const up = Float64Array.from(x);
        const down = Float64Array.from(x);
        up[i] += 1e-5;
        down[i] -= 1e-5;
        const expected = (value(up) - value(down)) / 2e-5;
        assert.ok(
          Math.abs(gradient[i] - expected) < 1e-5 * Math.max(1, Math.abs(expected)),
          `parameter ${i}: ${gradient[i]}, expected ${expected}`,
        );
      }
    });

  // Magnification and defocus move no view: they are in the gradients above.
  for (const { key: name } of refinedParameters.filter(
    ({ key }) => key !== 'magnification' && key !== 'defocusOffset',
  ))
    it(`move views as the series and particles do when they are applied: ${name}`, () => {
      const { series, particles, normal } = deformedParticles(2);
      const groups: RefinedGroups = { ...nothingRefined, [name]: everything[name] };
      const parameters = planParameters(groups, series, [particles]);
      const views = projectParticles(series, particles, 0);
      const scale = name === 'imageWarp' || name === 'volumeWarp' ? 0.1 : 1e-5;
      const x = Float64Array.from({ length: parameters.count }, () => scale * normal());
      const matrix = viewJacobian(parameters, 0, views, 10);
      const motions = motionsOf(matrix, x);
      const moved = withIncrements(parameters, x, series, [particles]);
      const after = projectParticles(moved.series, moved.particles[0], 0);
      assert.equal(after.count, views.count);
      let size = 0;
      for (let i = 0; i < views.count; i++) size = Math.max(size, Math.hypot(views.x[i], views.y[i]) * 1e-5);
      const { magnification } = series;
      placedBy(matrix, { views, magnification }, motions).forEach((predicted, i) => {
        const error = Math.hypot(
          after.x[i] - views.x[i] - predicted.shift[0],
          after.y[i] - views.y[i] - predicted.shift[1],
        );
        // What is left is of second order: increments times slopes of the warps, about 1 % of them.
        assert.ok(error < 0.02 * (scale > 0.01 ? 0.3 : size), `view ${i} is off by ${error} Å`);
        const turn = toRotationVector(multiply(predicted.rotation, transpose(viewRotation(after, i))));
        assert.ok(Math.hypot(...turn) < 1e-6, `view ${i} is turned by ${Math.hypot(...turn)}`);
      });
    });

  it('lose nothing that images could see when gauges are fixed, and no warp that is a shift of all particles', () => {
    const { series, particles, normal } = deformedParticles(1);
    const groups = {
      ...everything,
      volumeWarp: null,
      levelAngles: null,
      magnification: null,
      defocusOffset: null,
    };
    const parameters = planParameters(groups, series, [particles]);
    const views = projectParticles(series, particles, 0);
    const matrix = viewJacobian(parameters, 0, views, 10);
    const x = Float64Array.from({ length: parameters.count }, () => 1e-3 * normal());
    const fixed = withGaugesFixed(parameters, [{ views, matrix }], x);
    const placed = (increments: Float64Array): readonly Placed[] =>
      placedBy(matrix, { views, magnification: [1, 0, 0, 1] }, motionsOf(matrix, increments));
    const after = placed(fixed);
    placed(x).forEach((a, i) => {
      const b = after[i];
      // The warps' slopes differ a little from particle to particle of one tilt.
      assert.ok(Math.hypot(a.shift[0] - b.shift[0], a.shift[1] - b.shift[1]) < 2e-4);
      // Turns of a thousandth do not commute to a millionth.
      assert.ok(Math.hypot(...toRotationVector(multiply(a.rotation, transpose(b.rotation)))) < 1e-5);
    });
    const again = withGaugesFixed(parameters, [{ views, matrix }], fixed);
    const change = Math.max(...again.map((value, i) => Math.abs(value - fixed[i])));
    const first = Math.max(...fixed.map((value, i) => Math.abs(value - x[i])));
    assert.ok(first > 1e-5 && change < 0.05 * first, `first ${first}, again ${change}`);
  });

  it('do not move views of species that are too coarse for them', () => {
    const { series, particles } = deformedParticles(1);
    const parameters = planParameters({ ...nothingRefined, defocusOffset: true }, series, [particles]);
    const views = projectParticles(series, particles, 0);
    const moved = (resolution: number): number =>
      motionsOf(viewJacobian(parameters, 0, views, resolution), Float64Array.of(7)).length;
    assert.deepEqual([10, 20].map(moved), [views.count, 0]);
    // Nor are images cut out twice for them.
    const quadrature = (resolution: number): boolean =>
      viewJacobian(parameters, 0, views, resolution).layout.needsQuadrature;
    assert.deepEqual([10, 20].map(quadrature), [true, false]);
  });

  it('share a dose between its two neighboring samples', () => {
    assert.deepEqual(hatAt(1, 0.7), { first: 0, share: 0 });
    assert.deepEqual(hatAt(3, 0.75), { first: 1, share: 0.5 });
    assert.deepEqual(hatAt(3, 1), { first: 1, share: 1 });
  });

  it('keep Euler angles from jumping by a turn', () => {
    const degrees = (v: Vector3): Vector3 => v.map((a) => (a * 180) / Math.PI) as unknown as Vector3;
    const radians = (v: Vector3): Vector3 => v.map((a) => (a * Math.PI) / 180) as unknown as Vector3;
    const near = degrees(nearestSpelling(radians([-179, 30, 10]), radians([179, 31, 9])));
    assert.ok(Math.hypot(near[0] - 181, near[1] - 30, near[2] - 10) < 1e-9);
    const other = degrees(nearestSpelling(radians([10, 2, 20]), radians([-170, -1, 201])));
    assert.ok(Math.hypot(other[0] + 170, other[1] + 2, other[2] - 200) < 1e-9);
  });

  it('leave the place of a particle as the geometry says when nothing moves', () => {
    const { series, particles } = deformedParticles(1);
    const { particle, tilt, x, y } = projectParticles(series, particles, 0);
    const at = particles.positions.subarray(3 * particle[0], 3 * particle[0] + 3) as unknown as Vector3;
    const placed = place(series, tilt[0], at);
    assert.ok(Math.hypot(placed.x - x[0], placed.y - y[0]) < 1e-9);
  });
});

/** Where motions put a view. */
interface Placed {
  readonly shift: ArrayLike<number> & Iterable<number>;
  readonly rotation: Matrix3;
  readonly magnification: Iterable<number>;
  readonly phase: Iterable<number>;
}

function placedBy(
  { layout }: ViewJacobian,
  of: { readonly views: Views; readonly magnification: ArrayLike<number> },
  motions: Float64Array,
): readonly Placed[] {
  const placed = placeUnder(layout, of, motions);
  return Array.from({ length: of.views.count }, (_, i) => ({
    shift: placed.shift.subarray(2 * i, 2 * i + 2),
    rotation: Array.from(placed.rotation.subarray(9 * i, 9 * i + 9)) as unknown as Matrix3,
    magnification: placed.magnification.subarray(4 * i, 4 * i + 4),
    phase: layout.channels.flatMap(({ channel, first }) =>
      channel.kernel?.phase === undefined ? [] : [motions[i * layout.size + first]],
    ),
  }));
}
