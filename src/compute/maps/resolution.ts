/** Resolution of a pair of half-maps: unmasked, masked, phase-randomized and corrected shell correlations. */
import type { Gpu } from '../gpu/gpu';
import { fastSize } from './boxSize';
import { readAtShells, shellCorrelation } from './fsc';
import { comparisonMask, softSphere } from './masks';
import { coveredShare, independentCoefficients, resolvedShells, type Dip } from './resolvedShells';
import { seededUniform } from '../../../shared/math/random';
import { forEachCoefficient } from './coefficients';
import type { Spectrum } from './coefficients';
import { toSpectrum, toVolume } from './spectrum';
import { multiplied, padOrCrop } from './volume';
import type { Volume } from './volume';

/** One value per shell. */
export interface FscCurves {
  /** Å; Infinity for shell 0. */
  readonly resolution: Float64Array;
  readonly unmasked: Float64Array;
  readonly randomised: Float64Array;
  readonly corrected: Float64Array;
  readonly masked: Float64Array;
}

/** How far two half-maps agree, and by which curves. */
export interface MeasuredResolution {
  readonly curves: FscCurves;
  /** Å */
  readonly resolution: number;
  /** Where the corrected curve is below 0.143 on the way there. */
  readonly dips: readonly Dip[];
  /** Å, the same for a correlation of 0.5. */
  readonly resolutionAtHalf: number;
}

/** Phases are randomized with the same seed wherever species are measured: the same maps have the same resolution. */
export const phaseSeed = 143;

const resolutionThreshold = 0.143;
const randomizeBelow = 0.8;

/** What of two half-maps is compared. */
export interface ComparedRegion {
  /** Binary; null for a soft sphere. */
  readonly mask: Volume | null;
  /** Of the sphere, voxels. */
  readonly diameter: number;
}

/**
 * Corrected FSC after Chen et al. 2013: what a mask adds to phase-randomized halves is taken off.
 * The mask (binary) has the same soft edge whatever the resolution (M widens it as the resolution gets coarser, so that
 * two rounds are compared under two masks, and far from Nyquist there is more solvent than particle in it); without one,
 * a soft sphere of `diameter` voxels serves. Boxes that transform slowly are padded to the next that does not, and the
 * curves read at the shells of the box that was given.
 * @param seed of the randomized phases: the same seed gives the same curves
 */
export async function measureFsc(
  gpu: Gpu,
  [half1, half2]: readonly [Volume, Volume],
  { mask, diameter }: ComparedRegion,
  seed = phaseSeed,
): Promise<MeasuredResolution> {
  const { size: given, pixelSize } = half1;
  const size = fastSize(given);
  if (size !== given) {
    const wider = await measureFsc(
      gpu,
      [padOrCrop(half1, size), padOrCrop(half2, size)],
      { mask: mask === null ? null : padOrCrop(mask, size), diameter },
      seed,
    );
    return { ...wider, curves: curvesOfBox(wider.curves, given, pixelSize) };
  }
  const soft = mask === null ? softSphere(size, diameter, 16) : comparisonMask(mask);
  const spectrum1 = await toSpectrum(gpu, half1);
  const spectrum2 = await toSpectrum(gpu, half2);
  const unmasked = shellCorrelation(spectrum1, spectrum2);
  const masked = await correlationUnderMask(gpu, half1, half2, soft);
  const below = unmasked.findIndex((value, shell) => shell > 0 && value < randomizeBelow);
  const firstRandom = below === -1 ? size / 2 : below;
  const randomised = await correlationOfRandom(gpu, [spectrum1, spectrum2], soft, {
    from: firstRandom,
    seed,
  });
  const taken = randomised.map((value, shell) => (shell >= firstRandom + 2 ? value : 0));
  const corrected = masked.map((value, shell) => (value - taken[shell]) / Math.max(1 - taken[shell], 1e-6));
  corrected[0] = 1;
  const curves = {
    resolution: shellResolutions(size, pixelSize),
    unmasked,
    randomised,
    corrected,
    masked,
  };
  const independent = independentCoefficients(taken, coveredShare(soft));
  const { resolution, dips } = resolvedShells(corrected, independent, resolutionThreshold, half1);
  const { resolution: resolutionAtHalf } = resolvedShells(corrected, independent, 0.5, half1);
  return { curves, resolution, dips, resolutionAtHalf };
}

