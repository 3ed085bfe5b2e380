/** Sums by which agreement is known under other transfer functions: views of both half-sets, in two batches. */
import { seededNormal } from '../../../../shared/math/random';
import { euler } from '../../../../shared/math/rotations';
import { ctfSums as count, planCtfSums } from '../../kernels/ctfSums';
import { pixelList } from '../../kernels/pixelList';
import { uploadReferencePair } from '../../kernels/referencePair';
import { plainViewFloats, writeView } from '../../kernels/view';
import { planKernelBoxes } from '../../refine/kernelBoxes';
import { seriesOptics } from '../../refine/seriesOptics';
import { boxesBetween, type BoxShape, type BoxViews } from '../../refine/particleBoxes';
import { relativeError, type KernelCheck } from '../check';
import { plainCtfSums } from '../plain/ctfSums';
import { plainViewOf } from '../plain/particleRows';
import { astigmaticSeries, smallImage } from '../plain/series';
import { randomCube } from '../plain/slices';

const { width, height, pixelSize } = smallImage;
const series = astigmaticSeries();
const shape: BoxShape = {
  cut: 36,
  resampled: 24,
  edge: 16,
  pixelSize,
  circle: { radius: 5.3, edge: 1.9 },
  batch: 2,
};
const views: BoxViews = {
  count: 3,
  x: Float64Array.of(102.3, 133.1, 31.7),
  y: Float64Array.of(98.7, 111.9, 180.2),
  tilt: Int32Array.of(2, 2, 2),
  defocus: Float64Array.of(12000, 15500, 14000),
};
const halves = [0, 1, 1] as const;

export const ctfSums: KernelCheck = {
  name: 'sums of transfer functions',
  limit: 2e-3,
  async run(gpu, own) {
    const normal = seededNormal(71);
    const image = { width, height, data: Float32Array.from({ length: width * height }, normal) };
    const cubes = [randomCube(shape.edge, 73), randomCube(shape.edge, 74)] as const;
    const { frequencies, count: pixels } = pixelList(shape.edge, shape.edge / 2 - 2);
    // Of 3 tilts; what has no weight is left out.
    const weights = Float32Array.from({ length: 6 * pixels }, (_, i) =>
      i % 14 === 0 ? 0 : 1 + 0.3 * normal(),
    );
    const rotations = halves.map(() => euler(3 * normal(), normal(), 3 * normal()));
    const boxes = own(planKernelBoxes(gpu, shape));
    boxes.useImage(image);
    const kernels = own(
      planCtfSums(
        gpu,
        {
          edge: shape.edge,
          pixels,
          padded: shape.resampled,
          boxLength: shape.cut * pixelSize,
          ...seriesOptics(series),
          circle: { radius: 5.3, edge: 1.9 },
          batch: shape.batch,
        },
        {
          frequencies: own(gpu.upload(frequencies, 'frequencies')),
          weights: own(gpu.upload(weights, 'weights')),
          references: own(uploadReferencePair(gpu, cubes)),
        },
      ),
    );
    // What was there before is gone once it was taken.
    for (let turn = 0; turn < 2; turn++) {
      if (turn > 0) await kernels.take();
      for (let first = 0; first < views.count; first += shape.batch) {
        const some = boxesBetween(views, first, Math.min(views.count, first + shape.batch));
        const { planes, optics } = boxes.spectra(series, some);
        const written = new Float32Array(some.count * plainViewFloats);
        for (let i = 0; i < some.count; i++)
          writeView(written, i * plainViewFloats, {
            rotation: rotations[first + i],
            magnification: [1, 0, 0, 1],
            halfSet: halves[first + i],
            row: i,
            tilt: 2,
          });
        kernels.add(written, optics, Uint32Array.from(halves.slice(first, first + some.count)), planes);
      }
    }
    const found = await kernels.take();
    const expected = plainCtfSums(
      halves.map((half, i) => ({
        half,
        rotation: rotations[i],
        box: { image, series, shape, view: plainViewOf(views, i) },
      })),
      { cubes, frequencies, weights },
    );
    const each = expected.length / (2 * count);
    return Math.max(
      ...Array.from({ length: 2 * count }, (_, j) =>
        relativeError(found.subarray(j * each, (j + 1) * each), expected.subarray(j * each, (j + 1) * each)),
      ),
    );
  },
};
