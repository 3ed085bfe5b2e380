/** Optics of one particle image, for kernels and in double precision. */
import type { TiltSeries } from '../../model/tiltSeries';
import { mapBfactor, mapScale, tiltBfactor, tiltScale } from '../geometry/weights';

/** Floats of `ImageOptics` in shared/ctf.wgsl. */
export const OPTICS_FLOATS = 8;

/** Relativistic electron wavelength, Å. */
export function wavelength(series: TiltSeries): number {
  const { voltage } = series.optics;
  return 12.2643247 / Math.sqrt(voltage * (1 + 0.978466e-6 * voltage));
}

/**
 * Writes the optics of one image.
 * @param centre particle centre in its box, pixels
 * @param forMaps with weight and B-factor of the whole series
 */
export function writeOptics(
  target: Float32Array,
  index: number,
  series: TiltSeries,
  tilt: number,
  defocus: number,
  centre: readonly [number, number],
  forMaps = false,
): void {
  target.set(
    [
      centre[0],
      centre[1],
      defocus,
      series.astigmatism[tilt],
      series.astigmatismAngle[tilt],
      series.phaseShift[tilt] + Math.asin(series.optics.amplitude),
      forMaps ? mapBfactor(series, tilt) : tiltBfactor(series, tilt),
      forMaps ? mapScale(series, tilt) : tiltScale(series, tilt),
    ],
    index * OPTICS_FLOATS,
  );
}

/** Transfer function times envelope at frequency (kx, ky) in 1/Å, underfocus positive, particles bright. */
export function weightedTransfer(
  series: TiltSeries,
  tilt: number,
  defocus: number,
  kx: number,
  ky: number,
): number {
  const k2 = kx * kx + ky * ky;
  const lambda = wavelength(series);
  const local =
    defocus +
    0.5 * series.astigmatism[tilt] * Math.cos(2 * (Math.atan2(ky, kx) - series.astigmatismAngle[tilt]));
  const gamma =
    Math.PI * lambda * k2 * (0.5 * series.optics.cs * lambda * lambda * k2 - local) -
    series.phaseShift[tilt] -
    Math.asin(series.optics.amplitude);
  return -Math.sin(gamma) * tiltScale(series, tilt) * Math.exp((tiltBfactor(series, tilt) * k2) / 4);
}
