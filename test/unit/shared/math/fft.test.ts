/** The CPU's Fourier transform against its definition. */
import assert from 'node:assert/strict';
import { frequency, transform } from '../../../../shared/math/fft';
import { seededNormal } from '../../../../shared/math/random';

function randomArrays(length: number, seed: number): [Float64Array, Float64Array] {
  const normal = seededNormal(seed);
  const make = (): Float64Array => Float64Array.from({ length }, () => normal());
  return [make(), make()];
}

describe('the Fourier transform', () => {
  for (const n of [1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 30, 49, 96, 101, 143])
    it(`of length ${n} is the sum in its definition`, () => {
      const [re, im] = randomArrays(n, n);
      const a = re.slice();
      const b = im.slice();
      transform(a, b, [n], 1);
      for (let k = 0; k < n; k++) {
        let sumRe = 0;
        let sumIm = 0;
        for (let x = 0; x < n; x++) {
          const angle = (-2 * Math.PI * ((k * x) % n)) / n;
          sumRe += re[x] * Math.cos(angle) - im[x] * Math.sin(angle);
          sumIm += re[x] * Math.sin(angle) + im[x] * Math.cos(angle);
        }
        assert.ok(Math.abs(a[k] - sumRe) < 1e-12 * n && Math.abs(b[k] - sumIm) < 1e-12 * n);
      }
    });

  it('treats the first axis as the fastest', () => {
    const sizes = [6, 5, 4];
    const re = new Float64Array(120);
    const im = new Float64Array(120);
    for (let z = 0; z < 4; z++)
      for (let y = 0; y < 5; y++)
        for (let x = 0; x < 6; x++)
          re[(z * 5 + y) * 6 + x] = Math.cos(2 * Math.PI * ((2 * x) / 6 + y / 5 - z / 4));
    transform(re, im, sizes, 1);
    re.forEach((value, i) => {
      const peak = i === (3 * 5 + 1) * 6 + 2 || i === (1 * 5 + 4) * 6 + 4;
      assert.ok(Math.abs(value - (peak ? 60 : 0)) < 1e-12 && Math.abs(im[i]) < 1e-12);
    });
  });

  it('comes back through the inverse, in three dimensions of any length', () => {
    const sizes = [18, 7, 20];
    const [re, im] = randomArrays(18 * 7 * 20, 5);
    const a = re.slice();
    const b = im.slice();
    transform(a, b, sizes, 1);
    transform(a, b, sizes, -1);
    a.forEach((value, i) => assert.ok(Math.abs(value - re[i]) < 1e-13 && Math.abs(b[i] - im[i]) < 1e-13));
  });

  it('counts frequencies from zero up, then from below', () => {
    assert.deepEqual(
      [0, 1, 2, 3].map((i) => frequency(i, 4)),
      [0, 1, -2, -1],
    );
    assert.deepEqual(
      [0, 1, 2, 3, 4].map((i) => frequency(i, 5)),
      [0, 1, 2, -2, -1],
    );
  });
});
