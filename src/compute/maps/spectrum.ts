/** Density maps in Fourier space: half-complex cubes, transformed on the graphics adapter. */
import type { Gpu } from '../gpu/gpu';
import { planFft } from '../kernels/fft';
import layoutSource from '../kernels/layout3d.wgsl';
import type { Volume } from './volume';

/**
 * (z, y, x <= size/2, 2) float32; z and y in the order 0 .. n/2, then negative. Unscaled sums over voxels.
 * The phase origin is the centre voxel size/2, which is where particles are turned about.
 */
export interface Spectrum {
  readonly size: number;
  readonly pixelSize: number;
  readonly data: Float32Array;
}

export async function toSpectrum(gpu: Gpu, volume: Volume): Promise<Spectrum> {
  const n = volume.size;
  const real = gpu.upload(volume.data, 'map');
  const full = gpu.storage(n ** 3 * 8, 'map transform');
  const scratch = gpu.storage(n ** 3 * 8, 'map transform scratch');
  const halfCount = 2 * n * n * (n / 2 + 1);
  const plan = planFft(gpu, [n, n, n], 1, 'forward');
  relayout(gpu, 0, n, 1, real, full);
  plan.run(full, scratch);
  relayout(gpu, 1, n, 1, full, scratch);
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
  relayout(gpu, 2, n, 1, scratch, full);
  plan.run(full, scratch);
  relayout(gpu, 3, n, scale, full, scratch);
  const data = await gpu.read(scratch, n ** 3);
  for (const owned of [full, scratch, plan]) owned.destroy();
  return { size: n, pixelSize: spectrum.pixelSize, data };
}

/** Calls `visit` with the index of the real part and the integer frequencies of every coefficient. */
export function forEachCoefficient(
  size: number,
  visit: (index: number, x: number, y: number, z: number) => void,
): void {
  const width = size / 2 + 1;
  for (let zi = 0, index = 0; zi < size; zi++) {
    const z = zi <= size / 2 ? zi : zi - size;
    for (let yi = 0; yi < size; yi++) {
      const y = yi <= size / 2 ? yi : yi - size;
      for (let x = 0; x < width; x++, index += 2) visit(index, x, y, z);
    }
  }
}

/** Multiplies every coefficient with a factor that depends on its radius, in integer frequencies. */
export function filtered(spectrum: Spectrum, factor: (radius: number) => number): Spectrum {
  const data = new Float32Array(spectrum.data.length);
  forEachCoefficient(spectrum.size, (index, x, y, z) => {
    const f = factor(Math.sqrt(x * x + y * y + z * z));
    data[index] = spectrum.data[index] * f;
    data[index + 1] = spectrum.data[index + 1] * f;
  });
  return { ...spectrum, data };
}

/** Crops or zero-pads in Fourier space: the same map on a finer or coarser grid; values per voxel stay. */
export function resized(spectrum: Spectrum, size: number): Spectrum {
  const n = spectrum.size;
  const widthFrom = n / 2 + 1;
  const data = new Float32Array(2 * size * size * (size / 2 + 1));
  const scale = (size / n) ** 3;
  const limit = Math.min(n, size) / 2;
  forEachCoefficient(size, (index, x, y, z) => {
    // The Nyquist planes of the smaller grid have no partner on the other side: left out.
    if (x >= limit || Math.abs(y) >= limit || Math.abs(z) >= limit) return;
    const from = 2 * ((((z + n) % n) * n + ((y + n) % n)) * widthFrom + x);
    data[index] = spectrum.data[from] * scale;
    data[index + 1] = spectrum.data[from + 1] * scale;
  });
  return { size, pixelSize: (spectrum.pixelSize * n) / size, data };
}

function relayout(gpu: Gpu, mode: number, n: number, scale: number, from: GPUBuffer, to: GPUBuffer): void {
  const params = gpu.uniform([{ i: n }, { f: scale }]);
  gpu.run(gpu.kernel('layout3d', layoutSource, { MODE: mode }), [params, from, to], Math.ceil(n ** 3 / 64));
  params.destroy();
}
