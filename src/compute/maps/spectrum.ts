/** Density maps to Fourier space and back, where that is fastest. */
import type { Gpu } from '../gpu/gpu';
import type { Spectrum } from './coefficients';
import { kernelSpectrum, kernelVolume } from './kernelMaps';
import { processorSpectrum, processorVolume } from './processorMaps';
import type { Volume } from './volume';

export async function toSpectrum(gpu: Gpu, volume: Volume): Promise<Spectrum> {
  return isForKernels(gpu, volume.size) ? kernelSpectrum(gpu, volume) : processorSpectrum(volume);
}

/** The map of a spectrum; `scale` multiplies it, 1/n^3 undoes `toSpectrum`. */
export async function toVolume(
  gpu: Gpu,
  spectrum: Spectrum,
  scale = 1 / spectrum.size ** 3,
): Promise<Volume> {
  return isForKernels(gpu, spectrum.size)
    ? kernelVolume(gpu, spectrum, scale)
    : processorVolume(spectrum, scale);
}

/** A software adapter's kernels take ten times as long as the processor itself, and what a kernel sees has a limit. */
function isForKernels({ software, maxBinding }: Gpu, edge: number): boolean {
  return !software && edge ** 3 * 8 <= maxBinding;
}
