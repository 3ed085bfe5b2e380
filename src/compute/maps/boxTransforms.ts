/** Transforms of boxes that lie on the GPU, where that is fastest: there, or, beside a software adapter, by the processor itself. */
import { quickTransform } from '../../../shared/math/quickFft';
import type { Gpu } from '../gpu/gpu';
import { planFft } from '../kernels/fft';

export interface BoxTransforms {
  /** In place, unscaled: see planFft. */
  forward(box: GPUBuffer): Promise<void>;
  inverse(box: GPUBuffer): Promise<void>;
  destroy(): void;
}

/** @param scratch as large as a box; is overwritten */
export function planBoxTransforms(gpu: Gpu, edge: number, scratch: GPUBuffer): BoxTransforms {
  return gpu.software ? byProcessor(gpu, edge) : byKernels(gpu, edge, scratch);
}

function byKernels(gpu: Gpu, edge: number, scratch: GPUBuffer): BoxTransforms {
  const forward = planFft(gpu, [edge, edge, edge], 1, 'forward');
  const inverse = planFft(gpu, [edge, edge, edge], 1, 'inverse');
  return {
    forward: async (box) => Promise.resolve(forward.run(box, scratch)),
    inverse: async (box) => Promise.resolve(inverse.run(box, scratch)),
    destroy() {
      forward.destroy();
      inverse.destroy();
    },
  };
}

function byProcessor(gpu: Gpu, edge: number): BoxTransforms {
  const voxels = edge ** 3;
  const re = new Float32Array(voxels);
  const im = new Float32Array(voxels);
  const run = async (box: GPUBuffer, direction: 1 | -1): Promise<void> => {
    const both = await gpu.read(box, 2 * voxels);
    for (let i = 0; i < voxels; i++) {
      re[i] = both[2 * i];
      im[i] = both[2 * i + 1];
    }
    quickTransform(re, im, [edge, edge, edge], direction);
    // `quickTransform` divides its inverse by the number of voxels.
    const scale = direction === 1 ? 1 : voxels;
    for (let i = 0; i < voxels; i++) {
      both[2 * i] = scale * re[i];
      both[2 * i + 1] = scale * im[i];
    }
    gpu.write(box, both);
  };
  return {
    forward: async (box) => run(box, 1),
    inverse: async (box) => run(box, -1),
    destroy: () => undefined,
  };
}
