/**
 * What phase residuals say of the optics: the phase error of every frequency, antisymmetric and symmetric, and the
 * aberrations that explain it. Antisymmetric errors are beam tilt and trefoil, beside a shift that only says where
 * particles are; symmetric ones are errors of defocus, astigmatism and spherical aberration.
 */
import type { Aberrations, Estimate } from '../../../shared/records/aberrations';
import { choleskyFactor, choleskySolve } from '../../../shared/math/cholesky';
import { residualSums } from '../kernels/phaseResiduals';
import type { ResidualSums } from './phaseResiduals';

/** A phase error a pixel as complex numbers: their argument is the error, their length what it is worth. */
export interface PhaseImage {
  /** (pixel, 2) */
  readonly values: Float64Array;
  /** (pixel) standard deviation of either component that noise alone gives. */
  readonly deviation: Float64Array;
}

export interface AberrationFit {
  readonly aberrations: Aberrations;
  readonly antisymmetric: PhaseImage;
  readonly symmetric: PhaseImage;
}

/**
 * Phase errors that change sign with the frequency: exp(i phase) of the images over the references.
 * @param symmetric (pixel) rad, the error of the transfer function, which else would turn its sign
 */
function antisymmetricImage({ pixels, sums }: ResidualSums, symmetric: Float64Array): PhaseImage {
  const values = new Float64Array(2 * pixels.count);
  const deviation = new Float64Array(pixels.count);
  for (let i = 0; i < pixels.count; i++) {
    const [xr, xi, yr, yi, cc, cs, ss] = sums.subarray(i * residualSums, (i + 1) * residualSums);
    const [c, s] = [Math.cos(symmetric[i]), Math.sin(symmetric[i])];
    values[2 * i] = c * xr + s * yr;
    values[2 * i + 1] = c * xi + s * yi;
    deviation[i] = Math.sqrt(Math.max(0, c * c * cc + 2 * c * s * cs + s * s * ss) / 2);
  }
  return { values, deviation };
}

/**
 * Phase errors of the transfer function: how much of transfer function and quadrature each pixel needs.
 * @param antisymmetric (pixel) rad, what is taken off before: smooth, since the phase of a noisy pixel would follow its noise
 */
function symmetricImage({ pixels, sums }: ResidualSums, antisymmetric: Float64Array): PhaseImage {
  const values = new Float64Array(2 * pixels.count);
  const deviation = new Float64Array(pixels.count);
  for (let i = 0; i < pixels.count; i++) {
    const [xr, xi, yr, yi, cc, cs, ss] = sums.subarray(i * residualSums, (i + 1) * residualSums);
    const determinant = cc * ss - cs * cs;
    const trace = cc + ss;
    // A frequency where all images have the same transfer function tells one of the two alone.
    if (!(determinant > leastDifference * trace * trace)) continue;
    const [c, s] = [Math.cos(antisymmetric[i]), Math.sin(antisymmetric[i])];
    const [x, y] = [xr * c + xi * s, yr * c + yi * s];
    const worth = (2 * determinant) / trace;
    values[2 * i] = (worth * (ss * x - cs * y)) / determinant;
    values[2 * i + 1] = (worth * (cc * y - cs * x)) / determinant;
    deviation[i] = Math.sqrt(worth / 2);
  }
  return { values, deviation };
}

/** Of transfer functions at a frequency, from 0 where all are alike to 1/4: with less, the model's own errors count. */
const leastDifference = 0.02;

/** Phase that 1 mm of spherical aberration gives the highest frequency, rad, from which on it is asked for: about 6 Å. */
const leastCs = 0.1;

/** @param optics wavelength and spherical aberration, Å */
export function fitAberrations(
  residuals: ResidualSums,
  { wavelength, cs }: { readonly wavelength: number; readonly cs: number },
): AberrationFit {
  const highest = residuals.radius / residuals.boxLength;
  const perMillimeter = 1e7 * 0.5 * Math.PI * wavelength ** 3 * highest ** 4;
  const tellsCs = perMillimeter > leastCs;
  const fitSymmetric = (phases: Float64Array): Fit =>
    fitPhases(residuals, symmetricImage(residuals, phases), tellsCs ? evenFunctions : secondOrder);
  const fitAntisymmetric = (phases: Float64Array): Fit =>
    fitPhases(residuals, antisymmetricImage(residuals, phases), oddFunctions);
  // Each needs the other taken off; the second time both are close.
  let even = fitSymmetric(new Float64Array(residuals.pixels.count));
  let odd = fitAntisymmetric(even.phases);
  even = fitSymmetric(odd.phases);
  odd = fitAntisymmetric(even.phases);
  const [, , tiltX, tiltY, ...trefoil] = odd.estimates;
  const [defocus, straight, diagonal, spherical] = even.estimates;
  // Images carry exp(-2 pi i Cs lambda^2 k^2 (tilt . k)).
  const perMilliradian = -2e-3 * Math.PI * cs * wavelength ** 2 * highest ** 3;
  const perMicrometer = -1e4 * Math.PI * wavelength * highest ** 2;
  const aberrations = {
    beamTilt: cs > 0 ? ([scaled(tiltX, perMilliradian), scaled(tiltY, perMilliradian)] as const) : null,
    trefoil: [trefoil[0], trefoil[1]] as const,
    defocus: scaled(defocus, perMicrometer),
    // Half the full difference stands beside cos 2 azimuth.
    astigmatism: [scaled(straight, perMicrometer / 2), scaled(diagonal, perMicrometer / 2)] as const,
    cs: tellsCs ? scaled(spherical, perMillimeter) : null,
  };
  return { aberrations, antisymmetric: odd.image, symmetric: even.image };
}

