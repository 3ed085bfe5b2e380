/** Projections of pseudo-atoms in Fourier space, exact up to 1e-4: sums over the atoms, not slices of a map. */
import { frequency } from '../../../shared/math/fft';
import { quickTransform } from '../../../shared/math/quickFft';
import type { Matrix3 } from '../../../shared/math/vector';
import { kernelCorrection, kernelWidth, spread } from './gridding';
import type { PseudoAtoms } from './pseudoAtoms';

export interface Projector {
  /** Edge of the images, pixels. */
  readonly size: number;
  /**
   * Sum of weight exp(-2 pi i k.r) over the atoms, r their place in the image, for all frequencies of a size x size image
   * (x fastest, 0, 1, ..., then negative; origin at the particle's center), into re and im.
   *
   * @param rotation reference frame to image frame
   * @param magnification m11, m21, m12, m22: the spectrum is read at M k (the image is stretched by M's inverse transpose)
   */
  run(rotation: Matrix3, magnification: readonly number[], re: Float64Array, im: Float64Array): void;
  /** The same with weights times a power of the depth z / `reach`, z along the beam in the image frame. */
  runMoment(view: ProjectedView, power: number, re: Float64Array, im: Float64Array): void;
  /** Of the atoms from the center, Å. */
  readonly reach: number;
}

export interface ProjectedView {
  readonly rotation: Matrix3;
  readonly magnification: readonly number[];
}

/** @param size even edge of the images, pixels; the particle must fit in */
export function planProjector(atoms: PseudoAtoms, size: number, pixelSize: number): Projector {
  const fine = 2 * size;
  const gridRe = new Float64Array(fine * fine);
  const gridIm = new Float64Array(fine * fine);
  const correction = kernelCorrection(size);
  const weightsX = new Float64Array(kernelWidth);
  const weightsY = new Float64Array(kernelWidth);
  let reach = 0;
  for (let i = 0; i < 3 * atoms.count; i += 3)
    reach = Math.max(reach, Math.hypot(atoms.positions[i], atoms.positions[i + 1], atoms.positions[i + 2]));
  return {
    size,
    reach,
    run(rotation, magnification, re, im) {
      this.runMoment({ rotation, magnification }, 0, re, im);
    },
    runMoment({ rotation, magnification }, power, re, im) {
      const [m11, m21, m12, m22] = magnification;
      const scale = 2 / pixelSize;
      gridRe.fill(0);
      gridIm.fill(0);
      for (let i = 0; i < atoms.count; i++) {
        const px = atoms.positions[3 * i];
        const py = atoms.positions[3 * i + 1];
        const pz = atoms.positions[3 * i + 2];
        const u = rotation[0] * px + rotation[1] * py + rotation[2] * pz;
        const v = rotation[3] * px + rotation[4] * py + rotation[5] * pz;
        const depth = rotation[6] * px + rotation[7] * py + rotation[8] * pz;
        const weight = atoms.weights[i] * (depth / reach) ** power;
        // (M k).r = k.(M^T r)
        const firstX = spread(scale * (m11 * u + m21 * v), weightsX);
        const firstY = spread(scale * (m12 * u + m22 * v), weightsY);
        for (let j = 0; j < kernelWidth; j++) {
          const row = wrap(firstY + j, fine) * fine;
          const w = weight * weightsY[j];
          for (let k = 0; k < kernelWidth; k++) gridRe[row + wrap(firstX + k, fine)] += w * weightsX[k];
        }
      }
      quickTransform(gridRe, gridIm, [fine, fine], 1);
      for (let y = 0; y < size; y++) {
        const ky = frequency(y, size);
        const row = wrap(ky, fine) * fine;
        for (let x = 0; x < size; x++) {
          const kx = frequency(x, size);
          const factor = correction[Math.abs(kx)] * correction[Math.abs(ky)];
          const from = row + wrap(kx, fine);
          re[y * size + x] = gridRe[from] * factor;
          im[y * size + x] = gridIm[from] * factor;
        }
      }
    },
  };
}

/** One turn is enough: the particle fits into the image. */
function wrap(index: number, size: number): number {
  return index < 0 ? index + size : index >= size ? index - size : index;
}
