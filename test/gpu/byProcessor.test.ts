/** What the processor does beside a software adapter, against the kernels that do it on a card. */
import assert from 'node:assert/strict';
import { seededNormal } from '../../shared/math/random';
import { planBoxTransforms } from '../../src/compute/maps/boxTransforms';
import { kernelSpectrum, kernelVolume } from '../../src/compute/maps/kernelMaps';
import { processorSpectrum, processorVolume } from '../../src/compute/maps/processorMaps';
import { croppedImage } from '../../src/compute/refine/processorTiltImage';
import { croppedOnGpu } from '../../src/compute/refine/tiltImages';
import { testGpu } from '../support/gpu';

function noise(count: number, seed: number): Float32Array {
  return Float32Array.from({ length: count }, seededNormal(seed));
}

function close(found: ArrayLike<number>, expected: ArrayLike<number>): void {
  assert.equal(found.length, expected.length);
  const largest = Math.max(...Array.from(expected, Math.abs));
  for (let i = 0; i < expected.length; i++)
    assert.ok(
      Math.abs(found[i] - expected[i]) < 1e-5 * largest,
      `${i}: ${found[i]}, expected ${expected[i]}, of ${largest}`,
    );
}

describe('Without a card', () => {
  for (const size of [12, 30])
    it(`maps of ${size} voxels have the spectra that kernels give, and come back`, async () => {
      const gpu = await testGpu();
      const map = { size, pixelSize: 2, data: noise(size ** 3, size) };
      const spectrum = processorSpectrum(map);
      close(spectrum.data, (await kernelSpectrum(gpu, map)).data);
      const back = processorVolume(spectrum, 1 / size ** 3);
      close(back.data, map.data);
      close((await kernelVolume(gpu, spectrum, 1 / size ** 3)).data, back.data);
    });

  it('boxes on the GPU are transformed as by kernels', async () => {
    const gpu = await testGpu();
    const edge = 14;
    const data = noise(2 * edge ** 3, 5);
    const scratch = gpu.storage(data.byteLength, 'scratch');
    const found: Float32Array[] = [];
    for (const software of [true, false]) {
      const box = gpu.upload(data, 'box');
      const at = Object.assign(Object.create(gpu) as typeof gpu, { software });
      const transforms = planBoxTransforms(at, edge, scratch);
      await transforms.forward(box);
      found.push(await gpu.read(box, data.length));
      await transforms.inverse(box);
      found.push(await gpu.read(box, data.length));
      transforms.destroy();
      box.destroy();
    }
    scratch.destroy();
    close(found[0], found[2]);
    close(found[1], found[3]);
    close(
      found[1].map((value) => value / edge ** 3),
      data,
    );
  });

  for (const [from, to] of [
    [
      [96, 60],
      [64, 40],
    ],
    [
      [50, 42],
      [70, 60],
    ],
  ] as const)
    it(`tilt images of ${from.join(' x ')} become those that kernels make, ${to.join(' x ')}`, async () => {
      const gpu = await testGpu();
      const image = noise(from[0] * from[1], 8);
      const powers = Float64Array.from({ length: 12 }, seededNormal(4)).map((value) => 20 * value);
      const aberrations = { powers, size: [2 * from[0], 2 * from[1]] as const };
      const crop = { from, to, lowest: 1 / 30, scale: 1 / image.length, aberrations };
      const plane = { level: 2, across: 0.01, up: -0.02 };
      close(croppedImage(image, crop, plane), await croppedOnGpu(gpu, image, crop, plane));
    });
});
