/** Changes the voxel size of a map by cropping or padding its Fourier transform. */
import type { Gpu } from '../gpu/gpu';
import { resized } from './coefficients';
import { toSpectrum, toVolume } from './spectrum';
import type { Volume } from './volume';

/** @param size new edge, even; the box keeps its physical size, so the pixel size becomes old size / new size */
export async function rescale(gpu: Gpu, volume: Volume, size: number): Promise<Volume> {
  if (size === volume.size) return volume;
  return toVolume(gpu, resized(await toSpectrum(gpu, volume), size));
}
