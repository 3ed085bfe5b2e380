/** Voxels on their way to the screen lose at most half a 65535th of their range. */
import assert from 'node:assert/strict';
import { pack } from '../../../src/volumes/packed';
import { unpack } from '../../../webview/volume/fetchVolume';

describe('packed voxels', () => {
  it('come back within half a step, lowest and highest as they were', () => {
    const values = Float32Array.from({ length: 4096 }, (_, i) => 3e-4 * Math.sin(i) - 1e-3 * Math.cos(i / 7));
    const packed = pack(values);
    assert.ok(packed.values instanceof Uint16Array);
    const back = new Float32Array(values.length);
    unpack(packed, back);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    // Beside the half step, the result is a 32-bit number.
    const most = (0.5 * (high - low)) / 65535 + 2 ** -24 * Math.max(-low, high);
    values.forEach((value, i) => assert.ok(Math.abs(value - back[i]) <= most, `${back[i]} for ${value}`));
    assert.equal(back[values.indexOf(low)], low);
    assert.ok(Math.abs(back[values.indexOf(high)] - high) <= 2 ** -23 * Math.abs(high));
  });

  it('come as they are where some are no numbers, or all are the same', () => {
    for (const values of [Float32Array.of(1, NaN, 3), Float32Array.of(Infinity, 0), Float32Array.of(7, 7)]) {
      const back = new Float32Array(values.length);
      unpack(pack(values), back);
      assert.deepEqual(back, values);
    }
  });

  it('keep the two values of a mask', () => {
    const back = new Float32Array(4);
    unpack(pack(Float32Array.of(0, 1, 1, 0)), back);
    assert.deepEqual([...back], [0, 1, 1, 0]);
  });
});
