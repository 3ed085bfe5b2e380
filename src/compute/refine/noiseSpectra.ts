/** Noise power of every tilt, measured on its particles: what each frequency is worth. */
import type { TiltSeries } from '../../model/tiltSeries';
import type { ParticleBoxes } from './particleBoxes';
import type { Views } from '../parameters/views';

/** Power by frequency: `power[bin]` at frequency (bin / (bins - 1)) of Nyquist, under the particle's circle. */
export interface NoiseSpectrum {
  readonly power: Float64Array;
}

const bins = 65;

/** Mean power of the particles' images in the tilt that boxes are cut from, without optics; empty bins copy their neighbor. */
export async function measureNoise(
  boxes: ParticleBoxes,
  series: TiltSeries,
  views: Views,
): Promise<NoiseSpectrum> {
  const { edge } = boxes.shape;
  const power = await boxes.power(series, views);
  return { power: radialMean(power, edge, views.count * edge ** 4) };
}

/** Power at a radius given as a fraction of Nyquist. */
export function noiseAt(spectrum: NoiseSpectrum, fraction: number): number {
  const at = Math.min(Math.max(fraction, 0), 1) * (bins - 1);
  const bin = Math.min(Math.floor(at), bins - 2);
  const t = at - bin;
  return spectrum.power[bin] * (1 - t) + spectrum.power[bin + 1] * t;
}

function radialMean(power: ArrayLike<number>, edge: number, norm: number): Float64Array {
  const sums = new Float64Array(bins);
  const counts = new Float64Array(bins);
  for (let yi = 0; yi < edge; yi++)
    for (let xi = 0; xi < edge; xi++) {
      const x = xi < edge / 2 ? xi : xi - edge;
      const y = yi < edge / 2 ? yi : yi - edge;
      const bin = Math.round((Math.hypot(x, y) / (edge / 2)) * (bins - 1));
      if (bin === 0 || bin >= bins || x === -edge / 2 || y === -edge / 2) continue;
      sums[bin] += power[yi * edge + xi];
      counts[bin]++;
    }
  const mean = sums.map((sum, bin) => (counts[bin] > 0 ? sum / counts[bin] / norm : 0));
  for (let bin = 1; bin < bins; bin++) if (mean[bin] <= 0) mean[bin] = mean[bin - 1];
  for (let bin = bins - 2; bin >= 0; bin--) if (mean[bin] <= 0) mean[bin] = mean[bin + 1];
  return mean;
}
