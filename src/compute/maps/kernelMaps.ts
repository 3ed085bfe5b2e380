/** Density maps to Fourier space and back, by kernels on the GPU. */
import type { Gpu } from '../gpu/gpu';
import { planFft } from '../kernels/fft';
import { relayout } from '../kernels/layout3d';
import type { Spectrum } from './coefficients';
import type { Volume } from './volume';

export async function kernelSpectrum(gpu: Gpu, volume: Volume): Promise<Spectrum> {
  const n = volume.size;
  const real = gpu.upload(volume.data, 'map');
  const full = gpu.storage(n ** 3 * 8, 'map transform');
  const scratch = gpu.storage(n ** 3 * 8, 'map transform scratch');
  const halfCount = 2 * n * n * (n / 2 + 1);
  const plan = planFft(gpu, [n, n, n], 1, 'forward');
  relayout(gpu, 'realToFull', { from: real, to: full, n });
  plan.run(full, scratch);
  relayout(gpu, 'fullToHalf', { from: full, to: scratch, n });
  const data = await gpu.read(scratch, halfCount);
  for (const owned of [real, full, scratch, plan]) owned.destroy();
  return { size: n, pixelSize: volume.pixelSize, data };
}

/** @param scale multiplies the map; 1/n^3 undoes `kernelSpectrum` */
export async function kernelVolume(gpu: Gpu, spectrum: Spectrum, scale: number): Promise<Volume> {
  const n = spectrum.size;
  const full = gpu.storage(n ** 3 * 8, 'map transform');
  const scratch = gpu.storage(n ** 3 * 8, 'map transform scratch');
  const plan = planFft(gpu, [n, n, n], 1, 'inverse');
  gpu.write(scratch, spectrum.data);
  relayout(gpu, 'halfToFull', { from: scratch, to: full, n });
  plan.run(full, scratch);
  relayout(gpu, 'fullToReal', { from: full, to: scratch, n, scale });
  const data = await gpu.read(scratch, n ** 3);
  for (const owned of [full, scratch, plan]) owned.destroy();
  return { size: n, pixelSize: spectrum.pixelSize, data };
}
