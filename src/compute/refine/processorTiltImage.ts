/** A tilt image, Fourier-cropped on the processor. */
import { frequency } from '../../../shared/math/fft';
import { quickTransform } from '../../../shared/math/quickFft';
import type { ImageCrop } from '../kernels/cropImage';

/** As kernels/cropImage between two transforms. @param image (y, x) @returns (y, x) */
export function croppedImage(image: Float32Array, { from, to, lowest, scale }: ImageCrop): Float32Array {
  const [[width, height], [newWidth, newHeight]] = [from, to];
  const re = image.slice();
  const im = new Float32Array(re.length);
  quickTransform(re, im, [width, height], 1);
  const newRe = new Float32Array(newWidth * newHeight);
  const newIm = new Float32Array(newWidth * newHeight);
  // The inverse is divided by the number of pixels.
  const factor = scale * newWidth * newHeight;
  // Frequencies that both sizes have, without Nyquist's.
  const isInBoth = (k: number, a: number, b: number): boolean => 2 * Math.abs(k) < Math.min(a, b);
  for (let j = 0; j < newHeight; j++) {
    const y = frequency(j, newHeight);
    if (!isInBoth(y, height, newHeight)) continue;
    const row = ((y + height) % height) * width;
    for (let i = 0; i < newWidth; i++) {
      const x = frequency(i, newWidth);
      const radius = Math.sqrt((x / newWidth) ** 2 + (y / newHeight) ** 2);
      if (!isInBoth(x, width, newWidth) || radius < lowest || radius > 0.5) continue;
      const source = row + ((x + width) % width);
      newRe[j * newWidth + i] = factor * re[source];
      newIm[j * newWidth + i] = factor * im[source];
    }
  }
  quickTransform(newRe, newIm, [newWidth, newHeight], -1);
  return newRe;
}
