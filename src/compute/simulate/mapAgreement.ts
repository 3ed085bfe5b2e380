/** How well a pair of half-maps agrees with itself and with the true map. */
import { resolutionAt, shellCorrelation } from '../maps/fsc';
import { expandAndSoften } from '../maps/masks';
import type { Spectrum } from '../maps/coefficients';
import { plainSpectrum } from '../maps/plainSpectrum';
import { average, multiplied, type Volume } from '../maps/volume';
import { alignedTo } from './mapAlignment';

export interface MapAgreement {
  /** Å at which the masked correlation of the halves falls below 0.143. */
  readonly halfFsc143: number;
  /** Å at which the masked correlation of their mean with the true map falls below 0.5. */
  readonly truthFsc05: number;
  /** Mean of that correlation over all shells but the first and last. */
  readonly meanTruthFsc: number;
}

/**
 * The mean map is first moved rigidly onto the truth: refinement is free to turn and shift it.
 *
 * @param mask binary; gets a soft edge of four voxels
 */
export function mapAgreement(half1: Volume, half2: Volume, truth: Volume, mask: Volume): MapAgreement {
  const { size, pixelSize } = truth;
  const soft = expandAndSoften(mask, 0, 4).data;
  const spectrum = (volume: Volume): Spectrum => plainSpectrum(multiplied(volume, soft));
  const halves = shellCorrelation(spectrum(half1), spectrum(half2));
  const mean = alignedTo(average(half1, half2), truth, soft);
  const curve = shellCorrelation(spectrum(mean), spectrum(truth));
  const inner = curve.slice(1, size / 2 - 1);
  return {
    halfFsc143: resolutionAt(halves, 0.143, size, pixelSize),
    truthFsc05: resolutionAt(curve, 0.5, size, pixelSize),
    meanTruthFsc: inner.reduce((sum, value) => sum + value, 0) / inner.length,
  };
}
