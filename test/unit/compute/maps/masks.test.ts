import assert from 'node:assert/strict';
import { boxSize, fastSize } from '../../../../src/compute/maps/boxSize';
import { squaredDistances } from '../../../../shared/masks/distanceTransform';
import { resolutionAt } from '../../../../src/compute/maps/fsc';
import { binarize, comparisonMask, expandAndSoften } from '../../../../src/compute/maps/masks';
import { padOrCrop } from '../../../../src/compute/maps/volume';
import { seededUniform } from '../../../../shared/math/random';

describe('Masks and boxes', () => {
  it('measure distances exactly', () => {
    const size = 12;
    const uniform = seededUniform(2);
    const inside = Float32Array.from({ length: size ** 3 }, () => (uniform() < 0.01 ? 1 : 0));
    const sites: number[][] = [];
    inside.forEach((value, i) => {
      if (value > 0) sites.push([i % size, Math.floor(i / size) % size, Math.floor(i / size ** 2)]);
    });
    const distances = squaredDistances(inside, size);
    distances.forEach((got, i) => {
      const [x, y, z] = [i % size, Math.floor(i / size) % size, Math.floor(i / size ** 2)];
      const expected = Math.min(...sites.map(([a, b, c]) => (a - x) ** 2 + (b - y) ** 2 + (c - z) ** 2));
      assert.equal(got, expected);
    });
  });

  it('grow by whole voxels and then fall off like a cosine', () => {
    const size = 24;
    const data = new Float32Array(size ** 3);
    data[(12 * size + 12) * size + 12] = 1;
    const soft = expandAndSoften({ size, pixelSize: 1, data }, 3, 4);
    const along = (x: number): number => soft.data[(12 * size + 12) * size + 12 + x];
    assert.equal(along(3), 1);
    assert.ok(Math.abs(along(5) - 0.5) < 1e-6);
    assert.equal(along(7), 0);
  });

  it('have one edge for all that is compared under them', () => {
    const size = 24;
    const data = new Float32Array(size ** 3);
    data[(12 * size + 12) * size + 12] = 1;
    const soft = comparisonMask({ size, pixelSize: 1, data });
    const along = (x: number): number => soft[(12 * size + 12) * size + 12 + x];
    assert.equal(along(0), 1);
    assert.ok(along(2) > 0.5 && along(3) < 0.5 && along(4) > 0);
    assert.equal(along(5), 0);
  });

  it('keep the middle voxel in the middle when padded or cropped', () => {
    const data = new Float32Array(6 ** 3);
    data[(3 * 6 + 3) * 6 + 3] = 5;
    const padded = padOrCrop({ size: 6, pixelSize: 2, data }, 10);
    assert.equal(padded.data[(5 * 10 + 5) * 10 + 5], 5);
    assert.deepEqual(padOrCrop(padded, 6).data, data);
  });

  it('are twice the diameter wide, rounded as M rounds, and computed in a box that transforms fast', () => {
    assert.equal(boxSize(280, 6), 94);
    assert.equal(boxSize(25, 10), 4);
    assert.equal(boxSize(35, 10), 8);
    assert.equal(fastSize(94), 96);
    assert.equal(fastSize(98), 98);
    assert.equal(fastSize(221), 224);
  });

  it('are binary at and above the threshold', () => {
    const volume = { size: 1, pixelSize: 1, data: Float32Array.of(0.5) };
    assert.equal(binarize(volume, 0.5).data[0], 1);
    assert.equal(binarize(volume, 0.51).data[0], 0);
  });
});

describe('The resolution of a curve', () => {
  it('is interpolated between shells', () => {
    const curve = [1, 1, 0.5, 0.1, 0];
    // 0.143 lies (0.5 - 0.143) / 0.4 beyond shell 2.
    assert.ok(Math.abs(resolutionAt(curve, 0.143, 10, 2) - 20 / (2 + 0.357 / 0.4)) < 1e-9);
  });

  it('is the Nyquist limit when the curve never falls below the threshold', () => {
    assert.equal(resolutionAt([1, 1, 1, 1, 1], 0.143, 10, 3), 6);
  });
});
