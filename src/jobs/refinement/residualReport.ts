/** Phase residuals as a report shows them: two small pictures in frequency space, and the aberrations they speak of. */
import { fitAberrations } from '../../compute/refine/aberrations';
import type { Aberrations, Estimate } from '../../../shared/records/aberrations';
import type { PhaseImage } from '../../compute/refine/aberrations';
import type { ResidualSums } from '../../compute/refine/phaseResiduals';
import type { PhasePicture, PhaseResiduals } from '../../../shared/records/aberrations';

/** Radius of the pictures: aberrations are smooth, and pixels that are joined stand out of the noise. */
const largest = 24;

/** @param optics wavelength and spherical aberration, Å */
export function residualReport(
  residuals: ResidualSums,
  optics: Parameters<typeof fitAberrations>[1],
): PhaseResiduals {
  const { aberrations, antisymmetric, symmetric } = fitAberrations(residuals, optics);
  const joined = Math.ceil(residuals.radius / largest);
  const radius = Math.floor(residuals.radius / joined);
  return {
    images: residuals.images,
    radius,
    step: joined / residuals.boxLength,
    highest: residuals.radius / residuals.boxLength,
    antisymmetric: picture(residuals, antisymmetric, { joined, radius }, -1),
    symmetric: picture(residuals, symmetric, { joined, radius }, 1),
    aberrations: shortened(aberrations),
  };
}

interface PictureSize {
  /** Frequencies to a pixel, along each axis. */
  readonly joined: number;
  /** Pixels. */
  readonly radius: number;
}

/** @param parity what the phase of a frequency's mate is of its own: -1 or 1 */
function picture(
  { pixels }: ResidualSums,
  { values, deviation }: PhaseImage,
  { joined, radius }: PictureSize,
  parity: 1 | -1,
): PhasePicture {
  const width = radius + 1;
  const sums = new Float64Array(2 * width * (2 * radius + 1));
  const variance = new Float64Array(sums.length / 2);
  for (let i = 0; i < pixels.count; i++)
    for (const sign of [1, -1] as const) {
      const x = Math.round((sign * pixels.frequencies[2 * i]) / joined);
      const y = Math.round((sign * pixels.frequencies[2 * i + 1]) / joined);
      if (x < 0 || x * x + y * y > radius * radius || (x === 0 && y === 0)) continue;
      const at = (y + radius) * width + x;
      sums[2 * at] += values[2 * i];
      sums[2 * at + 1] += (sign === 1 ? 1 : parity) * values[2 * i + 1];
      variance[at] += deviation[i] ** 2;
    }
  return {
    phase: Array.from(variance, (some, i) =>
      some > 0 ? Number(Math.atan2(sums[2 * i + 1], sums[2 * i]).toFixed(3)) : null,
    ),
    confidence: Array.from(variance, (some, i) =>
      some > 0 ? Number((Math.hypot(sums[2 * i], sums[2 * i + 1]) / Math.sqrt(some)).toFixed(2)) : 0,
    ),
  };
}

/** What is further than four digits is noise, and not finite where there was nothing to fit. */
function shortened(all: Aberrations): Aberrations {
  const short = ({ value, error }: Estimate): Estimate => ({
    value: Number(value.toPrecision(4)),
    error: Number.isFinite(error) ? Number(error.toPrecision(3)) : Number.MAX_VALUE,
  });
  const pair = ([a, b]: readonly [Estimate, Estimate]): readonly [Estimate, Estimate] => [short(a), short(b)];
  return {
    beamTilt: all.beamTilt === null ? null : pair(all.beamTilt),
    trefoil: pair(all.trefoil),
    defocus: short(all.defocus),
    astigmatism: pair(all.astigmatism),
    cs: all.cs === null ? null : short(all.cs),
  };
}
