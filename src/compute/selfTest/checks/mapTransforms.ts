/** Maps to their half-complex spectra, and back. */
import { seededNormal } from '../../../../shared/math/random';
import { forEachCoefficient, type Spectrum } from '../../maps/coefficients';
import { plainSpectrum } from '../../maps/plainSpectrum';
import { kernelSpectrum, kernelVolume } from '../../maps/kernelMaps';
import { relativeError, type KernelCheck } from '../check';

const size = 12;

export const mapTransforms: KernelCheck = {
  name: 'transforms of maps',
  limit: 1e-5,
  async run(gpu) {
    const map = { size, pixelSize: 1, data: Float32Array.from({ length: size ** 3 }, seededNormal(21)) };
    const expected = aboutTheMiddle(plainSpectrum(map));
    const found = await kernelSpectrum(gpu, map);
    const back = await kernelVolume(gpu, expected, 1 / size ** 3);
    return Math.max(relativeError(found.data, expected.data), relativeError(back.data, map.data));
  },
};

/** The plain transform has its phase origin at voxel 0. */
function aboutTheMiddle(spectrum: Spectrum): Spectrum {
  const data = Float32Array.from(spectrum.data);
  forEachCoefficient(size, (i, x, y, z) => {
    if ((x + y + z) % 2 === 0) return;
    data[i] *= -1;
    data[i + 1] *= -1;
  });
  return { ...spectrum, data };
}
