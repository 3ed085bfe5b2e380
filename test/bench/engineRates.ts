/** Rates of the engine's kernels on data of realistic size. */
import type { Gpu } from '../../src/compute/gpu/gpu';
import { planFft } from '../../src/compute/kernels/fft';
import { accumulatorVoxels, createAccumulator, insertViews } from '../../src/compute/kernels/insert';
import { pixelList } from '../../src/compute/kernels/pixelList';
import { uploadReferencePair } from '../../src/compute/kernels/referencePair';
import { scoreViews } from '../../src/compute/kernels/score';
import { plainViewFloats, writeView } from '../../src/compute/kernels/view';
import { seededNormal } from '../../shared/math/random';
import { euler } from '../../shared/math/rotations';
import { seconds } from './measure';
import type { Rate } from './measure';

export async function engineRates(gpu: Gpu, edge: number): Promise<Rate[]> {
  const rates = [...(await fftRates(gpu, edge)), ...(await sliceRates(gpu, edge))];
  return rates;
}

async function fftRates(gpu: Gpu, edge: number): Promise<Rate[]> {
  const batch = Math.max(1, Math.floor((gpu.software ? 2 ** 20 : 2 ** 24) / edge ** 2));
  const plane = await transformTime(gpu, [edge, edge], batch);
  const cube = await transformTime(gpu, [edge, edge, edge], 1);
  return [
    { what: `transforms ${edge} x ${edge}, batch ${batch}`, perSecond: batch / plane, unit: '/s' },
    { what: `transforms ${edge} x ${edge} x ${edge}`, perSecond: 1 / cube, unit: '/s' },
  ];
}

async function transformTime(gpu: Gpu, sizes: readonly number[], batch: number): Promise<number> {
  const plan = planFft(gpu, sizes, batch, 'forward');
  const data = gpu.storage(plan.elements * 8, 'data');
  const scratch = gpu.storage(plan.elements * 8, 'scratch');
  const time = await seconds(gpu, () => plan.run(data, scratch));
  for (const owned of [plan, data, scratch]) owned.destroy();
  return time;
}

/** The one-pass kernel with all derivatives, its information matrix, and insertion of both half-sets. */
async function sliceRates(gpu: Gpu, edge: number): Promise<Rate[]> {
  const pixels = pixelList(edge, edge / 2 - 1);
  const images = Math.max(8, Math.floor((gpu.software ? 4e6 : 6e7) / pixels.count));
  const noise = seededNormal(edge);
  const frequencies = gpu.upload(pixels.frequencies, 'frequencies');
  const rows = new Float32Array(images * pixels.count * 2).map(noise);
  const imageBuffer = gpu.upload(rows, 'images');
  const ones = gpu.upload(new Float32Array(pixels.count * 2).fill(1), 'weights');
  const rowWeights = gpu.upload(new Float32Array(rows.length).fill(1), 'row weights');
  const cube = new Float32Array(accumulatorVoxels(edge) * 2).map(noise);
  const references = uploadReferencePair(gpu, [cube, cube]);
  const views = new Float32Array(images * plainViewFloats);
  for (let i = 0; i < images; i++) {
    const rotation = euler(noise(), noise(), noise());
    writeView(views, i * plainViewFloats, {
      rotation,
      magnification: [1, 0, 0, 1],
      halfSet: i % 2,
      row: i,
      tilt: 0,
    });
  }
  const samples = images * pixels.count;
  const shape = { pixels, radius: edge / 2 - 1, edge };
  const buffers = { frequencies, weights: ones, images: imageBuffer, references };
  const scored = { shape, buffers, views, channels: [] };
  const derivatives = await seconds(gpu, () => scoreViews(gpu, scored, 'derivatives'));
  const information = await seconds(gpu, () => scoreViews(gpu, scored, 'information'));
  const accumulators = [createAccumulator(gpu, edge), createAccumulator(gpu, edge)] as const;
  const scratch = gpu.storage(accumulators[0].voxels * 12, 'scratch');
  const batch = { pixels: pixels.count, frequencies, data: imageBuffer, weights: rowWeights, images, views };
  const insertion = await seconds(gpu, () => insertViews(gpu, accumulators, scratch, batch));
  for (const owned of [frequencies, imageBuffer, ones, rowWeights, references, scratch]) owned.destroy();
  for (const { sums } of accumulators) sums.destroy();
  return [
    {
      what: `score and all derivatives, box ${edge}, ${images} images`,
      perSecond: samples / derivatives,
      unit: 'samples/s',
    },
    { what: `information matrix, box ${edge}`, perSecond: samples / information, unit: 'samples/s' },
    { what: `insertion, box ${edge}`, perSecond: samples / insertion, unit: 'samples/s' },
  ];
}
