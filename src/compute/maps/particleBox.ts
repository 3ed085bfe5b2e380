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

/** (y, x >= 0 without Nyquist) unscaled sums over pixels, phases about the particle. @param size even */
export function boxSpectrum(box: ParticleBox, size: number): { re: Float32Array; im: Float32Array } {
  const re = Float32Array.from(box.data);
  const im = new Float32Array(re.length);
  quickTransform(re, im, [size, size], 1);
  const half = size / 2;
  const along = turns(size, half + box.restX);
  const across = turns(size, half + box.restY);
  const out = { re: new Float32Array(size * half), im: new Float32Array(size * half) };
  for (let y = 0, to = 0; y < size; y++) {
    const [cy, sy] = [across[2 * y], across[2 * y + 1]];
    for (let x = 0; x < half; x++, to++) {
      const [cx, sx] = [along[2 * x], along[2 * x + 1]];
      const [c, s] = [cx * cy - sx * sy, sx * cy + cx * sy];
      const [a, b] = [re[y * size + x], im[y * size + x]];
      out.re[to] = a * c - b * s;
      out.im[to] = a * s + b * c;
    }
  }
  return out;
}

/** (size, 2) cosine and sine of what moves an image by -shift pixels, by frequency. */
function turns(size: number, shift: number): Float64Array {
  const out = new Float64Array(2 * size);
  for (let i = 0; i < size; i++) {
    const angle = (2 * Math.PI * frequency(i, size) * shift) / size;
    out[2 * i] = Math.cos(angle);
    out[2 * i + 1] = Math.sin(angle);
  }
  return out;
}
