/** Density maps to Fourier space and back, by the processor. */
import { forward, inverse, type HalfSpectrum } from '../../../shared/math/realFft';
import { quickTransform } from '../../../shared/math/quickFft';
import type { Spectrum } from './coefficients';
import type { Volume } from './volume';

/** Above it the transforms of 64 bits take less memory. */
const mostVoxels = 2 ** 24;

export function processorSpectrum(volume: Volume): Spectrum {
  return volume.size ** 3 <= mostVoxels ? quickSpectrum(volume) : plainHalf(volume);
}

/** @param scale multiplies the map; 1/n^3 undoes `processorSpectrum` */
export function processorVolume(spectrum: Spectrum, scale: number): Volume {
  return spectrum.size ** 3 <= mostVoxels ? quickVolume(spectrum, scale) : plainVolume(spectrum, scale);
}

function quickSpectrum({ size, pixelSize, data }: Volume): Spectrum {
  const re = Float32Array.from(data);
  const im = new Float32Array(re.length);
  quickTransform(re, im, [size, size, size], 1);
  const width = size / 2 + 1;
  const both = new Float32Array(2 * width * size * size);
  forEachSign(size, (i, sign) => {
    const from = Math.floor(i / width) * size + (i % width);
    both[2 * i] = sign * re[from];
    both[2 * i + 1] = sign * im[from];
  });
  return { size, pixelSize, data: both };
}

function quickVolume({ size, pixelSize, data }: Spectrum, scale: number): Volume {
  const re = new Float32Array(size ** 3);
  const im = new Float32Array(size ** 3);
  const width = size / 2 + 1;
  forEachSign(size, (i, sign) => {
    const line = Math.floor(i / width);
    const x = i % width;
    const to = line * size + x;
    re[to] = sign * data[2 * i];
    im[to] = sign * data[2 * i + 1];
    if (x === 0 || x === size / 2) return;
    const [y, z] = [line % size, Math.floor(line / size)];
    const mate = (((size - z) % size) * size + ((size - y) % size)) * size + size - x;
    re[mate] = re[to];
    im[mate] = -im[to];
  });
  quickTransform(re, im, [size, size, size], -1);
  const factor = scale * size ** 3;
  return { size, pixelSize, data: re.map((value) => value * factor) };
}

function plainHalf({ size, pixelSize, data }: Volume): Spectrum {
  const { re, im } = forward(data, [size, size, size]);
  const both = new Float32Array(2 * re.length);
  forEachSign(size, (i, sign) => {
    both[2 * i] = sign * re[i];
    both[2 * i + 1] = sign * im[i];
  });
  return { size, pixelSize, data: both };
}

function plainVolume({ size, pixelSize, data }: Spectrum, scale: number): Volume {
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
