/** How fast a GPU is at what takes most of a refinement: scoring views, with all derivatives. */
import { seededNormal } from '../../../shared/math/random';
import { euler } from '../../../shared/math/rotations';
import type { Gpu } from '../gpu/gpu';
import { accumulatorVoxels } from '../kernels/insert';
import { pixelList } from '../kernels/pixelList';
import { uploadReferencePair } from '../kernels/referencePair';
import { scoreViews } from '../kernels/score';
import { plainViewFloats, writeView } from '../kernels/view';

/** Of boxes and references, pixels. */
const edge = 96;

/** Views per second, of boxes of 96 pixels; measured for so many seconds after one pass to warm up. */
export async function scoreRate(gpu: Gpu, seconds: number): Promise<number> {
  const images = gpu.software ? 64 : 2048;
  const normal = seededNormal(5);
  const pixels = pixelList(edge, edge / 2 - 1);
  const cube = Float32Array.from({ length: 2 * accumulatorVoxels(edge) }, normal);
  const buffers = {
    frequencies: gpu.upload(pixels.frequencies, 'frequencies'),
    weights: gpu.upload(new Float32Array(2 * pixels.count).fill(1), 'weights'),
    images: gpu.upload(Float32Array.from({ length: 2 * images * pixels.count }, normal), 'images'),
    references: uploadReferencePair(gpu, [cube, cube]),
  };
  const views = new Float32Array(images * plainViewFloats);
  for (let row = 0; row < images; row++) {
    const rotation = euler(3 * normal(), normal(), 3 * normal());
    const magnification = [1, 0, 0, 1] as const;
    writeView(views, row * plainViewFloats, { rotation, magnification, halfSet: row % 2, row, tilt: 0 });
  }
  const shape = { pixels, radius: edge / 2 - 1, edge };
  const pass = async (): Promise<unknown> =>
    scoreViews(gpu, { shape, buffers, views, channels: [] }, 'derivatives');
  try {
    await pass();
    const started = performance.now();
    let passes = 0;
    let passed = 0;
    while (passed < 1000 * seconds) {
      await pass();
      passes++;
      passed = performance.now() - started;
    }
    return (1000 * passes * images) / passed;
  } finally {
    for (const buffer of Object.values(buffers)) buffer.destroy();
  }
}
