import assert from 'node:assert/strict';
import { transform } from '../../../../shared/math/fft';
import { seededNormal } from '../../../../shared/math/random';
import { SimdTransforms } from '../../../../shared/math/simdTransforms';

describe('Transforms of many lines by vector instructions', () => {
  // All radices, alone and mixed; a prime that none has; lengths that fill no vector.
  for (const n of [1, 2, 3, 5, 8, 30, 37, 42, 64, 100, 128, 144, 220])
    for (const count of [1, 7, 16, 35])
      it(`agree with the plain ones and come back: ${count} lines of ${n}`, () => {
        const work = new SimdTransforms(2 * n * count + 2 * count * (n + 3), 4, [n, 4]);
        const normal = seededNormal(n);
        const values = Array.from({ length: 2 * n * count }, normal);
        const expected = Array.from({ length: count }, (_, line) => {
          const re = Float64Array.from({ length: n }, (_value, i) => Math.fround(values[line * n + i]));
          const im = Float64Array.from({ length: n }, (_value, i) =>
            Math.fround(values[(count + line) * n + i]),
          );
          const before = [re.slice(), im.slice()] as const;
          transform(re, im, [n], 1);
          return { before, after: [re, im] as const };
        });
        // Columns lie tight, rows with a gap that has to stay as it is.
        const pitches = { columns: count, rows: n + 3 };
        for (const way of ['columns', 'rows'] as const) {
          const pitch = pitches[way];
          const length = way === 'columns' ? n * count : count * pitch;
          const parts = [work.allocate(length), work.allocate(length)] as const;
          const at = (line: number, i: number): number =>
            way === 'columns' ? i * pitch + line : line * pitch + i;
          parts.forEach((part, p) => {
            part.fill(5);
            expected.forEach(({ before }, line) =>
              before[p].forEach((value, i) => (part[at(line, i)] = value)),
            );
          });
          const same = (wanted: 'before' | 'after', scale: number): void =>
            expected.forEach((one, line) =>
              parts.forEach((part, p) =>
                one[wanted][p].forEach((value, i) => {
                  const difference = Math.abs(part[at(line, i)] / scale - value);
                  assert.ok(difference < 3e-6 * Math.sqrt(n), `${way} ${line} ${i}: ${difference}`);
                }),
              ),
            );
          work[way](...parts, { length: n, count, pitch });
          same('after', 1);
          work[way](parts[1], parts[0], { length: n, count, pitch });
          same('before', n);
          if (way === 'rows') assert.ok(parts.every((part) => part[n] === 5 && part[length - 1] === 5));
        }
      });

  it('refuse lengths and memory that were not asked for', () => {
    const work = new SimdTransforms(64, 1, [8]);
    const part = work.allocate(64);
    assert.throws(() => work.rows(part, part, { length: 4, count: 1, pitch: 4 }), RangeError);
    assert.throws(() => work.allocate(1e6), RangeError);
  });
});
