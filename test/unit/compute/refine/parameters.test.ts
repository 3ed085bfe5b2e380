import assert from 'node:assert/strict';
import { place } from '../../../../src/compute/geometry/projection';
import { constantGrid } from '../../../../shared/math/grids';
import { seededNormal } from '../../../../shared/math/random';
import { nearestSpelling, rotationVector, toRotationVector } from '../../../../shared/math/rotations';
import { apply, multiply, transpose } from '../../../../shared/math/vector';
import type { Matrix3, Vector3 } from '../../../../shared/math/vector';
import { withGaugesFixed } from '../../../../src/compute/refine/gauges';
import { hatWeights } from '../../../../src/compute/parameters/particlePoses';
import type { ByImage, PlacedView } from '../../../../src/compute/channels/channel';
import { placeUnder } from '../../../../src/compute/channels/viewChannels';
import { addPulledBack, motionsOf } from '../../../../src/compute/parameters/viewJacobian';
import type { ViewJacobian } from '../../../../src/compute/parameters/viewJacobian';
import {
  viewJacobian,
  planParameters,
  withGridSizes,
  withIncrements,
} from '../../../../src/compute/refine/parameterVector';
import {
  nothingRefined,
  refinedParameters,
  type RefinedGroups,
} from '../../../../src/compute/parameters/refinedParameters';
import { projectParticles, viewRotation } from '../../../../src/compute/parameters/views';
import type { SeriesParticles, View } from '../../../../src/compute/parameters/views';
import { plainSeries } from '../../../support/tiltSeries';

const all: RefinedGroups = {
  imageWarp: [3, 2],
  volumeWarp: [2, 2, 2, 3],
  stageAngles: true,
  levelAngles: true,
  magnification: true,
  particlePoses: true,
  defocusOffset: true,
};

/** A deformed series with particles well inside. */
function project(samples: number) {
  const normal = seededNormal(5 + samples);
  const series = withGridSizes(
    {
      ...plainSeries(5),
      axisAngles: new Float64Array(5).fill(-1.5),
      levelAngleX: 0.02,
      levelAngleY: -0.03,
      stageAngles: { x: constantGrid(0.01), y: constantGrid(-0.02), z: constantGrid(0.015) },
    },
    all,
  );
  for (const grid of [series.imageWarp.x, series.imageWarp.y, ...Object.values(series.volumeWarp)])
    grid.values.forEach((_, i) => (grid.values[i] = 4 * normal()));
  const count = 4;
  const position = (): number[] => [1000 + 200 * normal(), 1500 + 300 * normal(), 300 + 60 * normal()];
  const angles = (): number[] => [normal(), 1 + 0.3 * normal(), normal()];
  const repeat = (make: () => number[]): Float64Array =>
    Float64Array.from(
      Array.from({ length: count }, () => {
        const one = make();
        return Array.from({ length: samples }, () => one.map((value) => value + 0.01 * normal())).flat();
      }).flat(),
    );
  const particles: SeriesParticles = {
    count,
    samples,
    positions: repeat(position),
    angles: repeat(angles),
    halfSet: new Uint8Array(count),
  };
  return { series, particles, normal };
}

