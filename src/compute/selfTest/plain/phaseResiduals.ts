/** What kernels/phaseResiduals does, in double precision, an image after the other. */
import type { Matrix3 } from '../../../../shared/math/vector';
import { apply, transpose } from '../../../../shared/math/vector';
import { residualSums, type ResidualShape } from '../../kernels/phaseResiduals';
import { opticsFloats } from '../../refine/optics';
import { readCube } from './slices';

export interface ComparedImages {
  readonly shape: ResidualShape;
  /** (pixel, 2) */
  readonly frequencies: Float32Array;
  /** Of each half-set. */
  readonly cubes: readonly Float32Array[];
  /** (tilt, pixel, 2) */
  readonly weights: Float32Array;
  /** (image, pixel, 2), then as many with the transfer function a quarter of a period on. */
  readonly images: Float32Array;
  /** (image, opticsFloats) */
  readonly optics: Float32Array;
  /** Reference to image; the image with that number has the tilt and the half-set `number % 2`. */
  readonly rotations: readonly Matrix3[];
}

/** (pixel, 7) */
export function plainResiduals(compared: ComparedImages): Float64Array {
  const { shape, frequencies, cubes, weights, images, rotations } = compared;
  const { pixels, edge, boxLength } = shape;
  const sums = new Float64Array(pixels * residualSums);
  for (let pixel = 0; pixel < pixels; pixel++) {
    const [kx, ky] = frequencies.subarray(2 * pixel, 2 * pixel + 2);
    rotations.forEach((rotation, i) => {
      const [vr, vi] = readCube(cubes[i % 2], edge, apply(transpose(rotation), [kx, ky, 0]));
      const weight = weights[2 * ((i % 2) * pixels + pixel)];
      const own = (row: number): readonly number[] => {
        const [re, im] = images.subarray(2 * (row * pixels + pixel));
        return [weight * (re * vr + im * vi), weight * (im * vr - re * vi)];
      };
      const { left, gamma, envelope } = opticsAt(compared, i, kx / boxLength, ky / boxLength);
      const power = weight * (vr * vr + vi * vi) * envelope ** 2;
      const [cosine, sine] = [left * Math.cos(2 * gamma), left * Math.sin(2 * gamma)];
      const model = [1 - cosine, sine, 1 + cosine].map((value) => (power * value) / 2);
      [...own(i), ...own(rotations.length + i), ...model].forEach(
        (value, j) => (sums[pixel * residualSums + j] += value),
      );
    });
  }
  return sums;
}

/** Phase (rad) and envelope of an image at a frequency (1/Å), and the share of copies that is under the circle. */
function opticsAt(
  { shape, optics }: ComparedImages,
  image: number,
  x: number,
  y: number,
): { readonly left: number; readonly gamma: number; readonly envelope: number } {
  const { wavelength: lambda, cs, quartic, copies, farthest } = shape;
  const [, , mean, delta, azimuth, phase, bfactor, scale] = optics.subarray(opticsFloats * image);
  const k = Math.hypot(x, y);
  const defocus = mean + 0.5 * delta * Math.cos(2 * (Math.atan2(y, x) - azimuth));
  const theta = Math.atan2(y, x);
  const waves = [Math.cos(2 * theta), Math.sin(2 * theta), Math.cos(4 * theta), Math.sin(4 * theta)];
  const further = quartic.reduce((sum, factor, i) => sum + factor * k ** 4 * waves[i], 0);
  const gamma = Math.PI * lambda * k * k * (0.5 * cs * lambda ** 2 * k * k - defocus) + further - phase;
  const moved = 2 * Math.abs(lambda * k * (cs * lambda ** 2 * k * k - defocus));
  const place = 31 * Math.min(1, moved / farthest);
  const low = Math.min(30, Math.floor(place));
  const left = copies[low] + (place - low) * (copies[low + 1] - copies[low]);
  return { left, gamma, envelope: scale * Math.exp((bfactor * k * k) / 4) };
}
