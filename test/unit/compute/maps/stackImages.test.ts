/** Images of particle stacks beside plain transforms in double precision. */
import assert from 'node:assert/strict';
import { frequency, transform } from '../../../../shared/math/fft';
import { seededNormal } from '../../../../shared/math/random';
import { CenteredBoxes } from '../../../../src/compute/maps/centeredBoxes';
import { planMultipliedBoxes } from '../../../../src/compute/refine/multipliedBoxes';
import { weightedTransfer } from '../../../../src/compute/refine/optics';
import { deformedSeries } from '../../../support/tiltSeries';

const size = 20;
const window = Float32Array.from({ length: size * size }, (_, i) => 1 - i / 1000);

describe('images of stacks', () => {
  it('have the particle in the middle, as a shift in Fourier space puts it', () => {
    const box = randomBox(size);
    const { re } = shifted(box, size, () => 1);
    const made = new CenteredBoxes(size, window).center(box);
    re.forEach((value, i) => assert.ok(Math.abs(made[i] - value * window[i]) < 1e-5, `pixel ${i}`));
  });

  it('are multiplied by transfer function and envelope, cut larger than they are kept', () => {
    const series = deformedSeries(3, 5);
    const pixelSize = 4;
    const cut = 2 * size;
    const box = randomBox(cut);
    const of = { tilt: 1, defocus: 18_000 };
    const { re } = shifted(box, cut, (kx, ky) =>
      weightedTransfer(series, of, kx / (cut * pixelSize), ky / (cut * pixelSize)),
    );
    const made = planMultipliedBoxes(size, pixelSize, window)(series, box, of);
    for (let y = 0, i = 0; y < size; y++)
      for (let x = 0; x < size; x++, i++) {
        const value = re[(y + (cut - size) / 2) * cut + x + (cut - size) / 2] * window[i];
        assert.ok(Math.abs(made[i] - value) < 2e-5, `pixel ${i}: ${made[i]}, not ${value}`);
      }
  });
});

/** Without waves of two pixels, which have no direction. */
function randomBox(n: number) {
  const normal = seededNormal(n);
  const [re, im] = [Float64Array.from({ length: n * n }, normal), new Float64Array(n * n)];
  transform(re, im, [n, n], 1);
  for (let i = 0; i < n; i++) for (const at of [(n / 2) * n + i, i * n + n / 2]) [re[at], im[at]] = [0, 0];
  transform(re, im, [n, n], -1);
  return { data: Float32Array.from(re), restX: 0.3, restY: -0.45 };
}

/** Moved by -rest and multiplied by what a frequency has. */
function shifted(
  { data, restX, restY }: ReturnType<typeof randomBox>,
  n: number,
  factor: (kx: number, ky: number) => number,
): { re: Float64Array } {
  const [re, im] = [Float64Array.from(data), new Float64Array(n * n)];
  transform(re, im, [n, n], 1);
  for (let y = 0, i = 0; y < n; y++)
    for (let x = 0; x < n; x++, i++) {
      const [kx, ky] = [frequency(x, n), frequency(y, n)];
      const angle = (2 * Math.PI * (kx * restX + ky * restY)) / n;
      const f = factor(kx, ky);
      const [c, s, a, b] = [f * Math.cos(angle), f * Math.sin(angle), re[i], im[i]];
      re[i] = a * c - b * s;
      im[i] = a * s + b * c;
    }
  transform(re, im, [n, n], -1);
  return { re };
}
