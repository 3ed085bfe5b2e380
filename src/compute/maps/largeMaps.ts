/** Transforms of maps that are larger than what kernels of a GPU can see in one piece: on the processor, to the same conventions. */
import { forward, inverse, type HalfSpectrum } from '../../../shared/math/realFft';
import type { Spectrum } from './coefficients';
import type { Volume } from './volume';

export function largeSpectrum({ size, pixelSize, data }: Volume): Spectrum {
  const { re, im } = forward(data, [size, size, size]);
  const both = new Float32Array(2 * re.length);
  forEachSign(size, (i, sign) => {
    both[2 * i] = sign * re[i];
    both[2 * i + 1] = sign * im[i];
  });
  return { size, pixelSize, data: both };
}

/** @param scale multiplies the map; 1/n^3 undoes `largeSpectrum` */
export function largeVolume({ size, pixelSize, data }: Spectrum, scale: number): Volume {
  const frequencies = Int32Array.from({ length: size }, (_, i) => (i <= size / 2 ? i : i - size));
  const count = data.length / 2;
  const spectrum: HalfSpectrum = {
    sizes: [size, size, size],
    columns: size / 2 + 1,
    y: frequencies,
    z: frequencies,
    re: new Float64Array(count),
    im: new Float64Array(count),
  };
  forEachSign(size, (i, sign) => {
    spectrum.re[i] = sign * data[2 * i];
    spectrum.im[i] = sign * data[2 * i + 1];
  });
  const map = new Float32Array(size ** 3);
  inverse(spectrum, (section, z) =>
    section.forEach((value, i) => (map[z * size * size + i] = value * scale * size ** 3)),
  );
  return { size, pixelSize, data: map };
}

/** Spectra have their phase origin in the middle of the box, transforms at voxel 0: every other coefficient has the other sign. */
function forEachSign(size: number, visit: (index: number, sign: number) => void): void {
  const width = size / 2 + 1;
  for (let line = 0, index = 0; line < size * size; line++) {
    const parity = (line % size) + Math.floor(line / size);
    for (let x = 0; x < width; x++) visit(index++, (parity + x) % 2 === 0 ? 1 : -1);
  }
}
