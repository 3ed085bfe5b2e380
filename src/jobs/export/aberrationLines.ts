/** What exported files do not tell of the aberrations of their series. */
import type { TiltSeries } from '../../model/tiltSeries';

/** Of tables that lead to tilt images as they are. */
export function untoldAberrations(all: readonly TiltSeries[]): readonly string[] {
  const count = all.filter(
    ({ zernikeOdd, zernikeEven }) => isThere(zernikeOdd) || isThere(zernikeEven),
  ).length;
  return count === 0
    ? []
    : [`the aberrations of ${count} of ${all.length} series are not in these tables: RELION finds its own`];
}

/** Of images that odd ones have been taken out of, and that are not multiplied by their transfer functions. */
export function untoldEvenAberrations(all: readonly TiltSeries[]): readonly string[] {
  const count = all.filter(({ zernikeEven }) => isThere(zernikeEven)).length;
  return count === 0
    ? []
    : [
        `the even aberrations of ${count} of ${all.length} series are not in the tables; images that are multiplied by their CTF have them`,
      ];
}

function isThere(coefficients: Float64Array): boolean {
  return coefficients.some((value) => value !== 0);
}
