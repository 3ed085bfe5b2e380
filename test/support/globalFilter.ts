/** A half-map with the Wiener filter of the whole map's FSC, in double precision: what local filters are compared with. */
import type { Volume } from '../../src/compute/maps/volume';
import { transform } from '../../shared/math/fft';
import { radiusOf } from './twoRegions';

/** The first half; nothing beyond the last shell, n/2. */
export function filteredByFsc(half1: Volume, half2: Volume): Float64Array {
  const { size } = half1;
  const sizes = [size, size, size] as const;
  const [a, b] = [half1, half2].map(({ data }) => {
    const [re, im] = [Float64Array.from(data), new Float64Array(data.length)];
    transform(re, im, sizes, 1);
    return { re, im };
  });
  const shells = Int32Array.from(a.re, (_, i) => Math.round(radiusOf(i, size)));
  const [cross, first, second] = [0, 1, 2].map(() => new Float64Array(size));
  shells.forEach((shell, i) => {
    cross[shell] += a.re[i] * b.re[i] + a.im[i] * b.im[i];
    first[shell] += a.re[i] ** 2 + a.im[i] ** 2;
    second[shell] += b.re[i] ** 2 + b.im[i] ** 2;
  });
  shells.forEach((shell, i) => {
    const fsc = cross[shell] / Math.max(Math.sqrt(first[shell] * second[shell]), 1e-30);
    const weight = shell <= size / 2 ? Math.max(0, fsc) : 0;
    a.re[i] *= weight;
    a.im[i] *= weight;
  });
  transform(a.re, a.im, sizes, -1);
  return a.re;
}
