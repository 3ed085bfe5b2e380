/** Optics of one particle image, for kernels and in double precision. */
import type { TiltSeries } from '../../model/tiltSeries';
import { mapBfactor, mapScale, tiltBfactor, tiltScale } from '../geometry/weights';

/** Floats of `ImageOptics` in shared/ctf.wgsl. */
export const opticsFloats = 8;

/** Relativistic electron wavelength, Å. */
export function wavelength(series: TiltSeries): number {
  const { voltage } = series.optics;
  return 12.2643247 / Math.sqrt(voltage * (1 + 0.978466e-6 * voltage));
}

export interface ImageOptics {
  readonly tilt: number;
  /** Å, underfocus positive. */
  readonly defocus: number;
  /** Particle center in its box, pixels. */
  readonly center?: readonly [number, number];
  /** With weight and B-factor of the whole series. */
  readonly forMaps?: boolean | undefined;
}

/** Writes the optics of one image. */
export function writeOptics(
  target: Float32Array,
  index: number,
  series: TiltSeries,
  { tilt, defocus, center = [0, 0], forMaps = false }: ImageOptics,
): void {
  target.set(
    [
      center[0],
      center[1],
      defocus,
      series.astigmatism[tilt],
      series.astigmatismAngle[tilt],
      series.phaseShift[tilt] + Math.asin(series.optics.amplitude),
      forMaps ? mapBfactor(series, tilt) : tiltBfactor(series, tilt),
      forMaps ? mapScale(series, tilt) : tiltScale(series, tilt),
    ],
    index * opticsFloats,
  );
}

type WhichImage = Pick<ImageOptics, 'tilt' | 'defocus'>;

/** Transfer function times envelope at frequency (kx, ky) in 1/Å, underfocus positive, particles bright. */
export function weightedTransfer(series: TiltSeries, image: WhichImage, kx: number, ky: number): number {
  const k2 = kx * kx + ky * ky;
  return (
    -Math.sin(opticalPhase(series, image, kx, ky)) *
    tiltScale(series, image.tilt) *
    Math.exp((tiltBfactor(series, image.tilt) * k2) / 4)
  );
}

/** Its derivative by the phase. */
export function transferSlope(series: TiltSeries, image: WhichImage, kx: number, ky: number): number {
  const k2 = kx * kx + ky * ky;
  return (
    -Math.cos(opticalPhase(series, image, kx, ky)) *
    tiltScale(series, image.tilt) *
    Math.exp((tiltBfactor(series, image.tilt) * k2) / 4)
  );
}

/** Phase that the optics give, rad. */
function opticalPhase(series: TiltSeries, { tilt, defocus }: WhichImage, kx: number, ky: number): number {
  const k2 = kx * kx + ky * ky;
  const lambda = wavelength(series);
  const local =
    defocus +
    0.5 * series.astigmatism[tilt] * Math.cos(2 * (Math.atan2(ky, kx) - series.astigmatismAngle[tilt]));
  return (
    Math.PI * lambda * k2 * (0.5 * series.optics.cs * lambda * lambda * k2 - local) -
    series.phaseShift[tilt] -
    Math.asin(series.optics.amplitude)
  );
}
