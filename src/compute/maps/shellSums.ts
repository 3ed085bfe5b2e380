/** Sums over the shells of half spectra as RELION takes them: every stored coefficient counts once. */
import type { HalfSpectrum } from '../math/realFft';

/** Calls `visit` for each row along x: index of its first coefficient (kx = 0), ky^2 + kz^2. */
export function forEachRow(
  { columns, y, z }: Pick<HalfSpectrum, 'columns' | 'y' | 'z'>,
  visit: (first: number, square: number) => void,
): void {
  let first = 0;
  for (const kz of z)
    for (const ky of y) {
      visit(first, kz * kz + ky * ky);
      first += columns;
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
  const { columns } = a;
  const [aRe, aIm, bRe, bIm] = [a.re, a.im, b.re, b.im];
  forEachRow(a, (first, square) => {
    for (let kx = 0, i = first; kx < columns; kx++, i++) {
      const shell = Math.floor(Math.sqrt(square + kx * kx) + 0.5);
      // Radii grow along a row.
      if (shell >= shells) return;
      cross[shell] += aRe[i] * bRe[i] + aIm[i] * bIm[i];
      powerA[shell] += aRe[i] * aRe[i] + aIm[i] * aIm[i];
      powerB[shell] += bRe[i] * bRe[i] + bIm[i] * bIm[i];
    }
  });
  return cross.map((value, shell) => {
    const norm = Math.sqrt(powerA[shell] * powerB[shell]);
    return norm > 0 ? value / norm : 0;
  });
}

/**
 * Natural logarithms of the mean amplitude of each shell 0 .. n/2, coefficients over voxels, for the spectrum times
 * each of the factors; `NOTHING` where it is 0.
 */
export function logAmplitudes(
  spectrum: HalfSpectrum,
  factors: readonly ((radius: number) => number)[],
): Float64Array[] {
  const { re, im, columns, sizes } = spectrum;
  const shells = (sizes[0] >> 1) + 1;
  const sums = factors.map(() => new Float64Array(shells));
  const counts = new Float64Array(shells);
  forEachRow(spectrum, (first, square) => {
    for (let kx = 0, i = first; kx < columns; kx++, i++) {
      const radius = Math.sqrt(square + kx * kx);
      const shell = Math.floor(radius + 0.5);
      if (shell >= shells) return;
      const amplitude = Math.sqrt(re[i] * re[i] + im[i] * im[i]);
      counts[shell]++;
      for (let f = 0; f < factors.length; f++) sums[f][shell] += factors[f](radius) * amplitude;
    }
  });
  const voxels = sizes[0] * sizes[1] * sizes[2];
  return sums.map((ofFactor) =>
    ofFactor.map((sum, shell) => (sum > 0 ? Math.log(sum / counts[shell] / voxels) : NOTHING)),
  );
}

/** RELION's logarithm of nothing. */
export const NOTHING = -99;