describe('The parameters of a series', () => {
  for (const samples of [1, 2, 3])
    it(`give the gradient that finite differences give, with ${samples} temporal sample(s)`, () => {
      const { series, particles, normal } = project(samples);
      const parameters = planParameters(all, series, [particles]);
      const views = projectParticles(series, particles, 0);
      const matrix = viewJacobian(parameters, 0, views, 10);
      const x = Float64Array.from({ length: parameters.count }, () => 0.05 * normal());
      // Any smooth function of shift, rotation, magnification and phase will do.
      const slopes = views.map(() => Array.from({ length: 16 }, normal));
      const ofRotation = (m: Matrix3, i: number): number =>
        m.reduce((sum, value, k) => sum + value * slopes[i][k], 0);
      const value = (at: Float64Array): number => {
        const motions = motionsOf(matrix, at);
        return views.reduce((sum, view, i) => {
          const placed = placedBy(matrix, series.magnification, motions)(view, i);
          const linear = [...placed.shift, ...placed.magnification, ...placed.phase];
          return (
            sum + ofRotation(placed.rotation, i) + linear.reduce((s, v, k) => s + v * slopes[i][9 + k], 0)
          );
        }, 0);
      };
      const motions = motionsOf(matrix, x);
      const byMotion = new Float64Array(motions.length);
      views.forEach((view, i) => {
        const placed = placedBy(matrix, series.magnification, motions)(view, i);
        const turn = [0, 1, 2].map((axis) => {
          const step = (sign: number): number => {
            const omega = [0, 0, 0];
            omega[axis] = -sign * 1e-6;
            return ofRotation(multiply(placed.rotation, rotationVector(omega as unknown as Vector3)), i);
          };
          return (step(1) - step(-1)) / 2e-6;
        }) as unknown as Vector3;
        const [a, b, e11, e21, e12, e22, phase] = slopes[i].slice(9);
        const [m11, m21, m12, m22] = placed.magnification;
        const own: Record<string, readonly number[]> = {
          // By the columns of the slice, which the matrix makes of the rows of the rotation.
          magnification: [
            m11 * e11 + m21 * e21,
            m12 * e11 + m22 * e21,
            m11 * e12 + m21 * e22,
            m12 * e12 + m22 * e22,
          ],
          defocus: [phase],
        };
        const by: ByImage = {
          ...{ placed, motions, pixelSize: 1, shift: [a, b], shiftInPixels: [0, 0] },
          ...{ turn: apply(placed.rotation, turn), own: [] },
        };
        for (const { channel, first } of matrix.layout.channels)
          channel.pullBack(
            view,
            { ...by, own: own[channel.name] ?? [] },
            byMotion,
            i * matrix.layout.size + first,
          );
      });
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
      const { series, particles, normal } = project(2);
      const groups: RefinedGroups = { ...nothingRefined, [name]: all[name] };
      const parameters = planParameters(groups, series, [particles]);
      const views = projectParticles(series, particles, 0);
      const scale = name === 'imageWarp' || name === 'volumeWarp' ? 0.1 : 1e-5;
      const x = Float64Array.from({ length: parameters.count }, () => scale * normal());
      const matrix = viewJacobian(parameters, 0, views, 10);
      const motions = motionsOf(matrix, x);
      const moved = withIncrements(parameters, x, series, [particles]);
      const after = projectParticles(moved.series, moved.particles[0], 0);
      assert.equal(after.length, views.length);
      let size = 0;
      for (const view of views) size = Math.max(size, Math.hypot(view.x, view.y) * 1e-5);
      views.forEach((view, i) => {
        const predicted = placedBy(matrix, series.magnification, motions)(view, i);
        const error = Math.hypot(
          after[i].x - view.x - predicted.shift[0],
          after[i].y - view.y - predicted.shift[1],
        );
        // What is left is of second order: increments times slopes of the warps, about 1 % of them.
        assert.ok(error < 0.02 * (scale > 0.01 ? 0.3 : size), `view ${i} is off by ${error} Å`);
        const turn = toRotationVector(multiply(predicted.rotation, transpose(viewRotation(after[i]))));
        assert.ok(Math.hypot(...turn) < 1e-6, `view ${i} is turned by ${Math.hypot(...turn)}`);
      });
    });

  it('lose nothing that images could see when gauges are fixed, and no warp that is a shift of all particles', () => {
    const { series, particles, normal } = project(1);
    const groups = { ...all, volumeWarp: null, levelAngles: null, magnification: null, defocusOffset: null };
    const parameters = planParameters(groups, series, [particles]);
    const views = projectParticles(series, particles, 0);
    const matrix = viewJacobian(parameters, 0, views, 10);
    const x = Float64Array.from({ length: parameters.count }, () => 1e-3 * normal());
    const fixed = withGaugesFixed(parameters, [{ views, matrix }], x);
    const before = motionsOf(matrix, x);
    const after = motionsOf(matrix, fixed);
    views.forEach((view, i) => {
      const a = placedBy(matrix, [1, 0, 0, 1], before)(view, i);
      const b = placedBy(matrix, [1, 0, 0, 1], after)(view, i);
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
    const { series, particles } = project(1);
    const parameters = planParameters({ ...nothingRefined, defocusOffset: true }, series, [particles]);
    const views = projectParticles(series, particles, 0);
    const entries = (resolution: number): number =>
      viewJacobian(parameters, 0, views, resolution).weight.length;
    assert.deepEqual([10, 20].map(entries), [views.length, 0]);
    // Nor are images cut out twice for them.
    const quadrature = (resolution: number): boolean =>
      viewJacobian(parameters, 0, views, resolution).layout.needsQuadrature;
    assert.deepEqual([10, 20].map(quadrature), [true, false]);
  });

  it('share a dose between its two neighboring samples', () => {
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

  it('leave the place of a particle as the geometry says when nothing moves', () => {
    const { series, particles } = project(1);
    const [view] = projectParticles(series, particles, 0);
    const at = particles.positions.subarray(3 * view.particle, 3 * view.particle + 3) as unknown as Vector3;
    const placed = place(series, view.tilt, at);
    assert.ok(Math.hypot(placed.x - view.x, placed.y - view.y) < 1e-9);
  });
});

/** Where motions put views. */
function placedBy(
  { layout }: ViewJacobian,
  magnification: PlacedView['magnification'],
  motions: Float64Array,
): (view: View, index: number) => PlacedView {
  return (view, index) => placeUnder(layout, { view, magnification }, motions, index * layout.size);
}
