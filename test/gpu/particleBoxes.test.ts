/** Particle images, made on the GPU and on the processor: where they lie, what transfer function they carry, how much noise they hold. */
import assert from 'node:assert/strict';
import { tiltBfactor, tiltScale } from '../../src/compute/geometry/weights';
import { pixelList } from '../../src/compute/kernels/pixelList';
import { seededNormal } from '../../shared/math/random';
import { identity3 } from '../../shared/math/vector';
import { circleOf, coverageOf } from '../../src/compute/refine/circle';
import { measureNoise, noiseAt } from '../../src/compute/refine/noiseSpectra';
import { planKernelBoxes } from '../../src/compute/refine/kernelBoxes';
import { planProcessorBoxes } from '../../src/compute/refine/processorBoxes';
import type { BoxShape } from '../../src/compute/refine/particleBoxes';
import { prepareTiltImage } from '../../src/compute/refine/tiltImages';
import type { Views } from '../../src/compute/parameters/views';
import type { TiltImage } from '../../src/compute/refine/tiltImages';
import { particleImage } from '../../src/compute/simulate/particleImages';
import type { TiltSeries } from '../../src/model/tiltSeries';
import { testGpu } from '../support/gpu';
import { plainSeries } from '../support/tiltSeries';

const pixelSize = 5;
const edge = 48;
const [width, height] = [240, 200];
const series: TiltSeries = {
  ...plainSeries(3),
  imageSize: [width * pixelSize, height * pixelSize],
  astigmatism: new Float64Array([0, 1500, 0]),
  astigmatismAngle: new Float64Array([0, 0.6, 0]),
};
const whole: Omit<BoxShape, 'batch'> = { cut: edge, resampled: edge, edge, pixelSize, circle: null };

/** Where a particle is seen, Å. */
interface At {
  readonly x: number;
  readonly y: number;
  readonly tilt: number;
  readonly defocus: number;
}

function viewAt(x: number, y: number, tilt = 1, defocus = 25000): At {
  return { x, y, tilt, defocus };
}

function viewsAt(all: readonly At[]): Views {
  return {
    count: all.length,
    x: Float64Array.from(all, ({ x }) => x),
    y: Float64Array.from(all, ({ y }) => y),
    tilt: Int32Array.from(all, ({ tilt }) => tilt),
    defocus: Float64Array.from(all, ({ defocus }) => defocus),
  } as Views;
}

interface Cut extends Omit<BoxShape, 'batch'> {
  readonly what?: 'images' | 'quadratureImages' | 'transferWeights';
  readonly plan: typeof planProcessorBoxes;
}

/** (view, pixel, 2) */
async function cutOut(
  image: TiltImage,
  views: readonly At[],
  { what = 'images', plan, ...shape }: Cut,
): Promise<Float32Array> {
  const gpu = await testGpu();
  const pixels = pixelList(shape.edge, shape.edge / 2 - 1);
  const boxes = plan(gpu, { ...shape, batch: views.length });
  const frequencies = gpu.upload(pixels.frequencies, 'frequencies');
  const rows = gpu.storage(views.length * pixels.count * 8, 'rows');
  boxes.useImage(image);
  boxes[what](series, viewsAt(views), { rows, frequencies, pixels }, 0);
  const result = await gpu.read(rows, views.length * pixels.count * 2);
  for (const owned of [boxes, frequencies, rows]) owned.destroy();
  return result;
}

/** An image that is bright in a Gaussian spot, 2.5 pixels wide. */
function spot(x: number, y: number): TiltImage {
  const data = new Float32Array(width * height);
  for (let j = 0, i = 0; j < height; j++)
    for (let k = 0; k < width; k++, i++)
      data[i] = Math.exp(-0.5 * (((k - x) / 2.5) ** 2 + ((j - y) / 2.5) ** 2));
  return { width, height, data };
}

function noiseImage(seed: number): TiltImage {
  const normal = seededNormal(seed);
  return { width, height, data: Float32Array.from({ length: width * height }, () => normal()) };
}

const makers = [
  { name: 'on the GPU', plan: planKernelBoxes },
  { name: 'on the processor', plan: planProcessorBoxes },
] as const;

