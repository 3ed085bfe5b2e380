/** A device that is lost, memory that runs out, and what is larger than a kernel can see. */
import assert from 'node:assert/strict';
import { openGpu } from '../../src/compute/gpu/adapter';
import {
  BufferTooLarge,
  DeviceLost,
  deviceTrouble,
  OutOfGpuMemory,
} from '../../src/compute/gpu/deviceTrouble';
import type { Gpu } from '../../src/compute/gpu/gpu';
import { fitting, withLess } from '../../src/compute/gpu/withLess';
import { planFft } from '../../src/compute/kernels/fft';
import { localResolution } from '../../src/compute/maps/localResolution';
import { toSpectrum, toVolume } from '../../src/compute/maps/spectrum';
import { prepareTiltImage } from '../../src/compute/refine/tiltImages';
import { relativeError } from '../../src/compute/selfTest/check';
import { selfTest } from '../../src/compute/selfTest/selfTest';
import { seededNormal } from '../../shared/math/random';
import { Problem } from '../../shared/problem';

const adapter = process.env['MURMUR_ADAPTER'] ?? 'software';

/** What drivers say when a buffer gets no memory. */
function runOut(gpu: Gpu): void {
  const error = new GPUOutOfMemoryError('no memory for the buffer');
  gpu.device.dispatchEvent(new GPUUncapturedErrorEvent('uncapturederror', { error }));
}

/** Said of whatever uses a buffer that could not be made. */
function followUp(gpu: Gpu): void {
  const error = new GPUValidationError('the buffer is invalid');
  gpu.device.dispatchEvent(new GPUUncapturedErrorEvent('uncapturederror', { error }));
}

describe('A device that is lost in the middle of work', () => {
  let gpu: Gpu;
  beforeEach(async () => {
    gpu = await openGpu({ adapter });
  });
  afterEach(() => gpu.close());

  const isLost = (error: unknown): boolean => error instanceof DeviceLost && error.where === gpu.description;

  it('ends what waits for results, and whatever asks it afterwards', async () => {
    const data = gpu.upload(new Float32Array(2 * 4096), 'data');
    const scratch = gpu.storage(8 * 4096, 'scratch');
    planFft(gpu, [64, 64], 1, 'forward').run(data, scratch);
    const [read, finished] = [gpu.read(data, 16), gpu.finish()];
    gpu.device.destroy();
    await assert.rejects(read, isLost);
    await assert.rejects(finished, isLost);
    await assert.rejects(gpu.read(data, 16), isLost);
    await assert.rejects(gpu.finish(), isLost);
    await assert.rejects(gpu.recover(), isLost);
    assert.throws(() => gpu.storage(16, 'more'), isLost);
  });

  it('ends the self-test with that, and no kernel is said to be wrong', async () => {
    const testing = selfTest(gpu);
    gpu.device.destroy();
    await assert.rejects(testing, isLost);
  });

  it('is never tried with less', async () => {
    let times = 0;
    const work = withLess(gpu, { of: 'things', start: 8, least: 1 }, async () => {
      times++;
      gpu.device.destroy();
      await gpu.finish();
    });
    await assert.rejects(work, isLost);
    assert.equal(times, 1);
  });

  it('is told apart by its kind, behind other errors, too', async () => {
    gpu.device.destroy();
    const error = await gpu.finish().then(
      () => null,
      (one: unknown) => one,
    );
    assert.equal(deviceTrouble(new Problem('the series failed', { cause: error })), 'lost');
    assert.equal(deviceTrouble(new Problem('the series failed')), null);
    assert.equal(deviceTrouble('a text'), null);
  });
});

