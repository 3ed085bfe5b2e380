/** What kernels/cropImage does, in double precision. */
import type { ImageCrop } from '../../kernels/cropImage';

/** @param transform (y, x, 2) of the image */
export function plainCrop(
  { from: [width, height], to: [newWidth, newHeight], lowest, scale }: ImageCrop,
  transform: ArrayLike<number>,
): Float64Array {
  const out = new Float64Array(2 * newWidth * newHeight);
  const signed = (index: number, size: number): number =>
    index > Math.floor(size / 2) ? index - size : index;
  // Frequencies that both sizes have, without Nyquist's.
  const reach = (a: number, b: number): number => Math.floor((Math.min(a, b) + 1) / 2);
  for (let row = 0; row < newHeight; row++)
    for (let at = 0; at < newWidth; at++) {
      const [x, y] = [signed(at, newWidth), signed(row, newHeight)];
      const radius = Math.hypot(x / newWidth, y / newHeight);
      if (Math.abs(x) >= reach(width, newWidth) || Math.abs(y) >= reach(height, newHeight)) continue;
      if (radius < lowest || radius > 0.5) continue;
      const source = 2 * (((y + height) % height) * width + ((x + width) % width));
      const target = 2 * (row * newWidth + at);
      out[target] = transform[source] * scale;
      out[target + 1] = transform[source + 1] * scale;
    }
  return out;
}
