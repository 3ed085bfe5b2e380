/** What two versions of a species differ in: plain numbers for text, pages and other programs. */
import type { FscReport } from './report';

export interface VersionComparison {
  /** Name of the species. */
  readonly species: string;
  readonly from: ComparedVersion;
  readonly to: ComparedVersion;
  /** Files that hold something else: `half-maps`, `mask`. */
  readonly changed: readonly string[];
  readonly settings: readonly { readonly name: string; readonly from: string; readonly to: string }[];
  readonly fsc: FscComparison;
  readonly particles: ParticleComparison;
  readonly sources: readonly SourceComparison[];
}

export interface ComparedVersion {
  readonly version: string;
  /** Empty for none. */
  readonly label: string;
  /** ISO 8601, when the copy was made. */
  readonly date: string;
  /** Counted from 1, the oldest. */
  readonly number: number;
  readonly current: boolean;
  /** Å; null while unknown. */
  readonly resolution: number | null;
}

export interface FscComparison {
  readonly from: CurveSummary | null;
  readonly to: CurveSummary | null;
  /** Å up to which `mean` goes: where the better of the two first falls below 0.143; null without two curves. */
  readonly meanTo: number | null;
}

/** Of the corrected curve; null instead of it where there is no readable file. */
export interface CurveSummary {
  /** Å; null where it starts below. A curve that never falls below counts to its end. */
  readonly below143: number | null;
  readonly below500: number | null;
  /** The area under it (what is below 0 counts as 0) by its width. */
  readonly mean: number | null;
  readonly curves: FscReport;
}

/** How particles of one version were found in the other: rows have the same series in the same order, or they lie near each other. */
export type MatchedBy = 'rows' | 'positions';

export interface ParticleComparison {
  readonly matchedBy: MatchedBy;
  /** Å, up to which particles of the same series count as the same; null where rows were compared. */
  readonly tolerance: number | null;
  readonly added: number;
  readonly removed: number;
  /** False where the versions have other numbers of samples of each trajectory: then the first ones were compared. */
  readonly allSamples: boolean;
  /** Of those that are in both. */
  readonly all: Movement;
  /** Of those that are in the same half-set in both: 1, then 2. */
  readonly halves: readonly [Movement, Movement];
  /** How many of those that are in both changed their half-set. */
  readonly otherHalf: number;
  readonly columns: {
    readonly added: readonly string[];
    readonly removed: readonly string[];
    readonly changed: readonly { readonly label: string; readonly particles: number }[];
  };
}

/** Null where there are no particles. */
export interface Movement {
  readonly particles: number;
  /** Those whose pose is the same to the last digit. */
  readonly unchanged: number;
  /** Å */
  readonly rms: number | null;
  readonly max: number | null;
  /** Degrees, by the shorter way that the symmetry leaves. */
  readonly rmsAngle: number | null;
  readonly maxAngle: number | null;
}

export interface SourceComparison {
  readonly guid: string;
  readonly name: string;
  /** Version that the species' version was made with; null where that is not known. */
  readonly from: string | null;
  readonly to: string | null;
  /** Why it was not compared; null where it was. */
  readonly problem: string | null;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Those that differ. */
  readonly series: readonly SeriesComparison[];
}

export interface SeriesComparison {
  readonly series: string;
  /** In M's words: `image warp`, `stage angles`. */
  readonly parameters: readonly ParameterChange[];
  /** What else differs, where no number says how much. */
  readonly others: readonly string[];
  /** Tilts that one version uses and the other does not, counted from 1. */
  readonly tiltsLeftOut: readonly number[];
  readonly tiltsTakenIn: readonly number[];
  readonly selection: { readonly from: string; readonly to: string } | null;
}

/** Differences of all its values: nodes of grids (the coarser one read at the nodes of the finer), tilts. */
export interface ParameterChange {
  readonly name: string;
  /** `Å`, `°`, `µm`, `Å²`, `e/Å²`; empty for ratios. */
  readonly unit: string;
  readonly rms: number;
  readonly max: number;
}
