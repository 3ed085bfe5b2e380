/**
 * Resolution and final map of two half-maps by the rules of relion_postprocess, on the CPU: masked FSC corrected by
 * phase randomisation (Chen et al. 2013), FSC weighting, sharpening, low-pass.
 */
import { seededUniform } from '../math/random';
import { forward, inverse, type HalfSpectrum } from '../math/realFft';
import { resolutionAt } from './fsc';
import { fitGuinier, type GuinierFit } from './guinier';
import { daltonPerCubicAngstrom } from './maskThreshold';
import { raisedCosine } from './raisedCosine';
import { forEachRow, logAmplitudes, relionShellCorrelation } from './shellSums';
import type { Volume } from './volume';

export interface PostprocessOptions {
  /** Phases are randomised from the first shell whose unmasked FSC is below the first, or from the second (Å). */
  readonly randomise: { readonly below: number } | { readonly from: number };
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

/** One value a shell 0 .. n/2. */
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
  /** Å; null without a mask. */
  readonly randomisedFrom: number | null;
  /** A sphere that fills the box over the molecule, by volume: RELION's f. Null without a mask. */
  readonly solventFraction: number | null;
  /** The same by the molecular weight; null if that is not known. */
  readonly weightFraction: number | null;
  readonly guinier: GuinierCurves;
  readonly fit: GuinierFit | null;
  /** Å^2 */
  readonly bfactor: number;
  /** The average of both halves, weighted, sharpened and filtered. */
  readonly map: Float32Array;
  /** Filters another map of the same box in the same way. */
  readonly filter: (map: Float32Array) => Float32Array;
}

/** The share of a box of twice the radius that a sphere takes, as RELION has it. */
const SPHERE_SHARE = 0.476;
const THRESHOLD = 0.143;

/** What went wrong is told by its name: there is no shell to randomise from, or no amplitudes to fit. */
export type PostprocessFailure = 'never below' | 'no fit';

/** The voxels of both halves are used up: they serve as scratch. */
export function postprocess(
  half1: Volume,
  half2: Volume,
  mask: Float32Array | null,
  options: PostprocessOptions,
): Postprocessed | PostprocessFailure {
  const { size, pixelSize } = half1;
  const length = size * pixelSize;
  const masked =
    mask === null ? null : relionShellCorrelation(transformed(half1, mask), transformed(half2, mask));
  const spectrum1 = transformed(half1, null);
  const spectrum2 = transformed(half2, null);
  const unmasked = relionShellCorrelation(spectrum1, spectrum2);
  const sum = averaged(spectrum1, spectrum2);
  let measured: Measured = {
    curves: {
      corrected: unmasked,
      particleFraction: unmasked,
      particleWeight: null,
      unmasked,
      masked: unmasked,
      randomised: unmasked,
    },
    randomisedFrom: null,
    solventFraction: null,
    weightFraction: null,
  };
  if (mask !== null && masked !== null) {
    const first = firstRandomShell(unmasked, options, length);
    if (first === null) return 'never below';
    for (const [half, spectrum, seed] of [
      [half1, spectrum1, options.seed],
      [half2, spectrum2, options.seed + 1],
    ] as const) {
      randomisePhases(spectrum, first, seed);
      inverse(
        spectrum,
        (section, z) => half.data.set(section, z * section.length),
        ...sectionsOf(mask, size),
      );
    }
    const randomised = relionShellCorrelation(transformed(half1, mask), transformed(half2, mask));
    measured = correctedCurves({ unmasked, masked, randomised }, first, mask, {
      ...options,
      size,
      pixelSize,
    });
  }
  return finish(sum, measured, options, length);
}

type Measured = Pick<Postprocessed, 'curves' | 'randomisedFrom' | 'solventFraction' | 'weightFraction'>;

function finish(
  average: HalfSpectrum<Float32Array>,
  measured: Measured,
  options: PostprocessOptions,
  length: number,
): Postprocessed | PostprocessFailure {
  const { corrected } = measured.curves;
  const size = average.sizes[0];
  const resolution = length / lastShellAbove(corrected);
  const weight = options.weighByFsc ? fscWeight(corrected) : () => 1;
  const [original, afterWeight] = logAmplitudes(average, options.weighByFsc ? [() => 1, weight] : [() => 1]);
  const weighted = options.weighByFsc ? afterWeight : null;
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
  const sharpened = bfactor === 0 ? null : logAmplitudes(average, [beforeLowPass])[0];
  return {
    ...measured,
    resolution,
    interpolatedResolution: resolutionAt(corrected, THRESHOLD, size, length / size),
    guinier: { original, weighted, sharpened },
    fit,
    bfactor,
    map: toMap(average, factor),
    filter: (map) => toMap(forward(map, average.sizes, Float32Array), factor),
  };
}

