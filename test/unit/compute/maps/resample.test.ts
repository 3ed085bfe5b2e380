/** Maps at another pixel size and in another box: blobs stay where they are, in Å. */
import assert from 'node:assert/strict';
import { planResampling, resampled, resampledLinearly } from '../../../../src/compute/maps/resample';
import type { Volume } from '../../../../src/compute/maps/volume';

const at = [14, -10, 6] as const;

describe('a map at another pixel size', () => {
  for (const [from, to] of [
    [
      { size: 24, pixelSize: 5 },
      { size: 30, pixelSize: 4 },
    ],
    [
      { size: 30, pixelSize: 4 },
      { size: 20, pixelSize: 6.4 },
    ],
    [
      { size: 24, pixelSize: 5 },
      { size: 40, pixelSize: 5 },
    ],
  ] as const)
    it(`of ${from.size} voxels of ${from.pixelSize} Å becomes ${to.size} of ${to.pixelSize} Å with everything in its place`, () => {
      const plan = planResampling(from.size, from.pixelSize, to.pixelSize);
      assert.ok(plan);
      const expected = blob(to.size, to.pixelSize);
      const made = resampled(blob(from.size, from.pixelSize), plan, to.size, to.pixelSize);
      const linear = resampledLinearly(blob(from.size, from.pixelSize), to.size, to.pixelSize);
      assert.deepEqual([made.size, made.pixelSize], [to.size, to.pixelSize]);
      expected.data.forEach((value, i) => {
        assert.ok(Math.abs(made.data[i] - value) < 2e-3, `${i}: ${made.data[i]}, not ${value}`);
        assert.ok(Math.abs(linear.data[i] - value) < 0.1);
      });
    });

  it('finds boxes for pixel sizes of four digits', () => {
    for (const pixelSize of [1.327, 0.789, 2.15, 10])
      assert.ok(planResampling(128, 1.35, pixelSize), `${pixelSize}`);
  });
});

/** Of 12 Å (deviation), `at` from the middle. */
function blob(size: number, pixelSize: number): Volume {
  const data = Float32Array.from({ length: size ** 3 }, (_, i) => {
    const voxel = [i % size, Math.floor(i / size) % size, Math.floor(i / size ** 2)];
    const square = voxel.reduce(
      (sum, value, axis) => sum + ((value - size / 2) * pixelSize - at[axis]) ** 2,
      0,
    );
    return Math.exp(-square / (2 * 12 ** 2));
  });
  return { size, pixelSize, data };
}
