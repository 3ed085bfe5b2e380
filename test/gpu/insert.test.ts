import assert from 'node:assert/strict';
import { createAccumulator, insertViews } from '../../src/compute/kernels/insert';
import { pixelList } from '../../src/compute/kernels/pixelList';
import { plainViewFloats, writeView } from '../../src/compute/kernels/view';
import { seededNormal } from '../../shared/math/random';
import { euler } from '../../shared/math/rotations';
import { apply, transpose } from '../../shared/math/vector';
import { testGpu } from '../support/gpu';
import { randomCube, readCube } from '../../src/compute/selfTest/plain/slices';

const edge = 24;
const imageCount = 10;

async function inserted(): Promise<{
  sums: readonly [Float32Array, Float32Array];
  rows: Float32Array;
  rotations: ReturnType<typeof euler>[];
}> {
  const gpu = await testGpu();
  const normal = seededNormal(3);
  const pixels = pixelList(edge, edge / 2 - 1);
  const rows = new Float32Array(imageCount * pixels.count * 2).map(normal);
  const rotations = Array.from({ length: imageCount }, () => euler(normal() * 3, normal(), normal() * 3));
  const views = new Float32Array(imageCount * plainViewFloats);
  rotations.forEach((rotation, i) =>
    writeView(views, i * plainViewFloats, {
      rotation,
      magnification: [1, 0, 0, 1],
      halfSet: i % 2,
      row: i,
      tilt: 0,
    }),
  );
  const halves = [createAccumulator(gpu, edge), createAccumulator(gpu, edge)] as const;
  const scratch = gpu.storage(halves[0].voxels * 12, 'scratch');
  await insertViews(gpu, halves, scratch, {
    pixels: pixels.count,
    frequencies: gpu.upload(pixels.frequencies, 'frequencies'),
    data: gpu.upload(rows, 'rows'),
    weights: gpu.upload(
      rows.map((_, i) => (i % 2 === 0 ? 1 : 0)),
      'weights',
    ),
    images: imageCount,
    views,
  });
  const read = (half: 0 | 1): Promise<Float32Array> => gpu.read(halves[half].sums, halves[half].voxels * 3);
  return { sums: [await read(0), await read(1)], rows, rotations };
}

describe('Fourier insertion', () => {
  it('is the adjoint of slicing: <slice x, y> = <x, insert y> within 1e-5', async () => {
    const { sums, rows, rotations } = await inserted();
    const pixels = pixelList(edge, edge / 2 - 1);
    for (const half of [0, 1] as const) {
      const cube = randomCube(edge, 11 + half);
      let slices = 0;
      let size = 0;
      rotations.forEach((rotation, image) => {
        if (image % 2 !== half) return;
        for (let i = 0; i < pixels.count; i++) {
          const [kx, ky] = [pixels.frequencies[2 * i], pixels.frequencies[2 * i + 1]];
          const [re, im] = readCube(cube, edge, apply(transpose(rotation), [kx, ky, 0]));
          const at = 2 * (image * pixels.count + i);
          slices += re * rows[at] + im * rows[at + 1];
          size += re * re + im * im + rows[at] ** 2 + rows[at + 1] ** 2;
        }
      });
      let volume = 0;
      for (let voxel = 0; voxel < sums[half].length / 3; voxel++)
        volume += cube[2 * voxel] * sums[half][3 * voxel] + cube[2 * voxel + 1] * sums[half][3 * voxel + 1];
      assert.ok(Math.abs(slices - volume) < 1e-5 * size, `${slices} and ${volume}`);
    }
  });

  it('adds a weight of one for every pixel of its half-set', async () => {
    const { sums } = await inserted();
    const pixels = pixelList(edge, edge / 2 - 1);
    for (const half of [0, 1] as const) {
      let weight = 0;
      for (let voxel = 0; voxel < sums[half].length / 3; voxel++) weight += sums[half][3 * voxel + 2];
      assert.ok(Math.abs(weight / (pixels.count * (imageCount / 2)) - 1) < 1e-5, `${weight}`);
    }
  });

  it('gives the same bits twice', async () => {
    const first = await inserted();
    const second = await inserted();
    assert.deepEqual(first.sums, second.sums);
  });
});