for (const { name: maker, plan } of makers)
  describe(`Particle images made ${maker}`, () => {
    for (const shape of [
      { name: 'as cut', plan, ...whole },
      { name: 'from a box twice as wide', plan, ...whole, cut: 2 * edge, resampled: 2 * edge },
      { name: 'resampled to three quarters', plan, ...whole, resampled: 36, edge: 36 },
      { name: 'under a circle', plan, ...whole, circle: { radius: 15, edge: 5 } },
    ])
      it(`have the particle at pixel 0, within 0.01 pixels: ${shape.name}`, async () => {
        const pixels = pixelList(shape.edge, shape.edge / 2 - 1);
        for (const [x, y] of [
          [120, 100],
          [77.25, 93.5],
          [150.9, 61.1],
        ]) {
          const rows = await cutOut(spot(x, y), [viewAt(x * pixelSize, y * pixelSize)], shape);
          // A shift (dx, dy) turns phases by 2 pi (dx kx + dy ky) / edge: fitted by weighted least squares.
          const normal = [0, 0, 0, 0, 0];
          for (let i = 0; i < pixels.count; i++) {
            const [kx, ky] = [pixels.frequencies[2 * i], pixels.frequencies[2 * i + 1]];
            if (Math.hypot(kx, ky) > 8) continue;
            const [re, im] = [rows[2 * i], rows[2 * i + 1]];
            const power = re * re + im * im;
            // The transfer function may be negative: phases count modulo pi.
            const phase = Math.atan2(im * Math.sign(re), Math.abs(re));
            for (const [at, value] of [kx * kx, kx * ky, ky * ky, kx * phase, ky * phase].entries())
              normal[at] += power * value;
          }
          const [xx, xy, yy, xp, yp] = normal;
          const scale = shape.edge / (2 * Math.PI * (xx * yy - xy * xy));
          const dx = (yy * xp - xy * yp) * scale;
          const dy = (xx * yp - xy * xp) * scale;
          assert.ok(Math.hypot(dx, dy) < 0.01, `off by ${dx}, ${dy}`);
        }
      });

    it('carry the transfer function of their tilt and defocus as in double precision', async () => {
      const image = noiseImage(3);
      const dark = { ...image, data: image.data.map((value) => -value) };
      const pixels = pixelList(edge, edge / 2 - 1);
      const views = [viewAt(600.2, 500.9, 1), viewAt(411.3, 702.2, 1, 31000), viewAt(800, 331.3, 0, 18000)];
      for (const view of views) {
        const rows = await cutOut(image, [view], { plan, ...whole });
        const weights = await cutOut(image, [view], { plan, ...whole, what: 'transferWeights' });
        const placement = { x: view.x, y: view.y, defocus: view.defocus, rotation: identity3 };
        const expected = particleImage(
          dark,
          { series, tilt: view.tilt, placement },
          { size: edge, pixelSize },
        );
        assert.ok(expected !== undefined);
        // The reference cuts at the nearest pixel, the kernel at the one below: the same where both round down.
        assert.ok([view.x, view.y].every((at) => (at / pixelSize) % 1 < 0.5));
        let size = 0;
        let wrong = 0;
        for (let i = 0; i < pixels.count; i++) {
          const [kx, ky] = [pixels.frequencies[2 * i], pixels.frequencies[2 * i + 1]];
          const at = ((ky + edge) % edge) * edge + kx;
          const weight = expected.weight[at];
          const [re, im] = [expected.re[at] * weight, expected.im[at] * weight];
          size += re * re + im * im;
          wrong += (rows[2 * i] * edge ** 2 - re) ** 2 + (rows[2 * i + 1] * edge ** 2 - im) ** 2;
          // Squared transfer function times envelope: `weight` holds both once.
          const k2 = (kx * kx + ky * ky) / (edge * pixelSize) ** 2;
          const envelope = tiltScale(series, view.tilt) * Math.exp((tiltBfactor(series, view.tilt) * k2) / 4);
          const squared = weight ** 2 / envelope;
          assert.ok(Math.abs(weights[2 * i] - squared) < 1e-3, `${weights[2 * i]}, expected ${squared}`);
        }
        assert.ok(Math.sqrt(wrong / size) < 1e-3, `relative error ${Math.sqrt(wrong / size)}`);
      }
    });

    it('hold white noise of the power that its variance says, under the circle', async () => {
      const gpu = await testGpu();
      const circle = circleOf(120, pixelSize);
      const boxes = plan(gpu, { ...whole, circle, batch: 8 });
      const views = Array.from({ length: 24 }, (_, i) =>
        viewAt((40 + 32 * (i % 6)) * pixelSize, (35 + 42 * Math.floor(i / 6)) * pixelSize),
      );
      boxes.useImage(noiseImage(5));
      const spectrum = await measureNoise(boxes, series, viewsAt(views));
      boxes.destroy();
      const expected = coverageOf(circle, edge) / edge ** 2;
      for (let fraction = 0.1; fraction <= 0.9; fraction += 0.1)
        // Some 24 x 100 coefficients in a bin, not all independent.
        assert.ok(Math.abs(noiseAt(spectrum, fraction) / expected - 1) < 0.2, `at ${fraction} of Nyquist`);
      const mean = spectrum.power.reduce((a, b) => a + b, 0) / spectrum.power.length;
      assert.ok(Math.abs(mean / expected - 1) < 0.05, `${mean}, expected ${expected}`);
    });
  });

