/** Fourier shell correlation and the resolution at which it crosses a threshold. */
import { forEachCoefficient } from './coefficients';
import type { Spectrum } from './coefficients';

/**
 * One value per shell 0 .. size/2 - 1. A coefficient counts in both shells that its radius lies between, in proportion, as
 * in M: shells with hard edges hold other coefficients after a map is turned, and other noise.
 */
export function shellCorrelation(a: Spectrum, b: Spectrum): Float64Array {
  const shells = a.size / 2;
  const cross = new Float64Array(shells + 1);
  const powerA = new Float64Array(shells + 1);
  const powerB = new Float64Array(shells + 1);
  forEachCoefficient(a.size, (i, x, y, z) => {
    const radius = Math.sqrt(x * x + y * y + z * z);
    const shell = Math.floor(radius);
    if (shell >= shells) return;
    const product = a.data[i] * b.data[i] + a.data[i + 1] * b.data[i + 1];
    const inA = a.data[i] ** 2 + a.data[i + 1] ** 2;
    const inB = b.data[i] ** 2 + b.data[i + 1] ** 2;
    const outer = radius - shell;
    cross[shell] += (1 - outer) * product;
    powerA[shell] += (1 - outer) * inA;
    powerB[shell] += (1 - outer) * inB;
    cross[shell + 1] += outer * product;
    powerA[shell + 1] += outer * inA;
    powerB[shell + 1] += outer * inB;
  });
  return cross.slice(0, shells).map((value, shell) => {
    const norm = Math.sqrt(powerA[shell] * powerB[shell]);
    return norm > 0 ? value / norm : 0;
  });
}

/**
 * Resolution (Å) at which a curve first falls below the threshold, interpolated between shells.
 * A curve that never does gives the Nyquist limit.
 */
export function resolutionAt(
  curve: ArrayLike<number>,
  threshold: number,
  size: number,
  pixelSize: number,
): number {
  for (let shell = 2; shell < curve.length; shell++) {
    if (curve[shell] >= threshold) continue;
    const drop = Math.max(curve[shell - 1] - curve[shell], 1e-9);
    const crossing = shell - 1 + Math.min(1, Math.max(0, (curve[shell - 1] - threshold) / drop));
    return (size * pixelSize) / crossing;
  }
  return 2 * pixelSize;
}

/** A curve with nothing beyond a resolution (Å). */
export function upTo(
  resolution: number,
  curve: Float64Array,
  { size, pixelSize }: { readonly size: number; readonly pixelSize: number },
): Float64Array {
  const last = (size * pixelSize) / (resolution * 0.999);
  return curve.map((value, shell) => (shell > last ? 0 : value));
}

/** A curve over the shells of one box, interpolated at the shells of another of the same voxel size. */
export function readAtShells(curve: Float64Array, from: number, to: number): Float64Array {
  return Float64Array.from({ length: to / 2 }, (_, shell) => {
    const at = (shell * from) / to;
    const low = Math.min(Math.floor(at), curve.length - 1);
    const high = Math.min(low + 1, curve.length - 1);
    return curve[low] + (curve[high] - curve[low]) * (at - low);
  });
}
