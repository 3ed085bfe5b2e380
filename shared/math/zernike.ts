/**
 * Aberrations as Warp's `ZernikeCoeffsOdd` and `ZernikeCoeffsEven` have them: sums of R(n, |m|) of the frequency in 1/Å times cos m
 * azimuth, or sin |m| azimuth for m < 0, in RELION's order. The frequency is not taken over the highest one, so that lower powers
 * outweigh the one that gives a function its name. (Burt et al. 2024; Zivanov et al. 2020)
 */

/** Order n and m, and its place among Warp's coefficients. */
interface Term {
  readonly n: number;
  readonly m: number;
}

const termsOf = (orders: readonly number[]): readonly Term[] =>
  orders.flatMap((n) => Array.from({ length: n + 1 }, (_, i) => ({ n, m: 2 * i - n })));

/** Of antisymmetric aberrations, which turn the phases of images: 12, from image shift over beam tilt and trefoil to order 5. */
export const oddTerms = termsOf([1, 3, 5]);

/** Of symmetric ones, which add to the phase of the transfer function: 8, without the constant. */
export const evenTerms = termsOf([2, 4]);

/**
 * Phase at a frequency (1/Å), rad.
 * @param terms `oddTerms` or `evenTerms`
 * @param coefficients in their order; those that are missing are 0
 */
export function zernikePhase(
  terms: readonly Term[],
  coefficients: ArrayLike<number>,
  kx: number,
  ky: number,
): number {
  const radius = Math.hypot(kx, ky);
  const azimuth = Math.atan2(ky, kx);
  let phase = 0;
  for (let i = 0; i < Math.min(terms.length, coefficients.length); i++) {
    if (coefficients[i] === 0) continue;
    const { n, m } = terms[i];
    phase += coefficients[i] * radial(n, Math.abs(m), radius) * angular(m, azimuth);
  }
  return phase;
}

/** Phases of pure powers, k^n cos m azimuth or k^n sin |m| azimuth, told in Warp's coefficients. */
export interface Combination {
  readonly coefficients: Float64Array;
  /** What is left, rad: Warp's functions lack the constant. */
  readonly constant: number;
}

/** @param factors rad Å^n, of the power that gives each term its name, in the order of the terms */
export function fromPowers(terms: readonly Term[], factors: ArrayLike<number>): Combination {
  const rest = Float64Array.from(terms, (_, i) => factors[i] ?? 0);
  const coefficients = new Float64Array(terms.length);
  let constant = 0;
  // From the highest order down: each leaves lower powers behind.
  for (let i = terms.length - 1; i >= 0; i--) {
    const { n, m } = terms[i];
    const powers = radialPowers(n, Math.abs(m));
    coefficients[i] = rest[i] / powers[0];
    for (let j = 1; j < powers.length; j++) {
      const order = n - 2 * j;
      const left = -coefficients[i] * powers[j];
      if (order === 0) constant += left;
      else rest[terms.findIndex((term) => term.n === order && term.m === m)] += left;
    }
  }
  return { coefficients, constant };
}

/** Factors of pure powers of what Warp's coefficients say: the way back. */
export function toPowers(terms: readonly Term[], coefficients: ArrayLike<number>): Combination {
  const powers = new Float64Array(terms.length);
  let constant = 0;
  terms.forEach(({ n, m }, i) => {
    radialPowers(n, Math.abs(m)).forEach((factor, j) => {
      const value = factor * (coefficients[i] ?? 0);
      if (n - 2 * j === 0) constant += value;
      else powers[terms.findIndex((term) => term.n === n - 2 * j && term.m === m)] += value;
    });
  });
  return { coefficients: powers, constant };
}

function angular(m: number, azimuth: number): number {
  return m < 0 ? Math.sin(-m * azimuth) : Math.cos(m * azimuth);
}

function radial(n: number, m: number, radius: number): number {
  return radialPowers(n, m).reduce((sum, factor, j) => sum + factor * radius ** (n - 2 * j), 0);
}

/** Factors of radius^n, radius^(n - 2), ... down to radius^m. */
function radialPowers(n: number, m: number): readonly number[] {
  return Array.from({ length: (n - m) / 2 + 1 }, (_, j) => {
    const divisor = factorial(j) * factorial((n + m) / 2 - j) * factorial((n - m) / 2 - j);
    return ((j % 2 === 0 ? 1 : -1) * factorial(n - j)) / divisor;
  });
}

function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1);
}
