/** Tilt images at a coarser and at a finer pixel size, without what is slow. */
import { seededNormal } from '../../../../shared/math/random';
import { realPart, toComplex } from '../../kernels/complexImage';
import { cropImage } from '../../kernels/cropImage';
import { relativeError, type KernelCheck } from '../check';
import { plainCrop } from '../plain/imageCrop';

const from = [22, 18] as const;
const aberrations = {
  powers: [3, -2, 9, 14, -8, 6, 50, -40, 70, 30, -60, 20],
  size: [44, 36],
} as const;
// No frequency lies at a limit, where rounding would decide.
const crops = [
  { from, to: [16, 12], lowest: 0.11, scale: 0.7, aberrations },
  { from, to: [26, 25], lowest: 0.11, scale: 1.3, aberrations: null },
] as const;

export const tiltImages: KernelCheck = {
  name: 'preparation of tilt images',
  limit: 3e-6,
  async run(gpu, own) {
    const transform = Float32Array.from({ length: 2 * from[0] * from[1] }, seededNormal(31));
    const source = own(gpu.upload(transform, 'image'));
    let worst = 0;
    for (const crop of crops) {
      const count = 2 * crop.to[0] * crop.to[1];
      const target = own(gpu.storage(4 * count, 'cropped'));
      cropImage(gpu, crop, source, target);
      worst = Math.max(worst, relativeError(await gpu.read(target, count), plainCrop(crop, transform)));
    }
    const pixels = from[0] * from[1];
    const image = transform.subarray(0, pixels);
    const [real, complex] = [own(gpu.upload(image, 'image')), own(gpu.storage(8 * pixels, 'complex image'))];
    const plane = { level: 0.7, across: -0.05, up: 0.03 };
    toComplex(gpu, real, complex, { width: from[0], height: from[1], plane });
    const flat = Float64Array.from(
      image,
      (value, i) => value - (0.7 - 0.05 * (i % from[0]) + 0.03 * Math.floor(i / from[0])),
    );
    const expected = Float64Array.from({ length: 2 * pixels }, (_, i) => (i % 2 === 0 ? flat[i / 2] : 0));
    worst = Math.max(worst, relativeError(await gpu.read(complex, 2 * pixels), expected));
    realPart(gpu, source, complex, pixels);
    const parts = Float64Array.from(image, (_, i) => transform[2 * i]);
    return Math.max(worst, relativeError(await gpu.read(complex, pixels), parts));
  },
};
