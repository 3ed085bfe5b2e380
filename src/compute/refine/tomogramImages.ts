/**
 * Tilt images as a weighted back-projection takes them: weighted by their distance from the tilt axis in Fourier space, by
 * exposure and transfer function, and sampled twice as finely, so that linear interpolation between pixels loses nothing.
 */
import { frequency } from '../../../shared/math/fft';
import { quickTransform } from '../../../shared/math/quickFft';
import type { TiltSeries } from '../../model/tiltSeries';
import { tiltMatrix } from '../geometry/projection';
import { tiltBfactor, tiltScale } from '../geometry/weights';
import type { FilteredImage } from './backProjectTilt';
import { weightedTransfer } from './optics';
import { wavelength } from './seriesOptics';
import type { TiltImage } from './tiltImages';

/** What is done about the transfer function: nothing, only phases, or images are multiplied by it. */
export type TomogramCtf = 'none' | 'flip' | 'multiply';

export interface TomogramFilter {
  readonly ctf: TomogramCtf;
  /** By exposure and angle, as fitted or by default. */
  readonly weights: boolean;
  /** Å */
  readonly pixelSize: number;
}

const finer = 2;
/** rad, of the phase at Nyquist; more would be seen between slabs. */
const mostPhase = 0.5;

/**
 * Filters one prepared image for any defocus, in slabs that are thin enough for its resolution.
 * @param image prepared: mean 0, particles bright
 */
export function tomogramImages(
  { series, tilt }: { readonly series: TiltSeries; readonly tilt: number },
  image: TiltImage,
  filter: TomogramFilter,
): (defocus: number) => FilteredImage {
  const { width, height } = image;
  const spectrum = { re: image.data.slice(), im: new Float32Array(image.data.length) };
  quickTransform(spectrum.re, spectrum.im, [width, height], 1);
  const k2 = 1 / (2 * filter.pixelSize) ** 2;
  const slab = filter.ctf === 'none' ? Infinity : (2 * mostPhase) / (Math.PI * wavelength(series) * k2);
  const made = new Map<number, FilteredImage>();
  return (defocus) => {
    const number = slab === Infinity ? 0 : Math.round(defocus / slab);
    let found = made.get(number);
    if (found === undefined) {
      const of = { tilt, defocus: slab === Infinity ? 0 : number * slab };
      found = filtered(spectrum, { width, height }, factorOf(series, of, filter), series);
      made.set(number, found);
    }
    return found;
  };
}

/** By frequency in 1/Å. */
function factorOf(
  series: TiltSeries,
  of: { readonly tilt: number; readonly defocus: number },
  { ctf, weights, pixelSize }: TomogramFilter,
): (kx: number, ky: number) => number {
  const matrix = tiltMatrix(series, of.tilt);
  // The image of the volume's Y, which is the tilt axis.
  const axis = Math.atan2(matrix[4], matrix[1]);
  const [sin, cos] = [Math.sin(axis), Math.cos(axis)];
  const longest = Math.max(...series.imageSize);
  const [scale, bfactor] = [tiltScale(series, of.tilt), tiltBfactor(series, of.tilt)];
  return (kx, ky) => {
    const square = kx * kx + ky * ky;
    const distance = Math.max(Math.abs(kx * sin - ky * cos), 0.25 / longest) * 2 * pixelSize;
    const envelope = scale * Math.exp((bfactor * square) / 4);
    const transfer = ctf === 'none' ? 1 : weightedTransfer(series, of, kx, ky) / envelope;
    return distance * (weights ? envelope : 1) * (ctf === 'flip' ? Math.sign(transfer) : transfer);
  };
}

function filtered(
  { re, im }: { readonly re: Float32Array; readonly im: Float32Array },
  { width, height }: { readonly width: number; readonly height: number },
  factor: (kx: number, ky: number) => number,
  { imageSize }: TiltSeries,
): FilteredImage {
  const [wide, high] = [finer * width, finer * height];
  const [toRe, toIm] = [new Float32Array(wide * high), new Float32Array(wide * high)];
  const across = Float64Array.from({ length: width }, (_, i) => flattening(frequency(i, width) / wide));
  for (let j = 0, from = 0; j < height; j++) {
    const y = frequency(j, height);
    const row = ((y + high) % high) * wide;
    const down = flattening(y / high) * finer * finer;
    for (let i = 0; i < width; i++, from++) {
      const x = frequency(i, width);
      if (2 * Math.abs(x) >= width || 2 * Math.abs(y) >= height) continue;
      const weight = factor(x / imageSize[0], y / imageSize[1]) * across[i] * down;
      const to = row + ((x + wide) % wide);
      toRe[to] = weight * re[from];
      toIm[to] = weight * im[from];
    }
  }
  quickTransform(toRe, toIm, [wide, high], -1);
  return { width: wide, height: high, data: toRe, scale: [wide / imageSize[0], high / imageSize[1]] };
}

/** What linear interpolation takes of a frequency in cycles a pixel, given before. */
function flattening(k: number): number {
  const x = Math.PI * k;
  return x === 0 ? 1 : (x / Math.sin(x)) ** 2;
}
