/** The transform of a map in double precision, without an adapter. */
import { transform } from '../../../shared/math/fft';
import type { Spectrum } from './coefficients';
import type { Volume } from './volume';

export function plainSpectrum(volume: Volume): Spectrum {
  const { size, pixelSize } = volume;
  const re = Float64Array.from(volume.data);
  const im = new Float64Array(re.length);
  transform(re, im, [size, size, size], 1);
  const width = size / 2 + 1;
  const data = new Float32Array(2 * size * size * width);
  for (let line = 0, to = 0; line < size * size; line++)
    for (let x = 0; x < width; x++) {
      data[to++] = re[line * size + x];
      data[to++] = im[line * size + x];
    }
  return { size, pixelSize, data };
}