interface Fit {
  readonly image: PhaseImage;
  readonly estimates: readonly Estimate[];
  /** (pixel) rad */
  readonly phases: Float64Array;
}

type Functions = (x: number, y: number) => readonly number[];

/** Shift, beam tilt, trefoil. */
const oddFunctions: Functions = (x, y) => [
  x,
  y,
  (x * x + y * y) * x,
  (x * x + y * y) * y,
  x * (x * x - 3 * y * y),
  y * (3 * x * x - y * y),
];

/** Defocus and astigmatism. */
const secondOrder: Functions = (x, y) => [x * x + y * y, x * x - y * y, 2 * x * y];

const evenFunctions: Functions = (x, y) => [...secondOrder(x, y), (x * x + y * y) ** 2];

function scaled({ value, error }: Estimate, unit: number): Estimate {
  return { value: value / unit, error: Math.abs(error / unit) };
}

/**
 * Coefficients of the phase that the values agree with best: the largest sum of Re(value exp(-i phase)), found by
 * Newton steps from 0.
 * @param basis functions of the frequency over the highest one, (x, y)
 */
function fitPhases({ pixels, radius, coverage }: ResidualSums, image: PhaseImage, basis: Functions): Fit {
  const { values, deviation } = image;
  const functions = Array.from({ length: pixels.count }, (_, i) => {
    return basis(pixels.frequencies[2 * i] / radius, pixels.frequencies[2 * i + 1] / radius);
  });
  const phaseOf = (z: readonly number[], by: ArrayLike<number>): number =>
    z.reduce((sum, value, j) => sum + value * by[j], 0);
  const n = functions[0].length;
  const at = (c: ArrayLike<number>): { gain: number; slope: Float64Array; curvature: Float64Array } => {
    const slope = new Float64Array(n);
    const curvature = new Float64Array(n * n);
    let gain = 0;
    functions.forEach((z, i) => {
      const phase = phaseOf(z, c);
      const along = values[2 * i] * Math.cos(phase) + values[2 * i + 1] * Math.sin(phase);
      const across = values[2 * i + 1] * Math.cos(phase) - values[2 * i] * Math.sin(phase);
      gain += along;
      // Where the phase is far off the curvature has the wrong sign; the length never has.
      z.forEach((value, a) => (slope[a] += value * across));
      addOuter(curvature, z, Math.hypot(along, across));
    });
    return { gain, slope, curvature };
  };
  let c = new Float64Array(n);
  let here = at(c);
  for (let iteration = 0; iteration < 30; iteration++) {
    const step = solved(here.curvature, n, here.slope);
    if (step === null) break;
    let factor = 1;
    let next = at(c.map((value, i) => value + step[i]));
    while (next.gain < here.gain && factor > 1e-3) {
      factor /= 2;
      next = at(c.map((value, i) => value + factor * step[i]));
    }
    if (!(next.gain > here.gain)) break;
    const done = next.gain - here.gain < 1e-9 * Math.abs(next.gain);
    c = c.map((value, i) => value + factor * step[i]);
    here = next;
    if (done) break;
  }
  const errors = errorsOf(functions, deviation, here, coverage);
  return {
    image,
    estimates: Array.from(c, (value, i) => ({ value, error: errors[i] })),
    phases: Float64Array.from(functions, (z) => phaseOf(z, c)),
  };
}

/** Adds z z' times a weight to a matrix. */
function addOuter(matrix: Float64Array, z: readonly number[], weight: number): void {
  const n = z.length;
  for (let a = 0; a < n; a++) for (let b = 0; b < n; b++) matrix[a * n + b] += z[a] * z[b] * weight;
}

/** Null for a matrix that is not positive: there is nothing to fit. */
function solved(matrix: Float64Array, n: number, right: Float64Array): Float64Array | null {
  if (!matrix.every(Number.isFinite) || matrix.every((value) => value === 0)) return null;
  const factor = choleskyFactor(Float64Array.from(matrix), n);
  const x = Float64Array.from(right);
  choleskySolve(factor, n, x, 0);
  return x.every(Number.isFinite) ? x : null;
}

/** What the noise of the values does to the coefficients; neighboring pixels of a masked image share theirs. */
function errorsOf(
  functions: readonly (readonly number[])[],
  deviation: Float64Array,
  { curvature }: { readonly curvature: Float64Array },
  coverage: number,
): readonly number[] {
  const n = functions[0].length;
  const noise = new Float64Array(n * n);
  functions.forEach((z, i) => addOuter(noise, z, deviation[i] ** 2 / Math.max(coverage, 1e-3)));
  return Array.from({ length: n }, (_, i) => {
    const unit = new Float64Array(n);
    unit[i] = 1;
    const column = solved(curvature, n, unit);
    if (column === null) return Infinity;
    let variance = 0;
    for (let a = 0; a < n; a++)
      for (let b = 0; b < n; b++) variance += column[a] * noise[a * n + b] * column[b];
    return Math.sqrt(variance);
  });
}
