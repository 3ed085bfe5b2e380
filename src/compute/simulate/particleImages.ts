/** Cuts particles out of tilt images, as spectra, with the weights that go with them. */
import { conditionsOf, contrastTransfer } from './contrastTransfer';
import { tiltBfactor, tiltScale } from '../geometry/weights';
import type { Placement } from '../geometry/projection';
import { frequency, transform } from '../../../shared/math/fft';
import { oddTerms, zernikePhase } from '../../../shared/math/zernike';
import type { TiltSeries } from '../../model/tiltSeries';

export interface TiltImage {
  readonly width: number;
  readonly height: number;
  /** (y, x) */
  readonly data: Float32Array;
}

export interface ParticleImage {
  /** (y, x) spectrum, origin at the particle's center, white particle, without antisymmetric aberrations. */
  readonly re: Float64Array;
  readonly im: Float64Array;
  /** CTF with dose weight, at the same frequencies. */
  readonly weight: Float64Array;
}

/** Where a tilt image has a particle. */
export interface PlacedImage {
  readonly series: TiltSeries;
  readonly tilt: number;
  readonly placement: Placement;
}

export interface ImageBox {
  /** Edge, pixels. */
  readonly size: number;
  /** Å */
  readonly pixelSize: number;
}

/** @returns undefined when the box reaches beyond the image */
export function particleImage(
  image: TiltImage,
  { series, tilt, placement }: PlacedImage,
  { size, pixelSize }: ImageBox,
): ParticleImage | undefined {
  const { width, height, data } = image;
  const [x, y] = [placement.x / pixelSize, placement.y / pixelSize];
  const [centerX, centerY] = [Math.round(x), Math.round(y)];
  const half = size / 2;
  if (centerX < half || centerY < half || centerX + half > width || centerY + half > height) return undefined;
  const re = new Float64Array(size * size);
  const im = new Float64Array(size * size);
  let sum = 0;
  for (let j = 0; j < size; j++)
    for (let i = 0; i < size; i++) {
      const value = data[(centerY + frequency(j, size)) * width + centerX + frequency(i, size)];
      re[j * size + i] = -value;
      sum -= value;
    }
  const mean = sum / re.length;
  for (let i = 0; i < re.length; i++) re[i] -= mean;
  transform(re, im, [size, size], 1);
  const weight = new Float64Array(size * size);
  const scale = tiltScale(series, tilt);
  const decay = tiltBfactor(series, tilt) / 4;
  const ctf = contrastTransfer(conditionsOf(series, tilt, placement.defocus));
  for (let j = 0, i = 0; j < size; j++)
    for (let k = 0; k < size; k++, i++) {
      const [fx, fy] = [frequency(k, size), frequency(j, size)];
      const [kx, ky] = [fx / (size * pixelSize), fy / (size * pixelSize)];
      const phase =
        (2 * Math.PI * (fx * (x - centerX) + fy * (y - centerY))) / size +
        zernikePhase(oddTerms, series.zernikeOdd, kx, ky);
      const [c, s] = [Math.cos(phase), Math.sin(phase)];
      const r = re[i];
      re[i] = r * c - im[i] * s;
      im[i] = r * s + im[i] * c;
      weight[i] = scale * ctf(kx, ky) * Math.exp(decay * (kx * kx + ky * ky));
    }
  return { re, im, weight };
}
