/** Alignments with a rotation of each tilt's own, in Warp's model. */
import assert from 'node:assert/strict';
import { rotationX, rotationY, rotationZ } from '../../../../shared/math/rotations';
import { multiply } from '../../../../shared/math/vector';
import { alignedTilts, alignmentError, type RigidTilt } from '../../../../src/compute/geometry/rigidTilts';

const degree = Math.PI / 180;
const size = [4000, 3000, 1500] as const;

function tilts(level: (tilt: number) => number): readonly RigidTilt[] {
  return Array.from({ length: 11 }, (_, i) => ({
    rotation: multiply(
      rotationZ((85 + 0.1 * i) * degree),
      multiply(rotationY((60 - 12 * i) * degree), rotationX(level(i) * degree)),
    ),
    shift: [3 * i - 10, 5 - i] as const,
  }));
}

describe('alignments of other programs', () => {
  // Of a dose-symmetric series: every exposure is another one.
  const doses = Float64Array.from({ length: 11 }, (_, i) => 3 * (2 * Math.abs(i - 5) - (i > 5 ? 1 : 0)));

  it('with one leveling are exactly in Warp’s model', () => {
    const given = tilts(() => 1.7);
    const aligned = alignedTilts(given, doses, size);
    assert.equal(aligned.volumeWarp, undefined);
    assert.ok(Math.abs(aligned.levelAngleX - 1.7 * degree) < 1e-12);
    assert.ok(Math.abs(aligned.angles[0] + 60 * degree) < 1e-12, 'Warp counts angles the other way');
    assert.ok(alignmentError(given, aligned, doses, size) < 1e-9);
  });

  it('that turn every tilt about X by itself are in it too, with a volume warp and stage angles', () => {
    const given = tilts((i) => 0.4 * Math.sin(2 * i));
    const aligned = alignedTilts(given, doses, size);
    assert.ok(aligned.volumeWarp !== undefined && aligned.stageAngles !== undefined);
    const { volumeWarp: _warp, ...without } = aligned;
    assert.ok(alignmentError(given, without, doses, size) > 3, 'the test turns too little');
    assert.ok(alignmentError(given, aligned, doses, size) < 1e-9);
    const stage = multiply(
      rotationZ(aligned.stageAngles.z.values[3]),
      multiply(rotationY(aligned.stageAngles.y.values[3]), rotationX(aligned.stageAngles.x.values[3])),
    );
    const model = multiply(
      rotationZ(aligned.axisAngles[3]),
      multiply(rotationY(-aligned.angles[3]), rotationX(aligned.levelAngleX)),
    );
    multiply(stage, model).forEach((value, i) => {
      assert.ok(Math.abs(value - given[3].rotation[i]) < 1e-12);
    });
  });

  it('with uneven exposures differ by what is said', () => {
    const uneven = Float64Array.from(doses, (dose, i) => dose + (i % 3 === 0 ? 1 : 0));
    const given = tilts((i) => 0.4 * Math.sin(2 * i));
    const aligned = alignedTilts(given, uneven, size);
    const error = alignmentError(given, aligned, uneven, size);
    assert.ok(error > 0.01 && error < 10, `differs by ${error} Å`);
  });
});
