/** Low-pass filters of maps. */
import type { Gpu } from '../gpu/gpu';
import { filtered } from './coefficients';
import { raisedCosine } from '../../../shared/masks/raisedCosine';
import { toSpectrum, toVolume } from './spectrum';
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
