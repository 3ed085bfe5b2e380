import assert from 'node:assert/strict';
import { transform } from '../../../../shared/math/fft';
import { quickTransform } from '../../../../shared/math/quickFft';
import { seededNormal } from '../../../../shared/math/random';

describe('Quick transforms of whole arrays', () => {
  for (const sizes of [[30], [12, 10], [40, 28], [6, 10, 14], [1, 5, 3], [16, 1, 9]])
    for (const direction of [1, -1] as const)
      it(`agree with the plain ones: ${sizes.join(' x ')}, direction ${direction}`, () => {
        const total = sizes.reduce((a, b) => a * b, 1);
        const normal = seededNormal(total);
        const plain = [0, 1].map(() => Float64Array.from({ length: total }, normal));
        const quick = plain.map((part) => part.slice());
        transform(plain[0], plain[1], sizes, direction);
        quickTransform(quick[0], quick[1], sizes, direction);
        const largest = Math.max(...plain.flatMap((part) => Array.from(part, Math.abs)));
        plain.forEach((part, p) =>
          part.forEach((value, i) => assert.ok(Math.abs(quick[p][i] - value) < 2e-6 * largest, `${p} ${i}`)),
        );
      });

  it('keep few memories, and are right when they are used in turns', () => {
    for (let round = 0; round < 3; round++)
      for (let n = 4; n < 12; n++) {
        const re = Float64Array.from({ length: n * n }, (_, i) => (i === 0 ? 1 : 0));
        const im = new Float64Array(n * n);
        quickTransform(re, im, [n, n], 1);
        assert.ok(
          re.every((value) => Math.abs(value - 1) < 1e-6) && im.every((value) => Math.abs(value) < 1e-6),
        );
      }
  });
});
