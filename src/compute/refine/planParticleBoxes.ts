/** Has particle images made where that is fastest: a software adapter's kernels take several times as long as the processor itself. */
import type { Gpu } from '../gpu/gpu';
import { planKernelBoxes } from './kernelBoxes';
import type { BoxShape, ParticleBoxes } from './particleBoxes';
import { planProcessorBoxes } from './processorBoxes';

export function planParticleBoxes(gpu: Gpu, shape: BoxShape): ParticleBoxes {
  return gpu.software ? planProcessorBoxes(gpu, shape) : planKernelBoxes(gpu, shape);
}
