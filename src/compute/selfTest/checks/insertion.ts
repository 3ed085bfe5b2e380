/** Slices put into the sums of both half-sets, in two batches. */
import { seededNormal, seededUniform } from '../../../../shared/math/random';
import { euler } from '../../../../shared/math/rotations';
import { apply, transpose } from '../../../../shared/math/vector';
import { createAccumulator, insertViews, largestOfRows } from '../../kernels/insert';
import { pixelList } from '../../kernels/pixelList';
import { plainViewFloats, writeView } from '../../kernels/view';
import { column, relativeError, type KernelCheck } from '../check';
import { addToSums, emptySums } from '../plain/insertion';

const edge = 16;
const images = 7;

export const insertion: KernelCheck = {
  name: 'insertion of slices',
  limit: 5e-5,
  async run(gpu, own) {
    const normal = seededNormal(51);
    const uniform = seededUniform(52);
    const { frequencies, count: pixels } = pixelList(edge, edge / 2 - 1);
    const halves = [createAccumulator(gpu, edge), createAccumulator(gpu, edge)] as const;
    const scratch = own(gpu.storage(halves[0].voxels * 12, 'scratch'));
    const expected = [emptySums(edge), emptySums(edge)];
    let worst = 0;
    for (const size of [1, 3]) {
      const data = Float32Array.from({ length: 2 * images * pixels }, () => size * normal());
      const weights = Float32Array.from(data, (_, i) => (i % 2 === 0 ? 0.2 + uniform() : 0));
      const views = new Float32Array(images * plainViewFloats);
      for (let image = 0; image < images; image++) {
        // Rows in another order than views.
        const [halfSet, row] = [image % 2, (3 * image) % images];
        const rotation = euler(3 * normal(), normal(), 3 * normal());
        const magnification = [1, 0, 0, 1] as const;
        writeView(views, image * plainViewFloats, { rotation, magnification, halfSet, row, tilt: 0 });
        const back = transpose(rotation);
        for (let i = 0; i < pixels; i++) {
          const at = 2 * (row * pixels + i);
          const kappa = apply(back, [frequencies[2 * i], frequencies[2 * i + 1], 0]);
          addToSums(expected[halfSet], edge, kappa, [data[at], data[at + 1], weights[at]]);
        }
      }
      const rows = own(gpu.upload(data, 'rows'));
      await insertViews(gpu, halves, scratch, {
        pixels,
        frequencies: own(gpu.upload(frequencies, 'frequencies')),
        data: rows,
        weights: own(gpu.upload(weights, 'weights')),
        images,
        views,
      });
      const most = Array.from({ length: images }, (_, row) =>
        data.subarray(2 * row * pixels, 2 * (row + 1) * pixels).reduce((a, b) => Math.max(a, Math.abs(b)), 0),
      );
      worst = Math.max(worst, relativeError(await largestOfRows(gpu, rows, { pixels, images }), most));
    }
    for (const half of [0, 1] as const) {
      const found = await gpu.read(own(halves[half].sums), expected[half].length);
      for (let part = 0; part < 3; part++)
        worst = Math.max(worst, relativeError(column(found, 3, part), column(expected[half], 3, part)));
    }
    // What a batch was added up in is to be left empty for the next.
    const left = await gpu.read(scratch, halves[0].voxels * 3);
    return left.some((value) => value !== 0) ? 1 : worst;
  },
};