/** Curves for maps whose resolution is declared rather than measured: 1 up to it, next to nothing beyond. */
export function declaredResolution(size: number, pixelSize: number, resolution: number): MeasuredResolution {
  const last = (size * pixelSize) / resolution;
  const curve = Float64Array.from({ length: size / 2 }, (_, shell) => (shell <= last ? 1 : 1e-3));
  const curves = {
    resolution: shellResolutions(size, pixelSize),
    unmasked: curve,
    randomised: new Float64Array(size / 2),
    corrected: curve,
    masked: curve,
  };
  return { curves, resolution, dips: [], resolutionAtHalf: resolution };
}

/** Curves of one box read at the shells of a smaller one. */
function curvesOfBox(curves: FscCurves, size: number, pixelSize: number): FscCurves {
  const from = 2 * curves.resolution.length;
  const read = (curve: Float64Array): Float64Array => readAtShells(curve, from, size);
  return {
    resolution: shellResolutions(size, pixelSize),
    unmasked: read(curves.unmasked),
    randomised: read(curves.randomised),
    corrected: read(curves.corrected),
    masked: read(curves.masked),
  };
}

function shellResolutions(size: number, pixelSize: number): Float64Array {
  return Float64Array.from({ length: size / 2 }, (_, shell) => (size * pixelSize) / shell);
}

async function correlationUnderMask(
  gpu: Gpu,
  a: Volume,
  b: Volume,
  mask: Float32Array,
): Promise<Float64Array> {
  return shellCorrelation(
    await toSpectrum(gpu, multiplied(a, mask)),
    await toSpectrum(gpu, multiplied(b, mask)),
  );
}

interface RandomPhases {
  /** First shell that has them. */
  readonly from: number;
  readonly seed: number;
}

/**
 * What halves with random phases have in common under the mask. One pair alone scatters so much in a small box that it
 * would move the resolution by several per cent, so phases are drawn several times, and each first half is compared with
 * each second one: pairs scatter independently even where they share a half.
 */
async function correlationOfRandom(
  gpu: Gpu,
  halves: readonly [Spectrum, Spectrum],
  mask: Float32Array,
  { from, seed }: RandomPhases,
): Promise<Float64Array> {
  const { size } = halves[0];
  const draws = Math.min(8, Math.max(1, Math.round(384 / size)));
  const masked = async (half: 0 | 1, draw: number): Promise<Spectrum> => {
    const random = withRandomPhases(halves[half], { from, seed: seed + 2 * draw + half });
    return toSpectrum(gpu, multiplied(await toVolume(gpu, random), mask));
  };
  const first: Spectrum[] = [];
  for (let draw = 0; draw < draws; draw++) first.push(await masked(0, draw));
  const mean = new Float64Array(size / 2);
  for (let draw = 0; draw < draws; draw++) {
    const second = await masked(1, draw);
    for (const one of first)
      shellCorrelation(one, second).forEach((value, shell) => (mean[shell] += value / draws ** 2));
  }
  return mean;
}

function withRandomPhases(spectrum: Spectrum, { from, seed }: RandomPhases): Spectrum {
  const uniform = seededUniform(seed);
  const data = Float32Array.from(spectrum.data);
  forEachCoefficient(spectrum.size, (i, x, y, z) => {
    if (Math.sqrt(x * x + y * y + z * z) < from) return;
    const amplitude = Math.hypot(data[i], data[i + 1]);
    const phase = 2 * Math.PI * uniform();
    data[i] = amplitude * Math.cos(phase);
    data[i + 1] = amplitude * Math.sin(phase);
  });
  return { ...spectrum, data };
}
