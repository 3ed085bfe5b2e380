/**
 * The even aberrations of a series (Warp's ZernikeCoeffsEven) as additions to what its transfer functions have: their second order is
 * a defocus and an astigmatism, their constant a phase shift, and of their fourth order one part is a spherical aberration.
 */
import { evenTerms, toPowers } from '../../../shared/math/zernike';
import type { TiltSeries } from '../../model/tiltSeries';
import type { TransferConstants } from '../kernels/transferConstants';

/** `cs` has the aberrations' part; what follows is to be added to each image's own. */
export interface SeriesOptics extends TransferConstants {
  /** Å, underfocus positive. */
  readonly defocus: number;
  /** Å, times cosine and sine of twice its angle. */
  readonly astigmatism: readonly [number, number];
  /** rad */
  readonly phase: number;
}

/** Relativistic electron wavelength, Å. */
export function wavelength(series: TiltSeries): number {
  const { voltage } = series.optics;
  return 12.2643247 / Math.sqrt(voltage * (1 + 0.978466e-6 * voltage));
}

const known = new WeakMap<TiltSeries, SeriesOptics>();

export function seriesOptics(series: TiltSeries): SeriesOptics {
  let found = known.get(series);
  if (found === undefined) {
    found = optics(series);
    known.set(series, found);
  }
  return found;
}

function optics(series: TiltSeries): SeriesOptics {
  const lambda = wavelength(series);
  const { coefficients, constant } = toPowers(evenTerms, series.zernikeEven);
  // In the order of evenTerms: sine before cosine.
  const [sin2, square, cos2, quarticSin4, quarticSin2, fourth, quarticCos2, quarticCos4] = coefficients;
  // The phase has -π λ k² (defocus + half of the astigmatism) + π/2 Cs λ³ k⁴.
  const perDefocus = -Math.PI * lambda;
  return {
    wavelength: lambda,
    cs: series.optics.cs + fourth / (0.5 * Math.PI * lambda ** 3),
    quartic: [quarticCos2, quarticSin2, quarticCos4, quarticSin4],
    defocus: square / perDefocus,
    astigmatism: [(2 * cos2) / perDefocus, (2 * sin2) / perDefocus],
    phase: -constant,
  };
}
