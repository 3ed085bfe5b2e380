/** How likely the images of one tilt are under another defocus, astigmatism and phase shift, with exact derivatives. */
import type { FrequencyGrid, TiltSums } from './statistics';

/** What can be changed of a tilt's transfer function, in this order: Å, Å, Å, rad. */
export const tiltNumbers = ['defocus', 'straight', 'diagonal', 'phase'] as const;
export const tiltSize = tiltNumbers.length;

/** Sums of one species in a tilt: half-sets that are asked together. */
export interface SpeciesInTilt {
  readonly functions: PhaseFunctions;
  readonly coverage: number;
  readonly sums: readonly TiltSums[];
}

/** (number, frequency) by how much each number changes the phase, rad. */
export type PhaseFunctions = readonly Float64Array[];

/**
 * Defocus z, straight and diagonal astigmatism a and b (z + a cos 2 azimuth + b sin 2 azimuth is the defocus along an azimuth), and
 * phase shift.
 */
export function tiltFunctions({ count, x, y }: FrequencyGrid, wavelength: number): PhaseFunctions {
  const of = (value: (x: number, y: number) => number): Float64Array =>
    Float64Array.from({ length: count }, (_, i) => -value(x[i], y[i]));
  const scale = Math.PI * wavelength;
  return [
    of((kx, ky) => scale * (kx * kx + ky * ky)),
    of((kx, ky) => scale * (kx * kx - ky * ky)),
    of((kx, ky) => scale * 2 * kx * ky),
    of(() => 1),
  ];
}

export interface Likelihood {
  /** Of the log-likelihood, with an amplitude of its own for each species. */
  readonly value: number;
  readonly gradient: Float64Array;
  /** (number, number) what the images are expected to say about the numbers: positive. */
  readonly information: Float64Array;
}

/** @param x (number) changes; as many as are asked for, the rest being 0 */
export function likelihoodOf(species: readonly SpeciesInTilt[], x: ArrayLike<number>): Likelihood {
  const n = x.length;
  const gradient = new Float64Array(n);
  const information = new Float64Array(n * n);
  let value = 0;
  for (const { functions, coverage, sums } of species) {
    const slopes = { ab: new Float64Array(n), a2: new Float64Array(n) };
    const curvature = new Float64Array(n * n);
    const mixed = new Float64Array(n);
    let ab = 0;
    let a2 = 0;
    const { length: count } = functions[0];
    for (let i = 0; i < count; i++) {
      let phase = 0;
      for (let j = 0; j < n; j++) phase += x[j] * functions[j][i];
      const [c, s] = [Math.cos(phase), Math.sin(phase)];
      const [c2, s2] = [c * c - s * s, 2 * s * c];
      for (const own of sums) {
        const [p, q] = [own[i], own[count + i]];
        const [mean, even, odd] = [own[3 * count + i], own[4 * count + i], own[5 * count + i]];
        ab += p * c + q * s;
        a2 += mean - even * c2 + odd * s2;
        const byAB = q * c - p * s;
        const byA2 = 2 * (even * s2 + odd * c2);
        const square = Math.max(0, mean + even * c2 - odd * s2);
        for (let j = 0; j < n; j++) {
          const f = functions[j][i];
          slopes.ab[j] += f * byAB;
          slopes.a2[j] += f * byA2;
          mixed[j] += 0.5 * f * byA2;
          for (let k = 0; k <= j; k++) curvature[j * n + k] += square * f * functions[k][i];
        }
      }
    }
    if (!(a2 > 0)) continue;
    const amplitude = ab / a2;
    value += coverage * ab * Math.abs(amplitude);
    const weight = 2 * coverage * amplitude ** 2;
    for (let j = 0; j < n; j++) {
      gradient[j] += coverage * Math.abs(amplitude) * (2 * slopes.ab[j] - amplitude * slopes.a2[j]);
      // Less what the amplitude takes over.
      for (let k = 0; k <= j; k++) {
        const known = weight * (curvature[j * n + k] - (mixed[j] * mixed[k]) / a2);
        information[j * n + k] += known;
        if (k !== j) information[k * n + j] += known;
      }
    }
  }
  return { value, gradient, information };
}
