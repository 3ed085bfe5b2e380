/** The contrast transfer function of a tilt image in double precision. */
import type { TransferPolynomial } from '../maps/backProjection';
import type { Optics, TiltSeries } from '../../model/tiltSeries';
import { evenTerms, zernikePhase } from '../../../shared/math/zernike';

export interface ImagingConditions {
  readonly optics: Optics;
  /** Å, underfocus positive; the mean of U and V. */
  readonly defocus: number;
  /** Å, U - V. */
  readonly astigmatism?: number;
  /** Radians, direction of U. */
  readonly astigmatismAngle?: number;
  /** Radians */
  readonly phaseShift?: number;
  /** Symmetric aberrations, Warp's coefficients. */
  readonly even?: ArrayLike<number>;
}

/** Of a particle at a defocus (Å) in one tilt of a series. */
export function conditionsOf(series: TiltSeries, tilt: number, defocus: number): ImagingConditions {
  return {
    optics: series.optics,
    defocus,
    astigmatism: series.astigmatism[tilt],
    astigmatismAngle: series.astigmatismAngle[tilt],
    phaseShift: series.phaseShift[tilt],
    even: series.zernikeEven,
  };
}

/**
 * CTF as a function of frequency in 1/Å: near the amplitude contrast at the origin, rising with underfocus
 * (as Warp's `CTF` element has them).
 */
export function contrastTransfer(conditions: ImagingConditions): (kx: number, ky: number) => number {
  const phase = transferPhase(conditions);
  return (kx, ky) => -Math.sin(phase(kx, ky));
}

/** Its phase, radians: the function is minus the sine. */
export function transferPhase(conditions: ImagingConditions): (kx: number, ky: number) => number {
  const { optics, defocus, astigmatism = 0, astigmatismAngle = 0, phaseShift = 0, even = [] } = conditions;
  const lambda = wavelength(optics.voltage);
  const quartic = 0.5 * Math.PI * optics.cs * lambda ** 3;
  const constant = -phaseShift - Math.asin(optics.amplitude);
  return (kx, ky) => {
    const k2 = kx * kx + ky * ky;
    const local =
      astigmatism === 0
        ? defocus
        : defocus + 0.5 * astigmatism * Math.cos(2 * (Math.atan2(ky, kx) - astigmatismAngle));
    const further = even.length === 0 ? 0 : zernikePhase(evenTerms, even, kx, ky);
    return k2 * (quartic * k2 - Math.PI * lambda * local) + constant + further;
  };
}

/** Relativistic wavelength of electrons, Å. */
export function wavelength(voltage: number): number {
  return 12.2643247 / Math.sqrt(voltage * (1 + 0.978466e-6 * voltage));
}

/** How far, Å, detail of frequency up to `highest` (1/Å) is spread from where it belongs. */
export function delocalization(optics: Optics, defocus: number, highest: number): number {
  const lambda = wavelength(optics.voltage);
  let furthest = 0;
  for (let i = 1; i <= 100; i++) {
    const k = (highest * i) / 100;
    furthest = Math.max(furthest, Math.abs(lambda * defocus * k - optics.cs * lambda ** 3 * k ** 3));
  }
  return furthest;
}

/** 2 x 2, row by row. */
export type Matrix2 = readonly [number, number, number, number];

/**
 * The phase of the same function as a polynomial of the frequency in cycles an image: pi (constant + phase(k) -
 * quartic square(k)^2) with quadratic forms given as factors of x^2, x y and y^2; the function is its sine.
 *
 * @param extent of the image, Å
 * @param magnification what frequencies in the image are multiplied with
 */
export function transferPolynomial(
  { optics, defocus, astigmatism = 0, astigmatismAngle = 0, phaseShift = 0 }: ImagingConditions,
  extent: number,
  [a, b, c, d]: Matrix2 = [1, 0, 0, 1],
): TransferPolynomial {
  const lambda = wavelength(optics.voltage);
  const along = 0.5 * astigmatism * Math.cos(2 * astigmatismAngle);
  const across = 0.5 * astigmatism * Math.sin(2 * astigmatismAngle);
  const form = (xx: number, xy: number, yy: number): readonly [number, number, number] => [
    (xx * a * a + xy * a * c + yy * c * c) / extent ** 2,
    (2 * xx * a * b + xy * (a * d + b * c) + 2 * yy * c * d) / extent ** 2,
    (xx * b * b + xy * b * d + yy * d * d) / extent ** 2,
  ];
  return {
    constant: (phaseShift + Math.asin(optics.amplitude)) / Math.PI,
    phase: form(lambda * (defocus + along), 2 * lambda * across, lambda * (defocus - along)),
    square: form(1, 0, 1),
    quartic: 0.5 * optics.cs * lambda ** 3,
  };
}
