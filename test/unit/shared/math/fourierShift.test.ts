/** Shifting an image in Fourier space, against Warp's own result. */
import assert from 'node:assert/strict';
import { frequency, transform } from '../../../../shared/math/fft';
import { readMrc } from '../../../../src/formats/mrc';

describe('a Fourier shift', () => {
  it('by 2.5 and 3.3 pixels gives what Warp gives', async () => {
    const { data } = await readMrc('test/fixtures/warp/shift_reference.mrc');
    const golden = (await readMrc('test/fixtures/warp/shift_shifted_2.5_3.3.mrc')).data;
    const re = Float64Array.from(data);
    const im = new Float64Array(64);
    transform(re, im, [8, 8], 1);
    // Warp keeps half of the transform, with the highest frequency positive; the other half mirrors it.
    const signed = (index: number): number => (index === 4 ? 4 : frequency(index, 8));
    for (let y = 0; y < 8; y++)
      for (let x = 0; x <= 4; x++) {
        const phase = (-2 * Math.PI * (2.5 * x + 3.3 * signed(y))) / 8;
        const [c, s] = [Math.cos(phase), Math.sin(phase)];
        const at = 8 * y + x;
        [re[at], im[at]] = [re[at] * c - im[at] * s, re[at] * s + im[at] * c];
      }
    for (let y = 0; y < 8; y++)
      for (let x = 5; x < 8; x++) {
        const mirrored = 8 * ((8 - y) % 8) + 8 - x;
        [re[8 * y + x], im[8 * y + x]] = [re[mirrored], -im[mirrored]];
      }
    transform(re, im, [8, 8], -1);
    let worst = 0;
    golden.forEach((value, i) => (worst = Math.max(worst, Math.abs(value - re[i]))));
    assert.ok(worst < 1e-6, String(worst));
  });
});
