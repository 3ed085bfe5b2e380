/** Particle images cut out, put to pixel 0, weighted with their optics and packed, and the power in them. */
import { seededNormal } from '../../../../shared/math/random';
import { pixelList } from '../../kernels/pixelList';
import { planKernelBoxes } from '../../refine/kernelBoxes';
import type { BoxShape, BoxViews } from '../../refine/particleBoxes';
import { relativeError, type KernelCheck } from '../check';
import { plainPower, plainRow, plainViewOf, type RowKind } from '../plain/particleRows';
import { astigmaticSeries, smallImage } from '../plain/series';

const { width, height, pixelSize } = smallImage;
const series = astigmaticSeries();
const shape: BoxShape = {
  cut: 30,
  resampled: 20,
  edge: 16,
  pixelSize,
  circle: { radius: 5.3, edge: 1.9 },
  batch: 5,
};
/** Of the power, which is added to. */
const before = 1000;
/** The last ones reach beyond the image, on each side. */
const views: BoxViews = {
  count: 4,
  x: Float64Array.of(102.3, 133.1, 31.7, 214.9),
  y: Float64Array.of(98.7, 111.9, 180.2, 22.4),
  tilt: Int32Array.of(2, 2, 2, 2),
  defocus: Float64Array.of(12000, 15500, 14000, 13100),
};
const each = Array.from({ length: views.count }, (_, i) => plainViewOf(views, i));
const kinds: readonly RowKind[] = ['images', 'quadratureImages', 'transferWeights'];

export const particleBoxes: KernelCheck = {
  name: 'particle images',
  limit: 2e-3,
  async run(gpu, own) {
    const image = { width, height, data: Float32Array.from({ length: width * height }, seededNormal(41)) };
    const box = { image, series, shape };
    const boxes = own(planKernelBoxes(gpu, shape));
    const pixels = pixelList(shape.edge, shape.edge / 2 - 1);
    const { frequencies, count } = pixels;
    const target = {
      rows: own(gpu.storage(8 * (views.count + 1) * count, 'rows')),
      frequencies: own(gpu.upload(frequencies, 'frequencies')),
      pixels,
    };
    boxes.useImage(image);
    let worst = 0;
    for (const kind of kinds) {
      boxes[kind](series, views, target, 1);
      const found = await gpu.read(target.rows, 2 * views.count * count, 8 * count);
      const expected = each.flatMap((view) => [...plainRow({ ...box, view }, kind, frequencies)]);
      worst = Math.max(worst, relativeError(found, expected));
    }
    const sums = own(gpu.upload(new Float32Array(shape.cut ** 2).fill(before), 'power'));
    boxes.addPower(series, views, sums);
    const powers = each.map((view) => plainPower({ ...box, view }));
    const expected = powers[0].map((_, i) => powers.reduce((sum, power) => sum + power[i], before));
    return Math.max(worst, relativeError(await gpu.read(sums, expected.length), expected));
  },
};
