/** A tilt image that is larger than what kernels of a GPU can see in one piece, Fourier-cropped on the processor. */
import { frequency } from '../../../shared/math/fft';
import { forward, inverse, type HalfSpectrum } from '../../../shared/math/realFft';
import type { ImageCrop } from '../kernels/cropImage';

/** As kernels/cropImage between two transforms. @param image (y, x) @returns (y, x) */
export function croppedImage(image: Float32Array, { from, to, lowest, scale }: ImageCrop): Float32Array {
  const [[width, height], [newWidth, newHeight]] = [from, to];
  const whole = forward(image, [width, height, 1]);
  const count = ((newWidth >> 1) + 1) * newHeight;
  const cropped: HalfSpectrum = {
    sizes: [newWidth, newHeight, 1],
    columns: (newWidth >> 1) + 1,
    y: Int32Array.from({ length: newHeight }, (_, i) => frequency(i, newHeight)),
    z: Int32Array.of(0),
    re: new Float64Array(count),
    im: new Float64Array(count),
  };
  // The inverse is divided by the number of pixels.
  const factor = scale * newWidth * newHeight;
  // Frequencies that both sizes have, without Nyquist's.
  const isInBoth = (k: number, a: number, b: number): boolean => 2 * Math.abs(k) < Math.min(a, b);
  cropped.y.forEach((y, row) => {
    for (let x = 0; x < cropped.columns; x++) {
      const radius = Math.hypot(x / newWidth, y / newHeight);
      const isInside = isInBoth(x, width, newWidth) && isInBoth(y, height, newHeight);
      if (!isInside || radius < lowest || radius > 0.5) continue;
      const source = ((y + height) % height) * whole.columns + x;
      cropped.re[row * cropped.columns + x] = factor * whole.re[source];
      cropped.im[row * cropped.columns + x] = factor * whole.im[source];
    }
  });
  const out = new Float32Array(newWidth * newHeight);
  inverse(cropped, (section) => out.set(section));
  return out;
}
