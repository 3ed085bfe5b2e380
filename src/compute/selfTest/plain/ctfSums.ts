/** Sums of transfer functions, one view after the other, in double precision. */
import { frequency, transform } from '../../../../shared/math/fft';
import { apply, transpose, type Matrix3 } from '../../../../shared/math/vector';
import { tiltBfactor, tiltScale } from '../../geometry/weights';
import { ctfSums } from '../../kernels/ctfSums';
import { transferSlope, weightedTransfer } from '../../refine/optics';
import { plainSpectrum, raisedCosine, type Complex, type PlainBox } from './particleRows';
import { readCube } from './slices';

export interface PlainSlices {
  readonly cubes: readonly [Float32Array, Float32Array];
  /** (pixel, 2) */
  readonly frequencies: Float32Array;
  /** (tilt, pixel, 2) */
  readonly weights: Float32Array;
}

export interface PlainCtfView {
  readonly box: PlainBox;
  /** Reference to image. */
  readonly rotation: Matrix3;
  readonly half: 0 | 1;
}

/** @returns (half, sum, padded, padded / 2) */
export function plainCtfSums(views: readonly PlainCtfView[], slices: PlainSlices): Float64Array {
  const [{ box: first }] = views;
  const { resampled: m, cut, pixelSize } = first.shape;
  const sums = new Float64Array(2 * ctfSums * ((m * m) / 2));
  for (const view of views) {
    const { series, view: image } = view.box;
    const f = plainSpectrum(view.box);
    const [u, w] = [padded(view, slices, true), padded(view, slices, false)];
    for (let y = 0; y < m; y++)
      for (let x = 0; x < m / 2; x++) {
        const fy = frequency(y, m);
        if (fy === -m / 2 || (x === 0 && fy < 0)) continue;
        const at = y * m + x;
        const [kx, ky] = [x / (cut * pixelSize), fy / (cut * pixelSize)];
        const e =
          tiltScale(series, image.tilt) *
          Math.exp((tiltBfactor(series, image.tilt) * (kx * kx + ky * ky)) / 4);
        const s = -weightedTransfer(series, image, kx, ky) / e;
        const c = -transferSlope(series, image, kx, ky) / e;
        const share = x === 0 && y === 0 ? 0.5 : 1;
        const re = share * e * (f.re[at] * u.re[at] + f.im[at] * u.im[at]);
        const im = share * e * (f.im[at] * u.re[at] - f.re[at] * u.im[at]);
        const r = share * e * e * (u.re[at] * w.re[at] + u.im[at] * w.im[at]);
        [-s * re, -c * re, -s * im, r / 2, (r / 2) * (c * c - s * s), r * s * c].forEach((value, j) => {
          sums[((view.half * ctfSums + j) * m + y) * (m / 2) + x] += value;
        });
      }
  }
  return sums;
}

/** The slice, over the noise power where that is asked for, under the circle in the padded box. */
function padded(
  { box, rotation, half }: PlainCtfView,
  { cubes, frequencies, weights }: PlainSlices,
  isWeighted: boolean,
): Complex {
  const { edge: n, resampled: m, circle } = box.shape;
  const pixels = frequencies.length / 2;
  const small = { re: new Float64Array(n * n), im: new Float64Array(n * n) };
  for (let i = 0; i < pixels; i++) {
    const [kx, ky] = [frequencies[2 * i], frequencies[2 * i + 1]];
    const power = weights[2 * (box.view.tilt * pixels + i)];
    if (!(power > 0)) continue;
    const factor = isWeighted ? power : 1;
    const [re, im] = readCube(cubes[half], n, apply(transpose(rotation), [kx, ky, 0]));
    const at = ((ky + n) % n) * n + ((kx + n) % n);
    const mate = ((n - ky) % n) * n + ((n - kx) % n);
    [small.re[at], small.im[at]] = [factor * re, factor * im];
    [small.re[mate], small.im[mate]] = [factor * re, -factor * im];
  }
  transform(small.re, small.im, [n, n], -1);
  const large = { re: new Float64Array(m * m), im: new Float64Array(m * m) };
  for (let j = 0; j < n; j++)
    for (let i = 0; i < n; i++) {
      const [x, y] = [frequency(i, n), frequency(j, n)];
      const inside = circle === null ? 1 : raisedCosine(Math.hypot(x, y), circle);
      large.re[((y + m) % m) * m + ((x + m) % m)] = inside * small.re[j * n + i];
    }
  transform(large.re, large.im, [m, m], 1);
  return large;
}
