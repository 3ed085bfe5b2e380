/** Fourier transforms of every radix and of a prime, along one, two and three axes, of a part of a batch. */
import { seededNormal } from '../../../../shared/math/random';
import { transform } from '../../../../shared/math/fft';
import { planFft } from '../../kernels/fft';
import { relativeError, type KernelCheck } from '../check';

const batch = 3;
/** Slowest axis first, and how many of the batch are transformed. */
const shapes: readonly { readonly sizes: readonly number[]; readonly used: number }[] = [
  { sizes: [56], used: 2 },
  { sizes: [60, 6], used: 3 },
  { sizes: [4, 22, 3], used: 3 },
];

export const fourierTransforms: KernelCheck = {
  name: 'Fourier transforms',
  limit: 1e-5,
  async run(gpu, own) {
    let worst = 0;
    for (const { sizes, used } of shapes)
      for (const direction of ['forward', 'inverse'] as const) {
        const count = sizes.reduce((a, b) => a * b, 1);
        const input = Float32Array.from({ length: 2 * batch * count }, seededNormal(count));
        const data = own(gpu.upload(input, 'data'));
        const scratch = own(gpu.storage(input.byteLength, 'scratch'));
        own(planFft(gpu, sizes, batch, direction)).run(data, scratch, used);
        const found = await gpu.read(data, 2 * used * count);
        for (let one = 0; one < used; one++) {
          const range = [2 * one * count, 2 * (one + 1) * count] as const;
          const expected = plainTransform(input.subarray(...range), sizes, direction);
          worst = Math.max(worst, relativeError(found.subarray(...range), expected));
        }
      }
    return worst;
  },
};

/** Unscaled both ways, as the GPU's. */
function plainTransform(
  complex: Float32Array,
  sizes: readonly number[],
  direction: 'forward' | 'inverse',
): Float64Array {
  const count = complex.length / 2;
  const re = Float64Array.from({ length: count }, (_, i) => complex[2 * i]);
  const im = Float64Array.from({ length: count }, (_, i) => complex[2 * i + 1]);
  const isForward = direction === 'forward';
  transform(re, im, sizes.toReversed(), isForward ? 1 : -1);
  const scale = isForward ? 1 : count;
  return Float64Array.from(complex, (_, i) => scale * (i % 2 === 0 ? re : im)[i >> 1]);
}
