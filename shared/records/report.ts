/** What a report holds: plain numbers for plots, tables and other programs. */
import type { PhaseResiduals } from './aberrations';
import type { RefinementEvent, SpeciesResult } from './events';

export type SeriesRow = Omit<Extract<RefinementEvent, { event: 'series' }>, 'event'>;

/**
 * - stopped: it was ended from outside before it was done, and goes on when it is started again
 * - lost: nobody can say at present what has become of it
 */
export type RunState = 'queued' | 'running' | 'finished' | 'failed' | 'cancelled' | 'stopped' | 'lost';

/** One run of `murmur refine`. */
export interface RunReport {
  /** Null before the engine has said anything. */
  readonly adapter: string | null;
  /** References are filtered by local signal and noise, which both half-maps decide on. */
  readonly localReference: boolean;
  /** Maximum rounds that it may take. */
  readonly roundsPlanned: number;
  /** Å, of each species before the first round (round 0) and after each. */
  readonly rounds: readonly { readonly round: number; readonly species: readonly SpeciesResult[] }[];
  /** One a series and round, in the order in which they were done. */
  readonly series: readonly SeriesRow[];
  readonly skipped: readonly { readonly round: number; readonly series: string; readonly reason: string }[];
  /** What went wrong without ending it: each sentence once. */
  readonly warnings: readonly string[];
  /** The newest of each data source and species. */
  readonly residuals: readonly ResidualRow[];
  /** Null while it runs, and when it came to no good end. */
  readonly seconds: number | null;
  readonly error: string | null;
}

/** The project that a report is about, with all its versions. */
export interface ProjectReport {
  readonly population: string;
  readonly species: readonly SpeciesReport[];
  readonly sources: readonly {
    readonly guid: string;
    readonly name: string;
    readonly series: readonly string[];
  }[];
}

export interface SpeciesReport {
  readonly guid: string;
  readonly name: string;
  readonly symmetry: string;
  /** Oldest first. */
  readonly versions: readonly VersionReport[];
}

export interface VersionReport {
  /** Name of its folder; empty for files that no version was made of. */
  readonly version: string;
  /** What somebody called it; empty for none. */
  readonly label: string;
  /** ISO 8601 */
  readonly date: string;
  /** The one in use. */
  readonly current: boolean;
  /** Å; null while unknown. */
  readonly resolution: number | null;
  /** Null where there is no readable file of it. */
  readonly fsc: FscReport | null;
}

/** One value per shell. */
export interface FscReport {
  /** 1/Å, 0 for shell 0 */
  readonly frequency: readonly number[];
  readonly masked: readonly number[];
  readonly unmasked: readonly number[];
  readonly randomised: readonly number[];
  readonly corrected: readonly number[];
}

/** Those of a data source, summed over its series so far. */
export type ResidualRow = Omit<Extract<RefinementEvent, { event: 'residuals' }>, 'event'>;

export interface SpeciesResiduals {
  readonly species: string;
  readonly residuals: PhaseResiduals;
}

/** One series as its file is now. */
export interface SeriesReport {
  readonly source: string;
  readonly series: string;
  /** In file order. */
  readonly tilts: readonly TiltReport[];
  readonly imageWarp: ImageWarp;
  readonly volumeWarp: VolumeWarp;
  /** By species, from its last refinement; none where it was not worked on. */
  readonly residuals: readonly SpeciesResiduals[];
}

export interface TiltReport {
  /** Degrees. */
  readonly angle: number;
  /** e/Å² */
  readonly dose: number;
  /** Amplitude weight: fitted, or the cosine of the angle. */
  readonly weight: number;
  /** Å² */
  readonly bfactor: number;
  /** µm, of the image's middle, underfocus positive. */
  readonly defocus: number;
  /** Root mean square of the image warp, Å. */
  readonly warp: number;
  readonly used: boolean;
}

/** Where the model moves points of each tilt image. */
export interface ImageWarp {
  /** Å */
  readonly size: readonly [number, number];
  /** Points across and up, evenly spread from edge to edge. */
  readonly points: readonly [number, number];
  /** (tilt)(row, column, 2) Å */
  readonly moves: readonly (readonly number[])[];
}

/** Where the model moves points of the volume as the exposure goes on. */
export interface VolumeWarp {
  /** Å */
  readonly size: readonly [number, number, number];
  readonly points: readonly [number, number, number];
  /** e/Å², one a step of time */
  readonly doses: readonly number[];
  /** (time)(z, y, x, 3) Å */
  readonly moves: readonly (readonly number[])[];
}

/** How often particles are seen from each direction, on a map on which every cell is as large as any other. */
export interface AngularDistribution {
  readonly species: string;
  readonly symmetry: string;
  readonly particles: number;
  /** Mollweide's map: longitude is rot, latitude 90° minus tilt. */
  readonly columns: number;
  readonly rows: number;
  /** (row, column) from the north down; null outside of the map. */
  readonly counts: readonly (number | null)[];
}
