/** Low-pass filters of maps. */
import type { Gpu } from '../gpu/gpu';
import { filtered, toSpectrum, toVolume } from './spectrum';
import type { Volume } from './volume';

/** Removes everything finer than `resolution` (Å), with a raised-cosine edge two shells wide. */
export async function lowPass(gpu: Gpu, volume: Volume, resolution: number): Promise<Volume> {
  const cutoff = (volume.size * volume.pixelSize) / resolution;
  const spectrum = await toSpectrum(gpu, volume);
  return toVolume(
    gpu,
    filtered(spectrum, (radius) => raisedCosine(radius, cutoff, 2)),
  );
}

/** 1 up to `start`, 0 beyond `start + width`. */
export function raisedCosine(x: number, start: number, width: number): number {
  if (x <= start) return 1;
  if (x >= start + width) return 0;
  return 0.5 + 0.5 * Math.cos((Math.PI * (x - start)) / width);
}
