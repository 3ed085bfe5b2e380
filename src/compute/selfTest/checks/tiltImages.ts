/** Tilt images at a coarser and at a finer pixel size, without what is slow. */
import { seededNormal } from '../../../../shared/math/random';
import { cropImage } from '../../kernels/cropImage';
import { relativeError, type KernelCheck } from '../check';
import { plainCrop } from '../plain/imageCrop';

const from = [22, 18] as const;
// No frequency lies at a limit, where rounding would decide.
const crops = [
  { from, to: [16, 12], lowest: 0.11, scale: 0.7 },
  { from, to: [26, 25], lowest: 0.11, scale: 1.3 },
] as const;

export const tiltImages: KernelCheck = {
  name: 'preparation of tilt images',
  limit: 1e-6,
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
    return worst;
  },
};
