/** NumPy archives. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { decodeNpz, encodeNpz, type NumpyArray } from '../../../src/formats/npz';

describe('an .npz archive', () => {
  it('of NumPy, compressed, is read', () => {
    const file = 'test/fixtures/numpy/three_arrays.npz';
    const arrays = decodeNpz(readFileSync(file), file);
    assert.deepEqual([...arrays.keys()], ['a', 'sub', 'f']);
    assert.deepEqual(arrays.get('a')?.shape, [3, 4]);
    assert.deepEqual(
      [...(arrays.get('a')?.data ?? [])],
      Array.from({ length: 12 }, (_, i) => i / 8),
    );
    assert.deepEqual([...(arrays.get('sub')?.data ?? [])], [0, 1, 1, 0]);
    assert.equal(arrays.get('sub')?.type, 'int64');
    assert.deepEqual([...(arrays.get('f')?.data ?? [])], [1.5, -2]);
  });

  it('comes back as it was written, and is the same bytes every time', () => {
    const arrays = new Map<string, NumpyArray>([
      ['0_P', { shape: [2, 3], data: Float64Array.of(1, 2.5, -1e-9, 4e7, 0, NaN), type: 'float64' }],
      ['0_sub', { shape: [3], data: Float64Array.of(0, 1, -1), type: 'int64' }],
      ['nothing', { shape: [0, 3], data: new Float64Array(0), type: 'float64' }],
    ]);
    const bytes = encodeNpz(arrays);
    assert.deepEqual(bytes, encodeNpz(arrays));
    assert.deepEqual(decodeNpz(bytes, 'test'), arrays);
  });

  it('that is cut or is none is refused', () => {
    const bytes = encodeNpz(new Map([['a', { shape: [1], data: Float64Array.of(1), type: 'float64' }]]));
    for (const broken of [bytes.subarray(0, 60), new Uint8Array(0), bytes.subarray(20)])
      assert.throws(() => decodeNpz(broken, 'x.npz'), {
        name: 'Problem',
        message: /x\.npz: this is not an intact/,
      });
  });
});
