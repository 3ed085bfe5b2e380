/** Density maps to Fourier space and back, on the GPU. */
import type { Gpu } from '../gpu/gpu';
import { planFft } from '../kernels/fft';
import layoutSource from '../kernels/layout3d.wgsl';
import type { Spectrum } from './coefficients';
import type { Volume } from './volume';

export async function toSpectrum(gpu: Gpu, volume: Volume): Promise<Spectrum> {
  const n = volume.size;
  const real = gpu.upload(volume.data, 'map');
  const full = gpu.storage(n ** 3 * 8, 'map transform');
  const scratch = gpu.storage(n ** 3 * 8, 'map transform scratch');
  const halfCount = 2 * n * n * (n / 2 + 1);
  const plan = planFft(gpu, [n, n, n], 1, 'forward');
  relayout(gpu, { mode: 0, n }, real, full);
  plan.run(full, scratch);
  relayout(gpu, { mode: 1, n }, full, scratch);
  const data = await gpu.read(scratch, halfCount);
  for (const owned of [real, full, scratch, plan]) owned.destroy();
  return { size: n, pixelSize: volume.pixelSize, data };
}

/** The map of a spectrum; `scale` multiplies it, 1/n^3 undoes `toSpectrum`. */
export async function toVolume(
  gpu: Gpu,
  spectrum: Spectrum,
  scale = 1 / spectrum.size ** 3,
): Promise<Volume> {
  const n = spectrum.size;
  const full = gpu.storage(n ** 3 * 8, 'map transform');
  const scratch = gpu.storage(n ** 3 * 8, 'map transform scratch');
  const plan = planFft(gpu, [n, n, n], 1, 'inverse');
  gpu.write(scratch, spectrum.data);
  relayout(gpu, { mode: 2, n }, scratch, full);
  plan.run(full, scratch);
  relayout(gpu, { mode: 3, n, scale }, full, scratch);
  const data = await gpu.read(scratch, n ** 3);
  for (const owned of [full, scratch, plan]) owned.destroy();
  return { size: n, pixelSize: spectrum.pixelSize, data };
}

interface Relayout {
  /** As numbered in layout3d.wgsl. */
  readonly mode: 0 | 1 | 2 | 3;
  /** Edge of the map. */
  readonly n: number;
  readonly scale?: number;
}

function relayout(gpu: Gpu, { mode, n, scale = 1 }: Relayout, from: GPUBuffer, to: GPUBuffer): void {
  const params = gpu.uniform([{ i: n }, { f: scale }]);
  gpu.run(gpu.kernel('layout3d', layoutSource, { MODE: mode }), [params, from, to], Math.ceil(n ** 3 / 64));
  params.destroy();
}
