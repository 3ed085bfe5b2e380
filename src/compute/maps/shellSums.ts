/** Sums over the shells of half spectra as RELION takes them: every stored coefficient counts once. */
import type { HalfSpectrum } from '../math/realFft';

/** Calls `visit` with index and radius (in Fourier voxels) of every stored coefficient. */
export function forEachRadius(
  { columns, y, z }: Pick<HalfSpectrum, 'columns' | 'y' | 'z'>,
  visit: (index: number, radius: number) => void,
): void {
  let index = 0;
  for (const kz of z)
    for (const ky of y) {
      const square = kz * kz + ky * ky;
      for (let kx = 0; kx < columns; kx++) visit(index++, Math.sqrt(square + kx * kx));
    }
}

/**
 * Fourier shell correlation at the shells 0 .. n/2, a coefficient in the shell nearest to its radius. The plane x = 0
 * is stored whole, so its pairs of friends count twice: RELION's convention, up to 4e-3 off a sum over the full sphere.
 */
export function relionShellCorrelation(a: HalfSpectrum, b: HalfSpectrum): Float64Array {
  const shells = (a.sizes[0] >> 1) + 1;
  const cross = new Float64Array(shells);
  const powerA = new Float64Array(shells);
  const powerB = new Float64Array(shells);
  forEachRadius(a, (i, radius) => {
    const shell = Math.floor(radius + 0.5);
    if (shell >= shells) return;
    const [ar, ai, br, bi] = [a.re[i], a.im[i], b.re[i], b.im[i]];
    cross[shell] += ar * br + ai * bi;
    powerA[shell] += ar * ar + ai * ai;
    powerB[shell] += br * br + bi * bi;
  });
  return cross.map((value, shell) => {
    const norm = Math.sqrt(powerA[shell] * powerB[shell]);
    return norm > 0 ? value / norm : 0;
  });
}

/** Natural logarithm of the mean amplitude of each shell 0 .. n/2, coefficients over voxels; `NOTHING` where it is 0. */
export function logAmplitudes(
  spectrum: HalfSpectrum,
  factor: (radius: number) => number = () => 1,
): Float64Array {
  const [nx, ny, nz] = spectrum.sizes;
  const shells = (nx >> 1) + 1;
  const sums = new Float64Array(shells);
  const counts = new Float64Array(shells);
  forEachRadius(spectrum, (i, radius) => {
    const shell = Math.floor(radius + 0.5);
    if (shell >= shells) return;
    const [re, im] = [spectrum.re[i], spectrum.im[i]];
    sums[shell] += factor(radius) * Math.sqrt(re * re + im * im);
    counts[shell]++;
  });
  return sums.map((sum, shell) => (sum > 0 ? Math.log(sum / counts[shell] / (nx * ny * nz)) : NOTHING));
}

/** RELION's logarithm of nothing. */
export const NOTHING = -99;
