/** What each Fourier pixel of each tilt is worth in a comparison. */
import type { TiltSeries } from '../../model/tiltSeries';
import type { PixelList } from '../kernels/pixelList';
import { tiltBfactor } from '../geometry/weights';
import { noiseAt } from './noiseSpectra';
import type { NoiseSpectrum } from './noiseSpectra';
import { weightedTransfer } from './optics';

export interface WeightOptions {
  /** Å, of the box. */
  readonly boxLength: number;
  /** Å, of the box that the noise was measured in. */
  readonly pixelSize: number;
  /** A tilt counts up to where its envelope, relative to the best tilt's, falls to this. */
  readonly threshold: number;
}

/**
 * (tilt, pixel, 2): weight of AB and B2, which is one over the noise power; and of A2, which is the squared transfer
 * function and envelope over the noise power, at the tilt's mean particle defocus. Images already carry the transfer
 * function once. (M has the envelope in both, which gives low-dose tilts more than their due.)
 * @param defocus (tilt) Å
 */
export function weightTables(
  series: TiltSeries,
  noise: readonly NoiseSpectrum[],
  defocus: Float64Array,
  pixels: PixelList,
  { boxLength, pixelSize, threshold }: WeightOptions,
): Float32Array {
  const bfactors = Array.from({ length: series.tiltCount }, (_, tilt) => tiltBfactor(series, tilt));
  const best = Math.max(...bfactors);
  const table = new Float32Array(series.tiltCount * pixels.count * 2);
  for (let tilt = 0, to = 0; tilt < series.tiltCount; tilt++)
    for (let i = 0; i < pixels.count; i++, to += 2) {
      const kx = pixels.frequencies[2 * i] / boxLength;
      const ky = pixels.frequencies[2 * i + 1] / boxLength;
      const power = noiseAt(noise[tilt], Math.hypot(kx, ky) * 2 * pixelSize);
      const relative = Math.exp(((bfactors[tilt] - best) * (kx * kx + ky * ky)) / 4);
      if (!(power > 0) || relative < threshold) continue;
      table[to] = 1 / power;
      table[to + 1] = weightedTransfer(series, tilt, defocus[tilt], kx, ky) ** 2 / power;
    }
  return table;
}
