/** Local resolution, step by step: bands, products, windows, and curves that end in every way there is. */
import { seededNormal, seededUniform } from '../../../../shared/math/random';
import type { Gpu } from '../../gpu/gpu';
import { bandPass, curveNumbers, localProducts, localSettle, localWindow } from '../../kernels/localBands';
import { relativeError, type KernelCheck, type Own } from '../check';
import { plainBand, PlainCurve } from '../plain/localBands';

const n = 10;
const voxels = n ** 3;
const bands = 8;

export const localBands: KernelCheck = {
  name: 'local resolution',
  limit: 1e-4,
  async run(gpu, own) {
    return Math.max(await steps(gpu, own), await curves(gpu, own));
  },
};

async function steps(gpu: Gpu, own: Own): Promise<number> {
  const normal = seededNormal(91);
  const spectrum = Float32Array.from({ length: 2 * voxels }, normal);
  const window = Float32Array.from({ length: 2 * voxels }, normal);
  const source = own(gpu.upload(spectrum, 'spectrum'));
  const target = own(gpu.storage(spectrum.byteLength, 'result'));
  const read = async (): Promise<Float32Array> => gpu.read(target, 2 * voxels);
  const band = { n, index: 2, step: 1.3, scale: 0.7 };
  bandPass(gpu, band, source, target);
  const passed = relativeError(await read(), plainBand(spectrum, band));
  localProducts(gpu, voxels, source, target);
  const products = Float64Array.from(spectrum, (_, i) => {
    const [a, b] = spectrum.subarray(i & ~1, (i & ~1) + 2);
    return i % 2 === 0 ? a * b : (a * a + b * b) / 2;
  });
  const multiplied = relativeError(await read(), products);
  localWindow(gpu, voxels, own(gpu.upload(window, 'window')), source);
  const windowed = relativeError(
    await gpu.read(source, 2 * voxels),
    spectrum.map((value, i) => (value * window[i & ~1]) / voxels),
  );
  return Math.max(passed, multiplied, windowed);
}

/** Structure that ends somewhere, at once or slowly, in noise. */
async function curves(gpu: Gpu, own: Own): Promise<number> {
  const normal = seededNormal(92);
  const uniform = seededUniform(93);
  const count = 256;
  const plain = Array.from({ length: count }, () => new PlainCurve());
  const lasts = plain.map(() => 1 + (bands - 1) * uniform());
  const falls = plain.map(() => 0.3 + 0.7 * uniform());
  const empty = (floats: number): GPUBuffer => own(gpu.storage(4 * floats * count, 'curves'));
  const on = { curves: empty(curveNumbers), kept: empty(4), pending: empty(4) };
  for (let index = 0; index < bands; index++) {
    const numbers = {
      index,
      energy: 0.1 + index * index,
      leak: index === 0 ? 0 : 0.05,
      threshold: 0.143,
      sharpening: 1 + 0.1 * index,
    };
    const halves = Float32Array.from({ length: 2 * count }, normal);
    const windowed = new Float32Array(2 * count);
    plain.forEach((_, i) => {
      const structure = index < lasts[i] ? 4 * falls[i] ** index : 0;
      const product = numbers.energy * (structure + 0.1 * normal());
      windowed.set([product, Math.abs(product) + numbers.energy * (0.2 + uniform())], 2 * i);
    });
    const band = own(gpu.upload(halves, 'halves'));
    const products = own(gpu.upload(windowed, 'products'));
    localSettle(gpu, count, numbers, { ...on, first: 0, band, products });
    plain.forEach((curve, i) =>
      curve.settle(numbers, [...halves.subarray(2 * i, 2 * i + 2)], [...windowed.subarray(2 * i, 2 * i + 2)]),
    );
  }
  const sure = [...plain.keys()].filter((i) => !plain[i].isDoubtful);
  const rows = (all: ArrayLike<number>, length: number, used: number): number[] =>
    sure.flatMap((i) => Array.from({ length: used }, (_, j) => all[length * i + j]));
  const compared = [
    [
      rows(await gpu.read(on.curves, curveNumbers * count), curveNumbers, curveNumbers),
      sure.flatMap((i) => plain[i].numbers),
    ],
    [rows(await gpu.read(on.kept, 4 * count), 4, 3), sure.flatMap((i) => plain[i].kept)],
    [rows(await gpu.read(on.pending, 4 * count), 4, 3), sure.flatMap((i) => plain[i].pending)],
  ] as const;
  return Math.max(...compared.map(([found, expected]) => relativeError(found, expected)));
}
