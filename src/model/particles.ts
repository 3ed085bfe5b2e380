/** Particles of one species: where they are, how they are turned, which half they belong to. */

/**
 * Trajectories have the same number of samples, evenly spread over the dose range, for positions and angles.
 * Row order is the file's and is kept.
 */
export interface ParticleTable {
  readonly count: number;
  /** Samples of each trajectory (temporal resolution), 1 or more. */
  readonly samples: number;
  /** (particle, sample, 3) Å, origin at the corner of the volume. */
  readonly positions: Float64Array;
  /** (particle, sample, 3) rot, tilt, psi in radians (files hold degrees). */
  readonly angles: Float64Array;
  /** 0 or 1 (files hold 1 or 2). */
  readonly halfSet: Uint8Array;
  readonly sourceName: readonly string[];
  readonly sourceHash: readonly string[];
  /** Columns this program does not know, by label, one text a particle; they go back to the file unchanged. */
  readonly extra: ReadonlyMap<string, readonly string[]>;
}
