import assert from 'node:assert/strict';
import { pixelList } from '../../../../src/compute/kernels/pixelList';

describe('The list of Fourier pixels', () => {
  it('holds one of every pair of mates within the radius, and not the origin', () => {
    const list = pixelList(32, 11);
    const seen = new Set<string>();
    for (let i = 0; i < list.count; i++) {
      const [kx, ky] = [list.frequencies[2 * i], list.frequencies[2 * i + 1]];
      assert.ok(kx * kx + ky * ky <= 121 && (kx !== 0 || ky > 0));
      assert.ok(!seen.has(`${-kx},${-ky}`));
      seen.add(`${kx},${ky}`);
    }
    let expected = 0;
    for (let y = -11; y <= 11; y++) for (let x = -11; x <= 11; x++) if (x * x + y * y <= 121) expected++;
    assert.equal(list.count, (expected - 1) / 2);
  });

  it('has every pixel of a lower resolution in a prefix', () => {
    const list = pixelList(64, 31);
    const end = list.upTo(12);
    for (let i = end; i < list.count; i++)
      assert.ok(Math.hypot(list.frequencies[2 * i], list.frequencies[2 * i + 1]) > 12);
    assert.ok(end < list.count / 3);
  });
});