describe('Memory of the GPU that runs out', () => {
  let gpu: Gpu;
  before(async () => {
    gpu = await openGpu({ adapter });
  });
  after(() => gpu.close());

  it('is told at the next result, and what follows from it is not taken for more', async () => {
    followUp(gpu);
    runOut(gpu);
    followUp(gpu);
    await assert.rejects(gpu.finish(), OutOfGpuMemory);
    followUp(gpu);
    await gpu.recover();
    await gpu.finish();
    followUp(gpu);
    await assert.rejects(gpu.finish(), /the GPU reported an error: the buffer is invalid/);
  });

  it('has work done again with half as much, says so, and remembers', async () => {
    const notes: string[] = [];
    gpu.onNote((note) => notes.push(note));
    const tried: number[] = [];
    const work = async (amount: number): Promise<number> => {
      tried.push(amount);
      if (amount > 300) runOut(gpu);
      await gpu.finish();
      return amount;
    };
    const amount = { of: 'boxes in a test', start: 1000, least: 10 };
    assert.equal(await withLess(gpu, amount, work), 250);
    assert.deepEqual(tried, [1000, 500, 250]);
    assert.equal(notes.length, 2);
    assert.match(notes[0], /memory ran out: going on with half as many boxes in a test/);
    assert.equal(await withLess(gpu, amount, work), 250);
    assert.deepEqual(tried.slice(3), [250]);
    await assert.rejects(withLess(gpu, { ...amount, of: 'others', least: 400 }, work), OutOfGpuMemory);
    gpu.onNote(() => undefined);
  });

  it('has buffers that did not fit destroyed before smaller ones are made', async () => {
    const log: string[] = [];
    const made = await fitting(gpu, { of: 'buffers in a test', start: 64, least: 1 }, (size) => {
      log.push(`make ${size}`);
      if (size > 16) runOut(gpu);
      return { size, destroy: () => log.push(`destroy ${size}`) };
    });
    assert.equal(made.size, 16);
    assert.deepEqual(log, ['make 64', 'destroy 64', 'make 32', 'destroy 32', 'make 16']);
  });
});

describe('What is larger than a kernel can see', () => {
  let gpu: Gpu;
  before(async () => {
    gpu = await openGpu({ adapter });
  });
  after(() => gpu.close());

  /** The same GPU, with kernels that see little. */
  function shortSighted(maxBinding: number): Gpu {
    return Object.create(gpu, { maxBinding: { value: maxBinding } }) as Gpu;
  }

  it('is refused by name and size where it must be in one piece', () => {
    const small = shortSighted(1024);
    assert.throws(
      () => small.storage(2 ** 21, 'a table'),
      (error) => error instanceof BufferTooLarge && /a table needs 2 MiB in one piece/.test(error.message),
    );
  });

  it('is transformed all the same: maps there and back', async () => {
    const size = 20;
    const map = { size, pixelSize: 2, data: Float32Array.from({ length: size ** 3 }, seededNormal(1)) };
    const small = shortSighted(1024);
    const expected = await toSpectrum(gpu, map);
    const found = await toSpectrum(small, map);
    assert.ok(relativeError(found.data, expected.data) < 1e-5);
    assert.ok(relativeError((await toVolume(small, expected)).data, map.data) < 1e-5);
    const scaled = [await toVolume(small, expected, 0.3), await toVolume(gpu, expected, 0.3)];
    assert.ok(relativeError(scaled[0].data, scaled[1].data) < 1e-5);
  });

  it('has its local resolution all the same, to the bit, the curves of its voxels in pieces', async () => {
    const [size, pixelSize] = [32, 2];
    const halves = [5, 6].map((seed) => {
      const data = Float32Array.from({ length: size ** 3 }, seededNormal(seed));
      return { size, pixelSize, data };
    });
    const options = { resolution: 6, bfactor: -20 };
    const whole = await localResolution(gpu, halves[0], halves[1], options);
    const inPieces = await localResolution(shortSighted(8 * size ** 3), halves[0], halves[1], options);
    assert.ok(whole !== null);
    assert.deepEqual(inPieces, whole);
  });

  it('is made comparable all the same: tilt images, larger and smaller', async () => {
    const [width, height] = [90, 64];
    const raw = { width, height, data: Float32Array.from({ length: width * height }, seededNormal(2)) };
    const small = shortSighted(1024);
    for (const size of [
      [60, 42],
      [120, 86],
    ] as const) {
      const expected = await prepareTiltImage(gpu, raw, { size, longestWavelength: 30, aberrations: null });
      const found = await prepareTiltImage(small, raw, { size, longestWavelength: 30, aberrations: null });
      assert.ok(relativeError(found.data, expected.data) < 1e-5);
    }
  });
});
