/**
 * Resolution and final map of two half-maps by the rules of relion_postprocess, on the CPU: masked FSC corrected by
 * phase randomization (Chen et al. 2013), FSC weighting, sharpening, low-pass.
 */
import { resolutionAt } from './fsc';
import { fitGuinier, logAmplitudes, type GuinierFit } from './guinier';
import type { AmplitudeSums, MapPair } from './mapPair';
import { daltonPerCubicAngstrom } from '../../../shared/masks/maskThreshold';
import { raisedCosine } from '../../../shared/masks/raisedCosine';
import { independentCoefficients, resolvedShells, type ResolvedShells } from './resolvedShells';

export interface PostprocessOptions {
  /** Phases are randomized from the first shell whose unmasked FSC is below the first, or from the second (Å). */
  readonly randomize: { readonly below: number } | { readonly from: number };
  /** Keep the curve under the mask even where it says less than the unmasked one. */
  readonly forceMask: boolean;
  /** kDa of what is ordered in the box; null if that is not known. */
  readonly molecularWeight: number | null;
  /** A fitted B-factor between two resolutions (Å, finest 0 for no limit), one that is given (Å^2), or none. */
  readonly sharpen:
    { readonly coarsest: number; readonly finest: number } | { readonly bfactor: number } | null;
  readonly weighByFsc: boolean;
  /** Å; 'resolution' takes the final one. */
  readonly lowPass: number | 'resolution' | null;
  readonly seed: number;
}

/** One value per shell 0 .. n/2. */
export interface PostprocessCurves {
  readonly corrected: Float64Array;
  /** What FSC the molecule alone would have, its volume by the mask; and by its weight, null if that is not known. */
  readonly particleFraction: Float64Array;
  readonly particleWeight: Float64Array | null;
  readonly unmasked: Float64Array;
  readonly masked: Float64Array;
  readonly randomised: Float64Array;
}

export interface GuinierCurves {
  /** ln of mean amplitudes, -99 for nothing. */
  readonly original: Float64Array;
  readonly weighted: Float64Array | null;
  readonly sharpened: Float64Array | null;
}

export interface Postprocessed {
  readonly curves: PostprocessCurves;
  /** Å: the last shell before the corrected FSC falls below 0.143. */
  readonly resolution: number;
  /** Å, interpolated between shells. */
  readonly interpolatedResolution: number;
  /** Where the corrected FSC ends if dips on the way are passed over, as for species; RELION ends at the first shell below. */
  readonly beyondDips: ResolvedShells;
  /** Å; null without a mask. */
  readonly randomisedFrom: number | null;
  /** The mask is too tight: under it the corrected FSC ends earlier, so that of the whole maps counts, as in RELION. */
  readonly maskLeftOut: boolean;
  /** A sphere that fills the box over the molecule, by volume: RELION's f. Null without a mask. */
  readonly solventFraction: number | null;
  /** The same by the molecular weight; null if that is not known. */
  readonly weightFraction: number | null;
  readonly guinier: GuinierCurves;
  readonly fit: GuinierFit | null;
  /** Å^2 */
  readonly bfactor: number;
  /** What the average of both halves is multiplied with, by the radius in voxels of its transform. */
  readonly factor: (radius: number) => number;
}

/** The share of a box of twice the radius that a sphere takes, as RELION has it. */
const sphereShare = 0.476;
const threshold = 0.143;

/** What went wrong is told by its name: there is no shell to randomize from, or no amplitudes to fit. */
export type PostprocessFailure = 'never below' | 'no fit';

/**
 * Leaves the average of both halves, weighted, sharpened and filtered, in the place of the first.
 *
 * @param halves their mask, and place for the half-maps
 * @param pixelSize Å
 * @param read puts sections of both half-maps in their place and passes their number on, again each time: once transformed,
 * they are used up
 */
export async function postprocess(
  halves: MapPair,
  pixelSize: number,
  read: (take: (z: number) => void) => Promise<void>,
  options: PostprocessOptions,
): Promise<Postprocessed | PostprocessFailure> {
  const { size, extent } = halves;
  const length = size * pixelSize;
  if (extent === null) {
    await read((z) => halves.forward(z));
    const amplitudes = halves.keepMean(null);
    return finish(halves, { amplitudes, ...withoutMask(halves.correlation()) }, options, length);
  }
  await read((z) => halves.forwardMasked(z));
  const masked = halves.correlation(true);
  await read((z) => halves.forward(z));
  const unmasked = halves.correlation();
  const first = firstRandomShell(unmasked, options, length);
  if (first === null) return 'never below';
  const amplitudes = halves.keepMean({ radius: first, seed: options.seed });
  halves.remask();
  const randomised = halves.correlation(true);
  const measured = correctedCurves({ unmasked, masked, randomised }, first, extent.inside, {
    ...options,
    size,
    pixelSize,
  });
  return finish(halves, { amplitudes, ...measured }, options, length);
}

type Measured = Pick<
  Postprocessed,
  'curves' | 'randomisedFrom' | 'maskLeftOut' | 'solventFraction' | 'weightFraction'
> & {
  /** Of each shell, how many coefficients are independent of each other. */
  readonly independent: Float64Array;
};

