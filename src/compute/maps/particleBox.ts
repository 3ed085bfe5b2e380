/** Particle images on the CPU: boxes cut out of a tilt image, and their spectra about the particle's exact place. */
import { frequency } from '../../../shared/math/fft';
import { quickTransform } from '../../../shared/math/quickFft';

/** A box and how far right of and below its pixel size/2 the particle's center lies, pixels. */
export interface ParticleBox {
  readonly data: Float32Array;
  readonly restX: number;
  readonly restY: number;
}

/** Around (x, y) in pixels; what lies beyond the image is 0, its mean. */
export function cutBox(
  image: { readonly width: number; readonly height: number; readonly data: Float32Array },
  x: number,
  y: number,
  size: number,
): ParticleBox {
  const [cx, cy] = [Math.round(x), Math.round(y)];
  const data = new Float32Array(size * size);
  const firstX = cx - size / 2;
  const from = Math.max(0, -firstX);
  const to = Math.min(size, image.width - firstX);
  for (let row = 0; row < size; row++) {
    const line = cy - size / 2 + row;
    if (line < 0 || line >= image.height || to <= from) continue;
    const start = line * image.width + firstX;
    data.set(image.data.subarray(start + from, start + to), row * size + from);
  }
  return { data, restX: x - cx, restY: y - cy };
}

/** (y, x) unscaled sums over pixels, phases about the particle. */
export function boxSpectrum(box: ParticleBox, size: number): { re: Float64Array; im: Float64Array } {
  const re = Float64Array.from(box.data);
  const im = new Float64Array(re.length);
  quickTransform(re, im, [size, size], 1);
  for (let yi = 0, i = 0; yi < size; yi++)
    for (let xi = 0; xi < size; xi++, i++) {
      const [kx, ky] = [frequency(xi, size), frequency(yi, size)];
      const angle = 2 * Math.PI * ((kx * (size / 2 + box.restX) + ky * (size / 2 + box.restY)) / size);
      const [c, s, a, b] = [Math.cos(angle), Math.sin(angle), re[i], im[i]];
      re[i] = a * c - b * s;
      im[i] = a * s + b * c;
    }
  return { re, im };
}
