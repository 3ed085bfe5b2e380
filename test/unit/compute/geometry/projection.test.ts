/** Where particles come to lie in tilt images, and how that changes with their position. */
import assert from 'node:assert/strict';
import { place, tiltMatrix } from '../../../../src/compute/geometry/projection';
import { TiltPlacer } from '../../../../src/compute/geometry/tiltPlacer';
import { seededUniform } from '../../../../shared/math/random';
import { rotationX, rotationY, rotationZ } from '../../../../shared/math/rotations';
import { multiply, type Vector3 } from '../../../../shared/math/vector';
import { deformedSeries, plainSeries } from '../../../support/tiltSeries';

function randomPositions(count: number, seed: number, size: Vector3): Vector3[] {
  const uniform = seededUniform(seed);
  return Array.from({ length: count }, () => [size[0] * uniform(), size[1] * uniform(), size[2] * uniform()]);
}

describe('a particle in a tilt image', () => {
  it('in the center of the volume lies in the center of every image', () => {
    const series = plainSeries(5);
    for (let t = 0; t < 5; t++) {
      const { x, y, defocus } = place(series, t, [1200, 1650, 300]);
      assert.ok(Math.abs(x - 1700) < 1e-9 && Math.abs(y - 1200) < 1e-9 && Math.abs(defocus - 30000) < 1e-9);
    }
  });

  it('moves as x cos - z sin, and its defocus as x sin + z cos', () => {
    const series = plainSeries(5);
    const b = series.angles[4];
    const { x, y, defocus } = place(series, 4, [1300, 1600, 350]);
    assert.ok(Math.abs(x - (1700 + 100 * Math.cos(b) - 50 * Math.sin(b))) < 1e-9);
    assert.ok(Math.abs(y - 1150) < 1e-9);
    assert.ok(Math.abs(defocus - (30000 + 100 * Math.sin(b) + 50 * Math.cos(b))) < 1e-9);
  });

  it('with inverted angles changes its defocus the other way, and keeps its place', () => {
    const series = plainSeries(5);
    const position: Vector3 = [1300, 1600, 350];
    const a = place(series, 4, position);
    const b = place({ ...series, anglesInverted: true }, 4, position);
    assert.ok(Math.abs(a.defocus + b.defocus - 60000) < 1e-9 && a.x === b.x && a.y === b.y);
  });

  it('is tilted by Rz(axis) Ry(-(angle + level Y)) Rx(level X)', () => {
    const series = deformedSeries(5, 1);
    for (let t = 0; t < 5; t++) {
      const expected = multiply(
        rotationZ(series.axisAngles[t]),
        multiply(rotationY(-(series.angles[t] + series.levelAngleY)), rotationX(series.levelAngleX)),
      );
      tiltMatrix(series, t).forEach((value, i) => assert.ok(Math.abs(value - expected[i]) < 1e-15));
    }
  });

  it('is the same with and without derivatives', () => {
    const series = deformedSeries(7, 2);
    for (const position of randomPositions(20, 3, series.volumeSize))
      for (let t = 0; t < 7; t++) {
        const a = place(series, t, position);
        const b = new TiltPlacer(series, t);
        b.place(position);
        assert.ok(
          Math.abs(a.x - b.x) < 1e-9 && Math.abs(a.y - b.y) < 1e-9 && Math.abs(a.defocus - b.defocus) < 1e-9,
        );
        a.rotation.forEach((value, i) => assert.ok(Math.abs(value - b.rotation[i]) < 1e-14));
      }
  });

  it('moves with its position as central differences say, through all deformations', () => {
    const series = deformedSeries(7, 4);
    const h = 1e-3;
    for (const position of randomPositions(20, 5, series.volumeSize))
      for (let t = 0; t < 7; t++) {
        const placer = new TiltPlacer(series, t);
        placer.place(position);
        const { dPosition } = placer;
        for (let axis = 0; axis < 3; axis++) {
          const moved = (d: number): Vector3 => [
            position[0] + (axis === 0 ? d : 0),
            position[1] + (axis === 1 ? d : 0),
            position[2] + (axis === 2 ? d : 0),
          ];
          const a = place(series, t, moved(h));
          const b = place(series, t, moved(-h));
          // Rounding: 1e-13 of 3000 Å over 2e-3 Å.
          assert.ok(Math.abs(dPosition[axis] - (a.x - b.x) / (2 * h)) < 1e-6);
          assert.ok(Math.abs(dPosition[3 + axis] - (a.y - b.y) / (2 * h)) < 1e-6);
        }
      }
  });

  it('has finite numbers in a series of one tilt and in one of equal doses', () => {
    const one = deformedSeries(1, 6);
    const equal = { ...deformedSeries(5, 7), dose: new Float64Array(5).fill(3) };
    for (const [series, t] of [
      [one, 0],
      [equal, 4],
    ] as const) {
      const { x, y, defocus, rotation } = place(series, t, [900, 2000, 250]);
      assert.ok([x, y, defocus, ...rotation].every(Number.isFinite));
    }
  });
});