describe('A tilt image', () => {
  it('is made flat, of mean 0 and variance 1, and its contrast is inverted', async () => {
    const gpu = await testGpu();
    const { data } = spot(120, 100);
    const raw = data.map((value, i) => 1000 - 80 * value + 0.5 * (i % width) - 0.2 * Math.floor(i / width));
    const image = await prepareTiltImage(
      gpu,
      { width, height, data: raw },
      { size: [width, height], longestWavelength: 400, aberrations: null },
    );
    const mean = image.data.reduce((a, b) => a + b, 0) / image.data.length;
    const variance = image.data.reduce((a, b) => a + b * b, 0) / image.data.length;
    assert.ok(Math.abs(mean) < 1e-4);
    assert.ok(Math.abs(variance - 1) < 1e-3);
    const brightest = image.data.reduce((best, value, i) => (value > image.data[best] ? i : best), 0);
    assert.equal(brightest, 100 * width + 120);
    const [left, right] = [5, width - 6].map((x) => image.data[100 * width + x]);
    assert.ok(Math.abs(left - right) < 0.2, `slope: ${left} to ${right}`);
  });

  it('changes its pixel size without moving what it shows', async () => {
    const gpu = await testGpu();
    const [x, y] = [90, 110];
    const image = await prepareTiltImage(gpu, spot(x, y), {
      size: [180, 150],
      longestWavelength: 400,
      aberrations: null,
    });
    assert.deepEqual([image.width, image.height], [180, 150]);
    // Center of mass of the spot, which is dark here.
    let sum = 0;
    let sumX = 0;
    let sumY = 0;
    for (let j = -6; j <= 6; j++)
      for (let k = -6; k <= 6; k++) {
        const [cx, cy] = [Math.round(x * 0.75) + k, Math.round(y * 0.75) + j];
        const value = -image.data[cy * 180 + cx];
        sum += value;
        sumX += value * cx;
        sumY += value * cy;
      }
    assert.ok(Math.abs(sumX / sum - 0.75 * x) < 0.05, `${sumX / sum}, expected ${0.75 * x}`);
    assert.ok(Math.abs(sumY / sum - 0.75 * y) < 0.05, `${sumY / sum}, expected ${0.75 * y}`);
  });
});

describe('Particle images made on the processor', () => {
  const some = [
    viewAt(600.2, 500.9, 1),
    viewAt(411.3, 702.2, 1, 31000),
    viewAt(12, 990, 1, 22000),
    viewAt(1190, 30, 1, 27000),
    viewAt(800, 331.3, 1, 18000),
  ];
  const circle = { radius: 15, edge: 5 };

  for (const what of ['images', 'quadratureImages', 'transferWeights'] as const)
    for (const shape of [
      { ...whole, circle },
      { ...whole, cut: 2 * edge, resampled: 72, edge: 36, circle: { radius: 12, edge: 3 } },
    ])
      it(`are those of the GPU, in pairs and one by itself: ${what}, ${shape.edge} pixels`, async () => {
        const image = noiseImage(7);
        const [expected, found] = await Promise.all(
          makers.map(async ({ plan }) => cutOut(image, some, { plan, what, ...shape })),
        );
        const largest = Math.max(...expected.map(Math.abs));
        found.forEach((value, i) =>
          assert.ok(
            Math.abs(value - expected[i]) < 2e-5 * largest,
            `${i}: ${value}, expected ${expected[i]}, of ${largest}`,
          ),
        );
      });

  it('have the power that those of the GPU have', async () => {
    const gpu = await testGpu();
    const [expected, found] = await Promise.all(
      makers.map(async ({ plan }) => {
        const boxes = plan(gpu, { ...whole, circle, batch: 2 });
        boxes.useImage(noiseImage(9));
        const power = await boxes.power(series, viewsAt(some));
        boxes.destroy();
        return Array.from(power);
      }),
    );
    const largest = Math.max(...expected);
    found.forEach((value, i) => assert.ok(Math.abs(value - expected[i]) < 2e-5 * largest, `${i}`));
  });
});