function withoutMask(unmasked: Float64Array): Measured {
  return {
    curves: {
      corrected: unmasked,
      particleFraction: unmasked,
      particleWeight: null,
      unmasked,
      masked: unmasked,
      randomised: unmasked,
    },
    randomisedFrom: null,
    maskLeftOut: false,
    solventFraction: null,
    weightFraction: null,
    independent: independentCoefficients(new Float64Array(unmasked.length), 1),
  };
}

function finish(
  halves: MapPair,
  { amplitudes, independent, ...measured }: Measured & { amplitudes: AmplitudeSums },
  options: PostprocessOptions,
  length: number,
): Postprocessed | PostprocessFailure {
  const { size } = halves;
  const { corrected } = measured.curves;
  const resolution = length / lastShellAbove(corrected);
  const weight = options.weighByFsc ? fscWeight(corrected) : () => 1;
  const original = logAmplitudes(amplitudes, size, () => 1);
  const weighted = options.weighByFsc ? logAmplitudes(amplitudes, size, weight) : null;
  const { sharpen } = options;
  const fit =
    sharpen !== null && 'coarsest' in sharpen
      ? fitGuinier(weighted ?? original, length, sharpen.coarsest, sharpen.finest)
      : null;
  if (fit === null && sharpen !== null && 'coarsest' in sharpen) return 'no fit';
  const bfactor = fit?.bfactor ?? (sharpen !== null && 'bfactor' in sharpen ? sharpen.bfactor : 0);
  const sharpening = (radius: number): number =>
    bfactor === 0 ? 1 : radius > size / 2 ? 0 : Math.exp((-bfactor / 4) * (radius / length) ** 2);
  const lowPass = options.lowPass === 'resolution' ? resolution : options.lowPass;
  const start = lowPass === null ? Infinity : Math.floor(length / lowPass + 0.5) - 1;
  const beforeLowPass = (radius: number): number => weight(radius) * sharpening(radius);
  const factor = (radius: number): number => beforeLowPass(radius) * raisedCosine(radius, start, 2);
  const sharpened = bfactor === 0 ? null : logAmplitudes(amplitudes, size, beforeLowPass);
  halves.mean(factor, options.weighByFsc || bfactor !== 0 ? size / 2 + 1 : Infinity);
  return {
    ...measured,
    resolution,
    interpolatedResolution: resolutionAt(corrected, threshold, size, length / size),
    beyondDips: resolvedShells(corrected.subarray(0, size / 2), independent, threshold, {
      size,
      pixelSize: length / size,
    }),
    guinier: { original, weighted, sharpened },
    fit,
    bfactor,
    factor,
  };
}

/** Shell from which phases are random; null where the unmasked FSC never falls that far. */
function firstRandomShell(
  unmasked: Float64Array,
  { randomize }: PostprocessOptions,
  length: number,
): number | null {
  if ('from' in randomize) return Math.max(1, Math.floor(length / randomize.from));
  const found = unmasked.findIndex((value, shell) => shell > 0 && value < randomize.below);
  return found === -1 ? null : found;
}

function correctedCurves(
  { unmasked, masked, randomised }: Pick<PostprocessCurves, 'unmasked' | 'masked' | 'randomised'>,
  firstRandom: number,
  inside: number,
  options: Pick<PostprocessOptions, 'molecularWeight' | 'forceMask'> & { size: number; pixelSize: number },
): Measured {
  const { size, pixelSize, molecularWeight, forceMask } = options;
  const sphere = sphereShare * size ** 3;
  const fraction = sphere / inside;
  const weightFraction =
    molecularWeight === null
      ? null
      : (sphere * pixelSize ** 3 * daltonPerCubicAngstrom) / (1000 * molecularWeight);
  const ofParticle = (f: number): Float64Array =>
    unmasked.map((value) => (f * value) / (1 + (f - 1) * value));
  const underMask = masked.map((value, shell) =>
    shell < firstRandom + 2 ? value : (value - randomised[shell]) / (1 - randomised[shell]),
  );
  const isWorse = lastShellAbove(underMask) < lastShellAbove(unmasked);
  const maskLeftOut = isWorse && !forceMask;
  const corrected = maskLeftOut ? unmasked : underMask;
  const takenOff = randomised.map((value, shell) => (maskLeftOut || shell < firstRandom + 2 ? 0 : value));
  return {
    curves: {
      corrected,
      particleFraction: ofParticle(fraction),
      particleWeight: weightFraction === null ? null : ofParticle(weightFraction),
      unmasked,
      masked,
      randomised,
    },
    randomisedFrom: (size * pixelSize) / firstRandom,
    maskLeftOut,
    solventFraction: fraction,
    weightFraction,
    independent: independentCoefficients(takenOff, maskLeftOut ? 1 : inside / size ** 3),
  };
}

/** The one before the first shell below the threshold; the last shell if none is. */
function lastShellAbove(curve: Float64Array): number {
  const below = curve.findIndex((value, shell) => shell > 0 && value < threshold);
  return below === -1 ? curve.length - 1 : Math.max(1, below - 1);
}

/** Nothing from the first shell on that has no correlation. */
function fscWeight(corrected: Float64Array): (radius: number) => number {
  const end = corrected.findIndex((value, shell) => shell > 0 && value < 1e-4);
  const weights = corrected.map((value, shell) =>
    end !== -1 && shell >= end ? 0 : Math.sqrt((2 * Math.max(0, value)) / (1 + Math.max(0, value))),
  );
  return (radius) => {
    const shell = Math.floor(radius + 0.5);
    return shell < weights.length ? weights[shell] : 0;
  };
}
