/** Surfaces have the area and volume that geometry says, lose their dust, and take values of other maps. */
import assert from 'node:assert/strict';
import { seededNormal } from '../../../shared/math/random';
import { blockRanges } from '../../../webview/volume/blocks';
import { hideDust } from '../../../webview/volume/dust';
import { marchingCubes, type Surface } from '../../../webview/volume/marchingCubes';
import { sampleAt } from '../../../webview/volume/sample';

const edge = 64;
const middle = 31.5;

describe('a surface', () => {
  it('of a sphere has its area and volume', () => {
    const radius = 20;
    const { area, volume } = measure(surfaceOf((x, y, z) => radius - Math.hypot(x, y, z)));
    within(area, 4 * Math.PI * radius ** 2);
    within(volume, (4 / 3) * Math.PI * radius ** 3);
  });

  it('of a torus has its area and volume', () => {
    const [large, small] = [18, 7];
    const { area, volume } = measure(surfaceOf((x, y, z) => small - Math.hypot(Math.hypot(x, y) - large, z)));
    within(area, 4 * Math.PI ** 2 * large * small);
    within(volume, 2 * Math.PI ** 2 * large * small ** 2);
  });

  it('is the same whether empty blocks are skipped or not, also around voxels that are no numbers', () => {
    const noise = seededNormal(3);
    const size = [37, 25, 18] as const;
    const data = Float32Array.from({ length: 37 * 25 * 18 }, (_, i) =>
      i % 997 === 0 ? NaN : noise() + (i % 37 < 20 ? 4 : 0),
    );
    const { across, up, low, high } = blockRanges({ size, data });
    const all = { across, up, low: low.map(() => -Infinity), high: high.map(() => Infinity) };
    // The last level lies above all values of the empty side, so that blocks are skipped.
    for (const level of [0, 2, 5]) {
      const [skipping, visiting] = [
        marchingCubes({ size, data }, level),
        marchingCubes({ size, data }, level, all),
      ];
      assert.ok(skipping.indices.length > 0);
      assert.deepEqual(skipping, visiting);
    }
    assert.ok(high.some((value) => value < 5));
  });

  it('loses pieces that are smaller than the dust, and no others', () => {
    const two = surfaceOf((x, y, z) => Math.max(12 - Math.hypot(x + 10, y, z), 3 - Math.hypot(x - 20, y, z)));
    const large = surfaceOf((x, y, z) => 12 - Math.hypot(x + 10, y, z));
    assert.equal(hideDust(two, 10).indices.length, large.indices.length);
    assert.equal(hideDust(two, 3).indices.length, two.indices.length);
    assert.equal(hideDust(two, 40).indices.length, 0);
  });

  it('takes values of another map of other voxels at the same place', () => {
    // A ramp along x of voxels twice as large that begin 4 voxels earlier.
    const size = [40, 40, 40] as const;
    const data = Float32Array.from({ length: 40 ** 3 }, (_, i) => i % 40);
    const positions = Float32Array.of(0, 5, 5, 10, 7, 3, 11, 0, 0);
    const values = sampleAt({ size, data }, positions, [0.5, 0.5, 0.5], [2, 2, 2]);
    assert.deepEqual([...values], [2, 7, 7.5]);
  });
});

function surfaceOf(value: (x: number, y: number, z: number) => number): Surface {
  const data = new Float32Array(edge ** 3);
  for (let z = 0, i = 0; z < edge; z++)
    for (let y = 0; y < edge; y++)
      for (let x = 0; x < edge; x++) data[i++] = value(x - middle, y - middle, z - middle);
  return marchingCubes({ size: [edge, edge, edge], data }, 0);
}

function measure({ positions, indices }: Surface): { area: number; volume: number } {
  let area = 0;
  let volume = 0;
  for (let i = 0; i < indices.length; i += 3) {
    const [a, b, c] = [0, 1, 2].map((k) => positions.subarray(3 * indices[i + k], 3 * indices[i + k] + 3));
    const [u, v] = [b, c].map((point) => [point[0] - a[0], point[1] - a[1], point[2] - a[2]]);
    const cross = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
    area += Math.hypot(cross[0], cross[1], cross[2]) / 2;
    volume += (a[0] * cross[0] + a[1] * cross[1] + a[2] * cross[2]) / 6;
  }
  return { area, volume };
}

function within(found: number, expected: number): void {
  assert.ok(Math.abs(found / expected - 1) < 0.02, `${found} instead of ${expected}`);
}
