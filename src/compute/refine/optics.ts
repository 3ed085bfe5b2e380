/** Optics of one particle image, for kernels and in double precision. */
import type { TiltSeries } from '../../model/tiltSeries';
import { seriesOptics } from './seriesOptics';
import { mapBfactor, mapScale, tiltBfactor, tiltScale } from '../geometry/weights';

/** Floats of `ImageOptics` in shared/ctf.wgsl. */
export const opticsFloats = 8;

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
  const added = seriesOptics(series);
  const own = series.astigmatism[tilt];
  const twice = 2 * series.astigmatismAngle[tilt];
  const along = own * Math.cos(twice) + added.astigmatism[0];
  const across = own * Math.sin(twice) + added.astigmatism[1];
  target.set(
    [
      center[0],
      center[1],
      defocus + added.defocus,
      Math.hypot(along, across),
      0.5 * Math.atan2(across, along),
      series.phaseShift[tilt] + Math.asin(series.optics.amplitude) + added.phase,
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

/** The same without its envelope: -sin of the phase. */
export function plainTransfer(series: TiltSeries, image: WhichImage, kx: number, ky: number): number {
  return -Math.sin(opticalPhase(series, image, kx, ky));
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

/** Phase that the optics give, rad. Makes no objects: it is asked of every pixel. */
function opticalPhase(series: TiltSeries, { tilt, defocus }: WhichImage, kx: number, ky: number): number {
  const of = seriesOptics(series);
  const { wavelength: lambda, quartic } = of;
  const k2 = kx * kx + ky * ky;
  // k² times cosine and sine of twice the azimuth.
  const cos2 = kx * kx - ky * ky;
  const sin2 = 2 * kx * ky;
  const own = series.astigmatism[tilt];
  const twice = 2 * series.astigmatismAngle[tilt];
  const along = own * Math.cos(twice) + of.astigmatism[0];
  const across = own * Math.sin(twice) + of.astigmatism[1];
  const local = (defocus + of.defocus) * k2 + 0.5 * (along * cos2 + across * sin2);
  return (
    Math.PI * lambda * (0.5 * of.cs * lambda * lambda * k2 * k2 - local) +
    k2 * (quartic[0] * cos2 + quartic[1] * sin2) +
    quartic[2] * (cos2 * cos2 - sin2 * sin2) +
    quartic[3] * 2 * cos2 * sin2 -
    series.phaseShift[tilt] -
    Math.asin(series.optics.amplitude) -
    of.phase
  );
}
