/**
 * Fourier transforms of points at any position: spread onto a grid twice as fine with a short kernel, transformed, and
 * divided by the kernel's own transform (a type 1 non-uniform FFT; the kernel is that of Barnett, Magland & af Klinteberg 2019).
 */

/** Grid points that one point reaches along an axis. With twofold oversampling six leave an error near 1e-5. */
export const kernelWidth = 6;
const beta = 2.3 * kernelWidth;
const perUnit = 1024;

/** Kernel at distance |x| <= kernelWidth / 2, in steps of 1/1024 of a grid spacing. */
const table = Float64Array.from({ length: (kernelWidth / 2) * perUnit + 2 }, (_, i) => kernel(i / perUnit));

/** Weights of the `kernelWidth` grid points from `first` on for a point at `x`; returns `first`. */
export function spread(x: number, weights: Float64Array): number {
  const first = Math.ceil(x - kernelWidth / 2);
  for (let i = 0; i < kernelWidth; i++) {
    const at = Math.abs(first + i - x) * perUnit;
    const low = Math.floor(at);
    weights[i] = table[low] + (at - low) * (table[low + 1] - table[low]);
  }
  return first;
}

/** 1 / transform of the kernel, for the integer frequencies 0 .. size/2 of a coarse grid of `size` (the fine one has twice). */
export function kernelCorrection(size: number): Float64Array {
  const steps = 512;
  const half = kernelWidth / 2;
  return Float64Array.from({ length: Math.floor(size / 2) + 1 }, (_, k) => {
    const omega = (Math.PI * k) / size;
    // Trapezoids: the kernel and its slopes are all but zero at the ends.
    let sum = kernel(0) / 2;
    for (let i = 1; i <= steps; i++) sum += kernel((i * half) / steps) * Math.cos((omega * i * half) / steps);
    return steps / (2 * half * sum);
  });
}

function kernel(x: number): number {
  const z = (2 * x) / kernelWidth;
  return z >= 1 ? 0 : Math.exp(beta * (Math.sqrt(1 - z * z) - 1));
}
