/** What kernels/cropImage does, in double precision. */
import { oddTerms } from '../../../../shared/math/zernike';
import type { ImageAberrations, ImageCrop } from '../../kernels/cropImage';

/** @param transform (y, x, 2) of the image */
export function plainCrop(
  { from: [width, height], to: [newWidth, newHeight], lowest, scale, aberrations }: ImageCrop,
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
      const phase = aberrations === null ? 0 : phaseAt(aberrations, x, y);
      const [re, im] = [transform[source] * scale, transform[source + 1] * scale];
      out[target] = re * Math.cos(phase) - im * Math.sin(phase);
      out[target + 1] = re * Math.sin(phase) + im * Math.cos(phase);
    }
  return out;
}

/** rad */
function phaseAt({ powers, size }: ImageAberrations, x: number, y: number): number {
  const [kx, ky] = [x / size[0], y / size[1]];
  const [radius, azimuth] = [Math.hypot(kx, ky), Math.atan2(ky, kx)];
  return oddTerms.reduce(
    (sum, { n, m }, i) =>
      sum + powers[i] * radius ** n * (m < 0 ? Math.sin(-m * azimuth) : Math.cos(m * azimuth)),
    0,
  );
}
