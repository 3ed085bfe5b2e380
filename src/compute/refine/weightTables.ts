/** What each Fourier pixel of each tilt is worth in a comparison. */
import type { TiltSeries } from '../../model/tiltSeries';
import type { PixelList } from '../kernels/pixelList';
import { tiltBfactor } from '../geometry/weights';
import { noiseAt } from './noiseSpectra';
import type { NoiseSpectrum } from './noiseSpectra';
import { transferSlope, weightedTransfer } from './optics';

export interface WeightOptions {
  /** Å, of the box. */
  readonly boxLength: number;
  /** Å, of the box that the noise was measured in. */
  readonly pixelSize: number;
  /** A tilt counts up to where its envelope, relative to the best tilt's, falls to this. */
  readonly threshold: number;
}

export interface WeightRequest extends WeightOptions {
  readonly noise: readonly NoiseSpectrum[];
  /** (tilt) Å */
  readonly defocus: Float64Array;
  readonly pixels: PixelList;
}

/**
 * (tilt, pixel, 2): weight of AB and B2, which is one over the noise power; and of A2, which is the squared transfer
 * function and envelope over the noise power, at the tilt's mean particle defocus. Images already carry the transfer
 * function once. (M has the envelope in both, which gives low-dose tilts more than their due.)
 */
export function weightTables(series: TiltSeries, request: WeightRequest): Float32Array {
  return tableOf(series, request, (transfer, _, power) => [1 / power, transfer ** 2 / power]);
}

/**
 * (tilt, pixel, 2): what A2's weight becomes when the phase of the transfer function changes: the product of the transfer function
 * and its derivative by the phase, and the square of the derivative, both as A2's weight is.
 */
export function quadratureTables(series: TiltSeries, request: WeightRequest): Float32Array {
  return tableOf(series, request, (transfer, slope, power) => [
    (transfer * slope()) / power,
    slope() ** 2 / power,
  ]);
}

function tableOf(
  series: TiltSeries,
  { noise, defocus, pixels, boxLength, pixelSize, threshold }: WeightRequest,
  values: (transfer: number, slope: () => number, power: number) => readonly [number, number],
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
      const image = { tilt, defocus: defocus[tilt] };
      const transfer = weightedTransfer(series, image, kx, ky);
      table.set(
        values(transfer, () => transferSlope(series, image, kx, ky), power),
        to,
      );
    }
  return table;
}
