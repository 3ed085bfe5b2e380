/** Rotations, their Euler angles and their vectors. */
import assert from 'node:assert/strict';
import { seededNormal, seededUniform } from '../../../../shared/math/random';
import {
  euler,
  rotationVector,
  rotationX,
  rotationY,
  rotationZ,
  toEuler,
  toRotationVector,
} from '../../../../shared/math/rotations';
import { identity3, multiply, transpose, type Matrix3, type Vector3 } from '../../../../shared/math/vector';

const difference = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((value, i) => Math.abs(value - b[i])));

function randomRotation(normal: () => number): Matrix3 {
  return rotationVector([2 * normal(), 2 * normal(), 2 * normal()]);
}

describe('rotations', () => {
  it('turn right-handedly about each axis', () => {
    assert.ok(difference(rotationX(Math.PI / 2), [1, 0, 0, 0, 0, -1, 0, 1, 0]) < 1e-15);
    assert.ok(difference(rotationY(Math.PI / 2), [0, 0, 1, 0, 1, 0, -1, 0, 0]) < 1e-15);
    assert.ok(difference(rotationZ(Math.PI / 2), [0, -1, 0, 1, 0, 0, 0, 0, 1]) < 1e-15);
  });

  it('by Euler angles are Rz(-psi) Ry(-tilt) Rz(-rot)', () => {
    const expected = multiply(rotationZ(-0.3), multiply(rotationY(-1.1), rotationZ(-2.2)));
    assert.ok(difference(euler(2.2, 1.1, 0.3), expected) < 1e-15);
  });

  it('come back from their Euler angles, at the poles too', () => {
    const uniform = seededUniform(1);
    for (let i = 0; i < 200; i++) {
      const tilt = i < 20 ? 0 : i < 40 ? Math.PI : Math.PI * uniform();
      const m = euler(7 * uniform(), tilt, 7 * uniform());
      assert.ok(difference(euler(...toEuler(m)), m) < 1e-9);
    }
  });

  it('come back from their vectors, for small angles and half turns too', () => {
    const normal = seededNormal(2);
    for (const length of [1e-12, 1e-6, 0.01, 1, 3, Math.PI - 1e-9, Math.PI]) {
      const v: Vector3 = [normal(), normal(), normal()];
      const scale = length / Math.hypot(...v);
      const scaled: Vector3 = [v[0] * scale, v[1] * scale, v[2] * scale];
      const m = rotationVector(scaled);
      assert.ok(difference(rotationVector(toRotationVector(m)), m) < 1e-14);
      // A half turn may come back about the opposite axis, and near it the sign hangs on rounding.
      if (length < 3.1) assert.ok(difference(toRotationVector(m), scaled) < 1e-15 + 1e-12 * length);
    }
    assert.deepEqual(toRotationVector(identity3), [0, 0, 0]);
  });

  it('are orthogonal', () => {
    const normal = seededNormal(3);
    for (let i = 0; i < 20; i++) {
      const m = randomRotation(normal);
      assert.ok(difference(multiply(m, transpose(m)), identity3) < 1e-14);
    }
  });
});
