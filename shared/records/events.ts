/** What a running refinement says, one JSON object per line (`murmur refine --events`), and what the screen reads. */
import type { Aberrations, PhaseResiduals } from './aberrations';
import type { KnownParameter } from './knownParameter';
import type { TiltOptics } from './tiltOptics';

/** Å, of `movedCounts` */
export const movementBin = 0.1;

export interface SpeciesResult {
  readonly guid: string;
  readonly name: string;
  /** Å; null while unknown. */
  readonly resolution: number | null;
  /** Where the FSC is below 0.143 before it ends, Å; missing where it is not. */
  readonly dips?: readonly { readonly from: number; readonly to: number }[];
}

export type RefinementEvent =
  | {
      readonly event: 'start';
      readonly population: string;
      readonly species: readonly SpeciesResult[];
      readonly sources: readonly { readonly guid: string; readonly name: string; readonly series: number }[];
      readonly rounds: number;
      /** In each round; missing in runs of before it was told. */
      readonly subIterations?: number;
      readonly adapter: string;
      readonly processId: number;
      /** References are filtered by local signal and noise; missing where they are not. */
      readonly localReference?: boolean;
    }
  | {
      readonly event: 'progress';
      readonly phase: 'prepare' | 'refine' | 'reconstruct' | 'finish';
      /** What is being done, human-readable: `TS_1: image warp and poses`. */
      readonly message: string;
      /** Of the whole run, 0 to 1. */
      readonly fraction: number;
      /** Counted from 1. */
      readonly round: number;
      readonly rounds: number;
      readonly series?: string;
      /** Counted from 1 within the round. */
      readonly seriesIndex?: number;
      readonly seriesCount?: number;
      /** Estimated from the work done so far; null until there is something to estimate from. */
      readonly secondsLeft: number | null;
    }
  | {
      readonly event: 'series';
      readonly round: number;
      readonly source: string;
      readonly series: string;
      readonly particles: number;
      /** Score before and after; equal when nothing is refined. */
      readonly scoreBefore: number;
      readonly scoreAfter: number;
      /** Root mean square change of projected positions (Å) and orientations (degrees) in this round. */
      readonly movedPosition: number;
      readonly movedAngle: number;
      /** The largest of these changes. */
      readonly furthestPosition: number;
      readonly furthestAngle: number;
      /** Refined parameters by group. */
      readonly parameters: Readonly<Record<string, number>>;
      /** Passes over all images. */
      readonly evaluations: number;
      /** What follows is missing from runs of older versions. Log-likelihoods of each sub-iteration at its own resolution. */
      readonly stages?: readonly { readonly before: number; readonly after: number }[];
      /** (species, tilt) log-likelihood per image after the last sub-iteration; 0 without images. */
      readonly tiltScores?: readonly (readonly number[])[];
      /** (tilt) root mean square change of projected positions, Å. */
      readonly tiltMovement?: readonly number[];
      /** Particles by how far they moved (rms over tilts), in bins of movementBin; the last holds all beyond. */
      readonly movedCounts?: readonly number[];
      /** (species) what the phases of its images say of its optics; null without images. */
      readonly aberrations?: readonly (Aberrations | null)[];
      /** What was found for its tilts' transfer functions; missing where they were not refined. */
      readonly optics?: TiltOptics;
      /** How well it is known; missing where nothing was refined. */
      readonly known?: readonly KnownParameter[];
    }
  | {
      /** Again and again as more series of a source are done: each takes the place of the one before. */
      readonly event: 'residuals';
      readonly round: number;
      /** Names. */
      readonly source: string;
      readonly species: string;
      /** How many are in it. */
      readonly series: number;
      readonly residuals: PhaseResiduals;
    }
  | {
      readonly event: 'skipped';
      readonly round: number;
      readonly source: string;
      readonly series: string;
      readonly reason: string;
    }
  | { readonly event: 'round'; readonly round: number; readonly species: readonly SpeciesResult[] }
  | { readonly event: 'log'; readonly level: 'info' | 'warning'; readonly message: string }
  | { readonly event: 'done'; readonly species: readonly SpeciesResult[]; readonly seconds: number }
  | {
      readonly event: 'error';
      readonly message: string;
      /** It was asked from outside to end before it was done, and goes on when it is started again. */
      readonly stopped?: boolean;
    };
