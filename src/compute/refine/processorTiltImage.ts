/** A tilt image, Fourier-cropped on the processor. */
import { frequency } from '../../../shared/math/fft';
import { quickTransform } from '../../../shared/math/quickFft';
import { oddPhase } from './oddAberrations';
import type { ImagePlane } from '../kernels/complexImage';
import type { ImageCrop } from '../kernels/cropImage';

/** As kernels/cropImage between two transforms. @param image (y, x) @returns (y, x) */
export function croppedImage(
  image: Float32Array,
  { from, to, lowest, scale, aberrations }: ImageCrop,
  { level, across, up }: ImagePlane,
): Float32Array {
  const [[width, height], [newWidth, newHeight]] = [from, to];
  const re = new Float32Array(image.length);
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) re[i] = image[i] - (level + up * y) - across * x;
  const im = new Float32Array(re.length);
  quickTransform(re, im, [width, height], 1);
  const newRe = new Float32Array(newWidth * newHeight);
  const newIm = new Float32Array(newWidth * newHeight);
  // The inverse is divided by the number of pixels.
  const factor = scale * newWidth * newHeight;
  const [columns, rows] = [inBoth(width, newWidth), inBoth(height, newHeight)];
  const least = lowest * lowest;
  for (let j = 0; j < rows.squares.length; j++) {
    const [fromRow, toRow, square] = [rows.from[j] * width, rows.to[j] * newWidth, rows.squares[j]];
    for (let i = 0; i < columns.squares.length; i++) {
      const radius = square + columns.squares[i];
      if (radius < least || radius > 0.25) continue;
      const at = toRow + columns.to[i];
      newRe[at] = factor * re[fromRow + columns.from[i]];
      newIm[at] = factor * im[fromRow + columns.from[i]];
      if (aberrations === null) continue;
      const { powers, size } = aberrations;
      turn(newRe, newIm, at, oddPhase(powers, columns.at[i] / size[0], rows.at[j] / size[1]));
    }
  }
  quickTransform(newRe, newIm, [newWidth, newHeight], -1);
  return newRe;
}

/** Multiplies one coefficient with exp(i phase). */
function turn(re: Float32Array, im: Float32Array, at: number, phase: number): void {
  const c = Math.cos(phase);
  const s = Math.sin(phase);
  const before = re[at];
  re[at] = before * c - im[at] * s;
  im[at] = before * s + im[at] * c;
}

/** Frequencies that lines of both lengths have, without Nyquist's: each in cycles a line, where they stand, and their squares in cycles a pixel of the result. */
function inBoth(
  length: number,
  newLength: number,
): {
  readonly at: Float64Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly squares: Float64Array;
} {
  const shared = Array.from({ length: newLength }, (_, to) => to).filter(
    (to) => 2 * Math.abs(frequency(to, newLength)) < Math.min(length, newLength),
  );
  return {
    at: Float64Array.from(shared, (to) => frequency(to, newLength)),
    from: Int32Array.from(shared, (to) => (frequency(to, newLength) + length) % length),
    to: Int32Array.from(shared),
    squares: Float64Array.from(shared, (to) => (frequency(to, newLength) / newLength) ** 2),
  };
}
