/** Comparisons with the truth. */
import assert from 'node:assert/strict';
import type { Volume } from '../../../../src/compute/maps/volume';
import { nearestRotation } from '../../../../shared/math/nearestRotation';
import { seededNormal } from '../../../../shared/math/random';
import { rotationVector, toRotationVector } from '../../../../shared/math/rotations';
import { minimizeSimplex } from '../../../../shared/math/simplex';
import { add, apply, multiply, transpose, type Matrix3, type Vector3 } from '../../../../shared/math/vector';
import { builtInParticle } from '../../../../src/compute/simulate/builtInParticle';
import { densityMap } from '../../../../src/compute/simulate/density';
import { mapAgreement } from '../../../../src/compute/simulate/mapAgreement';
import { defaultSimulation } from '../../../../src/compute/simulate/options';
import { poseErrors } from '../../../../src/compute/simulate/poseErrors';
import { coarseGrained, type PseudoAtoms } from '../../../../src/compute/simulate/pseudoAtoms';
import { trueMask } from '../../../../src/compute/simulate/trueMap';

const normalVector = (normal: () => number, sigma: number): Vector3 => [
  sigma * normal(),
  sigma * normal(),
  sigma * normal(),
];
const randomRotation = (normal: () => number): Matrix3 => rotationVector(normalVector(normal, 2));

describe('pose errors', () => {
  it('do not count a turn and a shift of the whole reference', () => {
    const normal = seededNormal(1);
    const turn = rotationVector([0.05, -0.02, 0.1]);
    const shift: Vector3 = [3, -5, 2];
    const pairs = Array.from({ length: 50 }, () => {
      const rotation = randomRotation(normal);
      const moved = apply(rotation, shift);
      return {
        truth: { x: 100, y: 200, defocus: 3e4, rotation },
        estimate: { x: 100 + moved[0], y: 200 + moved[1], defocus: 3e4, rotation: multiply(rotation, turn) },
      };
    });
    const errors = poseErrors(pairs);
    assert.ok(errors.position < 1e-9 && errors.angle < 1e-7 && errors.defocus === 0);
  });

  it('are the root mean squares of what is left', () => {
    const normal = seededNormal(2);
    const pairs = Array.from({ length: 4000 }, () => {
      const rotation = randomRotation(normal);
      const off = rotationVector(normalVector(normal, 0.03));
      return {
        truth: { x: 0, y: 0, defocus: 0, rotation },
        estimate: {
          x: 2 * normal(),
          y: 2 * normal(),
          defocus: 100 * normal(),
          rotation: multiply(off, rotation),
        },
      };
    });
    const errors = poseErrors(pairs);
    // 4000 of them: 1 %.
    assert.ok(Math.abs(errors.position / (2 * Math.SQRT2) - 1) < 0.04);
    assert.ok(Math.abs(errors.angle / (0.03 * Math.sqrt(3)) - 1) < 0.04);
    assert.ok(Math.abs(errors.defocus / 100 - 1) < 0.04);
  });
});

describe('the nearest rotation', () => {
  it('to a rotation is itself, scaled and with noise nearly so', () => {
    const normal = seededNormal(3);
    for (let i = 0; i < 20; i++) {
      const rotation = randomRotation(normal);
      const noisy = rotation.map((value) => 7 * (value + 1e-6 * normal())) as unknown as Matrix3;
      const off = toRotationVector(multiply(transpose(rotation), nearestRotation(noisy)));
      assert.ok(Math.hypot(...off) < 1e-5);
    }
  });
});

describe('the simplex search', () => {
  it('finds the bottom of a curved valley', () => {
    const valley = ([x, y]: readonly number[]): number => (1 - x) ** 2 + 100 * (y - x * x) ** 2;
    const [x, y] = minimizeSimplex(valley, [-1.2, 1], [0.5, 0.5], 400);
    assert.ok(Math.abs(x - 1) < 1e-4 && Math.abs(y - 1) < 1e-4);
  });
});

describe('map agreement', () => {
  const options = { ...defaultSimulation, box: 48, pixelSize: 9 };
  const atoms = coarseGrained(builtInParticle(1), 6);
  const render = (of: PseudoAtoms, noise: number, seed: number): Volume => {
    const normal = seededNormal(seed);
    const data = Float32Array.from(densityMap(of, 48, 9, 300), (value) => value + noise * normal());
    return { size: 48, pixelSize: 9, data };
  };
  const truth = render(atoms, 0, 0);
  const mask = trueMask(atoms, options);

  it('of the truth with itself reaches the Nyquist limit', () => {
    const agreement = mapAgreement(truth, truth, truth, mask);
    assert.equal(agreement.halfFsc143, 18);
    assert.equal(agreement.truthFsc05, 18);
    assert.ok(agreement.meanTruthFsc > 0.999);
  });

  it('finds its way when the maps are turned by 3 degrees and shifted by a voxel', () => {
    const turn = rotationVector([0.03, -0.03, 0.03]);
    const positions = Float64Array.from({ length: atoms.count }, (_, i) => i).reduce(
      (moved, i) => {
        const [x, y, z] = atoms.positions.subarray(3 * i, 3 * i + 3);
        moved.set(add(apply(turn, [x, y, z]), [9, -5, 4]), 3 * i);
        return moved;
      },
      new Float64Array(3 * atoms.count),
    );
    const moved = render({ ...atoms, positions }, 0, 0);
    const agreement = mapAgreement(moved, moved, truth, mask);
    assert.ok(agreement.truthFsc05 < 20, String(agreement.truthFsc05));
    assert.ok(agreement.meanTruthFsc > 0.95, String(agreement.meanTruthFsc));
  });

  it('is worse with noise', () => {
    const rms = Math.sqrt(truth.data.reduce((sum, value) => sum + value * value, 0) / truth.data.length);
    const agreement = mapAgreement(render(atoms, 1.5 * rms, 1), render(atoms, 1.5 * rms, 2), truth, mask);
    assert.ok(agreement.halfFsc143 > 18 || agreement.meanTruthFsc < 0.95);
  });
});
