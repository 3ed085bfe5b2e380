/** Turned and shifted maps against the same sum of Gaussians computed where it then is. */
import assert from 'node:assert/strict';
import { movedMap, movedMask } from '../../../../src/compute/maps/movedVolume';
import { euler } from '../../../../shared/math/rotations';
import { seededNormal } from '../../../../shared/math/random';
import { add, apply, identity3, transpose, type Vector3 } from '../../../../shared/math/vector';
import type { Volume } from '../../../../src/compute/maps/volume';

const size = 32;
const normal = seededNormal(7);
/** So narrow that shells up to three quarters of the Nyquist limit count, and hardly anything is beyond it. */
const sigma = 1;
const blobs: Vector3[] = Array.from({ length: 20 }, () => [2.5 * normal(), 2.5 * normal(), 2.5 * normal()]);

/** The blobs, each moved. */
function density(move: (at: Vector3) => Vector3): Volume {
  const data = new Float32Array(size ** 3);
  for (const [x, y, z] of blobs.map(move))
    for (let k = 0, index = 0; k < size; k++)
      for (let j = 0; j < size; j++)
        for (let i = 0; i < size; i++, index++) {
          const squared = (i - 16 - x) ** 2 + (j - 16 - y) ** 2 + (k - 16 - z) ** 2;
          data[index] += Math.exp(-squared / (2 * sigma ** 2));
        }
  return { size, pixelSize: 1, data };
}

function difference(a: Volume, b: Volume): number {
  const squares = (values: Float32Array): number => values.reduce((sum, value) => sum + value * value, 0);
  return Math.sqrt(squares(a.data.map((value, i) => value - b.data[i])) / squares(b.data));
}

describe('moved maps', () => {
  const turn = euler(0.7, 1.1, -2.3);
  const shift: Vector3 = [1.3, -0.4, 2.7];
  const original = density((at) => at);

  it('are what the density is when it is turned, to one percent', () => {
    const moved = movedMap(original, { turn: transpose(turn), shift: [0, 0, 0] });
    assert.ok(
      difference(
        moved,
        density((at) => apply(turn, at)),
      ) < 0.01,
    );
  });

  it('are what the density is about another center, to one percent', () => {
    const moved = movedMap(original, { turn: identity3, shift });
    const [x, y, z] = shift;
    assert.ok(
      difference(
        moved,
        density((at) => add(at, [-x, -y, -z])),
      ) < 0.01,
    );
  });

  it('are the same voxels after a turn by 90 degrees, and of odd edges too', () => {
    const quarter = transpose(euler(Math.PI / 2, 0, 0));
    // Without values at the border, where they would count as an end.
    const isInner = (i: number): boolean =>
      [1, 5, 25].every((s) => Math.abs((Math.floor(i / s) % 5) - 2) < 2);
    const data = Float32Array.from({ length: 125 }, (_, i) => (isInner(i) ? (i * 31) % 17 : 0));
    const odd = { size: 5, pixelSize: 1, data };
    const moved = movedMap(odd, { turn: quarter, shift: [0, 0, 0] });
    // The axes' turn takes (x, y) to (y, -x) about the center.
    for (let y = 1; y < 4; y++)
      for (let x = 1; x < 4; x++) {
        const from = odd.data[2 * 25 + y * 5 + x];
        assert.ok(Math.abs(moved.data[2 * 25 + (4 - x) * 5 + y] - from) < 1e-4 * 17);
      }
  });

  it('have masks of the volume that they had, to 5 %, and nothing but 0 and 1 in them', () => {
    const mask = { ...original, data: original.data.map((value) => (value > 0.1 ? 1 : 0)) };
    const volume = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0);
    const moved = movedMask(mask, { turn, shift: [0, 0, 0] });
    assert.ok(moved.data.every((value) => value === 0 || value === 1));
    assert.ok(Math.abs(volume(moved.data) / volume(mask.data) - 1) < 0.05);
  });
});
