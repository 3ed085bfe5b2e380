/** Sums of transfer functions by kernels on the GPU. */
import type { Gpu } from '../gpu/gpu';
import { planCtfSums, type SliceBuffers } from '../kernels/ctfSums';
import type { CtfSummer, CtfSummerShape } from './ctfSummer';
import { planKernelBoxes } from './kernelBoxes';

export function planKernelCtfSums(
  gpu: Gpu,
  { boxes: box, sums }: CtfSummerShape,
  buffers: SliceBuffers,
): CtfSummer {
  const boxes = planKernelBoxes(gpu, box);
  const kernels = planCtfSums(gpu, sums, buffers);
  return {
    batch: sums.batch,
    useImage: (image) => boxes.useImage(image),
    async add(series, { views, slices, halves }) {
      const { planes, optics } = boxes.spectra(series, views);
      kernels.add(slices, optics, halves, planes);
      return Promise.resolve();
    },
    take: async () => kernels.take(),
    destroy() {
      boxes.destroy();
      kernels.destroy();
    },
  };
}