function transformed(half: Volume, mask: Float32Array | null): HalfSpectrum<Float32Array> {
  return forward(half.data, [half.size, half.size, half.size], Float32Array, Infinity, mask);
}

function averaged(a: HalfSpectrum<Float32Array>, b: HalfSpectrum<Float32Array>): HalfSpectrum<Float32Array> {
  const re = new Float32Array(a.re.length);
  const im = new Float32Array(a.im.length);
  for (let i = 0; i < re.length; i++) {
    re[i] = 0.5 * (a.re[i] + b.re[i]);
    im[i] = 0.5 * (a.im[i] + b.im[i]);
  }
  return { ...a, re, im };
}

/** Shell from which phases are random; null where the unmasked FSC never falls that far. */
function firstRandomShell(
  unmasked: Float64Array,
  { randomise }: PostprocessOptions,
  length: number,
): number | null {
  if ('from' in randomise) return Math.max(1, Math.floor(length / randomise.from));
  const found = unmasked.findIndex((value, shell) => shell > 0 && value < randomise.below);
  return found === -1 ? null : found;
}

/** Directions that a random phase is drawn from: so many that their mean is 0, so few that they stay in the cache. */
const DIRECTIONS = 4096;

/** Keeps amplitudes; what lies exactly at or beyond the radius gets a phase by chance. */
function randomisePhases(spectrum: HalfSpectrum<Float32Array>, from: number, seed: number): void {
  const uniform = seededUniform(seed);
  const cosines = Float32Array.from({ length: DIRECTIONS }, (_, k) =>
    Math.cos((2 * Math.PI * k) / DIRECTIONS),
  );
  const sines = Float32Array.from({ length: DIRECTIONS }, (_, k) => Math.sin((2 * Math.PI * k) / DIRECTIONS));
  const { re, im, columns } = spectrum;
  forEachRow(spectrum, (first, square) => {
    for (let kx = 0, i = first; kx < columns; kx++, i++) {
      if (square + kx * kx < from * from) continue;
      const amplitude = Math.sqrt(re[i] * re[i] + im[i] * im[i]);
      const direction = Math.floor(DIRECTIONS * uniform());
      re[i] = amplitude * cosines[direction];
      im[i] = amplitude * sines[direction];
    }
  });
}

/** First section that the mask touches, and the one behind the last. */
function sectionsOf(mask: Float32Array, size: number): [number, number] {
  const area = size * size;
  let first = 0;
  while (mask[first] === 0) first++;
  let last = mask.length - 1;
  while (mask[last] === 0) last--;
  return [Math.floor(first / area), Math.floor(last / area) + 1];
}

function correctedCurves(
  { unmasked, masked, randomised }: Pick<PostprocessCurves, 'unmasked' | 'masked' | 'randomised'>,
  firstRandom: number,
  mask: Float32Array,
  options: Pick<PostprocessOptions, 'molecularWeight' | 'forceMask'> & { size: number; pixelSize: number },
): Measured {
  const { size, pixelSize, molecularWeight, forceMask } = options;
  let inside = 0;
  for (let i = 0; i < mask.length; i++) if (mask[i] > 0.5) inside++;
  const sphere = SPHERE_SHARE * size ** 3;
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
  const corrected = isWorse && !forceMask ? unmasked : underMask;
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
    solventFraction: fraction,
    weightFraction,
  };
}

/** The one before the first shell below the threshold; the last shell if none is. */
function lastShellAbove(curve: Float64Array): number {
  const below = curve.findIndex((value, shell) => shell > 0 && value < THRESHOLD);
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

/** Uses the spectrum up. */
function toMap(spectrum: HalfSpectrum<Float32Array>, factor: (radius: number) => number): Float32Array {
  const { re, im, sizes, columns } = spectrum;
  forEachRow(spectrum, (first, square) => {
    for (let kx = 0, i = first; kx < columns; kx++, i++) {
      const f = factor(Math.sqrt(square + kx * kx));
      re[i] *= f;
      im[i] *= f;
    }
  });
  const map = new Float32Array(sizes[0] * sizes[1] * sizes[2]);
  inverse(spectrum, (section, z) => map.set(section, z * section.length));
  return map;
}
