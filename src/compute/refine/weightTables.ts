/** What each Fourier pixel of each tilt is worth in a comparison. */
import type { TiltSeries } from '../../model/tiltSeries';
import type { PixelList } from '../kernels/pixelList';
import { noiseAt } from './noiseSpectra';
import type { NoiseSpectrum } from './noiseSpectra';
import { weightedTransfer } from './optics';

/**
 * (tilt, pixel, 2): weight of AB and B2, which is one over the noise power; and of A2, which is the squared transfer
 * function and envelope over the noise power, at the tilt's mean particle defocus. Images already carry the transfer
 * function once (algorithm section 4 has the envelope in both, which gives low-dose tilts more than their due).
 * @param defocus (tilt) Å
 * @param boxLength Å, of the box
 * @param pixelSize Å, of the box that the noise was measured in
 */
export function weightTables(
  series: TiltSeries,
  noise: readonly NoiseSpectrum[],
  defocus: Float64Array,
  pixels: PixelList,
  boxLength: number,
  pixelSize: number,
): Float32Array {
  const table = new Float32Array(series.tiltCount * pixels.count * 2);
  for (let tilt = 0, to = 0; tilt < series.tiltCount; tilt++)
    for (let i = 0; i < pixels.count; i++, to += 2) {
      const kx = pixels.frequencies[2 * i] / boxLength;
      const ky = pixels.frequencies[2 * i + 1] / boxLength;
      const power = noiseAt(noise[tilt], Math.hypot(kx, ky) * 2 * pixelSize);
      if (!(power > 0)) continue;
      table[to] = 1 / power;
      table[to + 1] = weightedTransfer(series, tilt, defocus[tilt], kx, ky) ** 2 / power;
    }
  return table;
}
