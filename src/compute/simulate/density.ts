/** The map of pseudo-atoms: what an ideal reconstruction would give, band-limited to its voxels. */
import { frequency } from '../../../shared/math/fft';
import { quickTransform } from '../../../shared/math/quickFft';
import { kernelCorrection, kernelWidth, spread } from './gridding';
import type { PseudoAtoms } from './pseudoAtoms';

/**
 * (z, y, x) density with the particle's center in voxel size/2, blurred by a B-factor.
 *
 * @param bfactor Å², positive blurs: the transform is multiplied with exp(-B k²/4)
 */
export function densityMap(
  atoms: PseudoAtoms,
  size: number,
  pixelSize: number,
  bfactor: number,
): Float64Array {
  const fine = 2 * size;
  const gridRe = new Float64Array(fine ** 3);
  const gridIm = new Float64Array(fine ** 3);
  const weights = [0, 1, 2].map(() => new Float64Array(kernelWidth));
  for (let i = 0; i < atoms.count; i++) {
    const [x, y, z] = weights.map((w, axis) => spread((2 * atoms.positions[3 * i + axis]) / pixelSize, w));
    for (let c = 0; c < kernelWidth; c++)
      for (let b = 0; b < kernelWidth; b++) {
        const row = (wrap(z + c, fine) * fine + wrap(y + b, fine)) * fine;
        const w = atoms.weights[i] * weights[2][c] * weights[1][b];
        for (let a = 0; a < kernelWidth; a++) gridRe[row + wrap(x + a, fine)] += w * weights[0][a];
      }
  }
  quickTransform(gridRe, gridIm, [fine, fine, fine], 1);
  const re = new Float64Array(size ** 3);
  const im = new Float64Array(size ** 3);
  const correction = kernelCorrection(size);
  for (let z = 0, to = 0; z < size; z++)
    for (let y = 0; y < size; y++)
      for (let x = 0; x < size; x++, to++) {
        const [kx, ky, kz] = [frequency(x, size), frequency(y, size), frequency(z, size)];
        const k2 = (kx * kx + ky * ky + kz * kz) / (size * pixelSize) ** 2;
        // The sign moves the origin to voxel size/2.
        const sign = (kx + ky + kz) % 2 === 0 ? 1 : -1;
        const factor =
          sign *
          correction[Math.abs(kx)] *
          correction[Math.abs(ky)] *
          correction[Math.abs(kz)] *
          Math.exp((-bfactor * k2) / 4);
        const from = (wrap(kz, fine) * fine + wrap(ky, fine)) * fine + wrap(kx, fine);
        re[to] = gridRe[from] * factor;
        im[to] = gridIm[from] * factor;
      }
  quickTransform(re, im, [size, size, size], -1);
  return re;
}

/** One turn is enough: the particle fits into the box. */
function wrap(index: number, size: number): number {
  return index < 0 ? index + size : index >= size ? index - size : index;
}
