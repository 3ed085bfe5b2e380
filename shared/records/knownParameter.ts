/** How well what was refined of a series is known, by the information that its images hold. */
export interface KnownParameter {
  /** `positions` and `orientations` of particles, or the name of a refined parameter. */
  readonly name: string;
  /** Root mean square standard error, everything else being uncertain too. */
  readonly error: number;
  /** `Å` */
  readonly unit: string;
  /** By how much it would be known better were all else known: 1 where nothing else does the same. Missing for particles. */
  readonly inflation?: number;
  /** Share of what is known of it that the images tell, not the prior: 0 to 1. Missing for particles. */
  readonly told?: number;
}
