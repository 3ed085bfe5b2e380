/** Has the sums of transfer functions made where that is fastest: on the GPU, or beside a software adapter on the processor. */
import type { Gpu } from '../gpu/gpu';
import type { SliceBuffers } from '../kernels/ctfSums';
import type { CtfSummer, CtfSummerShape } from './ctfSummer';
import { planKernelCtfSums } from './kernelCtfSums';
import { planProcessorCtfSums } from './processorCtfSums';

export function planCtfSummer(gpu: Gpu, shape: CtfSummerShape, buffers: SliceBuffers): CtfSummer {
  return (gpu.software ? planProcessorCtfSums : planKernelCtfSums)(gpu, shape, buffers);
}
