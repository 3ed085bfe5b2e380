/** What a refinement found for the transfer functions of a series' tilts: in events, in reports, on disk. */

/** `own`: the tilt's images say so; `common`: it follows the other tilts; `left`: it stays as it was. */
export type TiltVerdict = 'own' | 'common' | 'left';

/** (tilt) before and after, and the standard error of what is after; null where a tilt shows no particle. */
export interface OpticsCurve {
  readonly before: readonly (number | null)[];
  readonly after: readonly (number | null)[];
  readonly error: readonly (number | null)[];
}

export interface TiltOptics {
  /** µm */
  readonly defocus?: OpticsCurve;
  /** µm, the part along x minus y, and the one along the diagonals: half the difference of the defocus. */
  readonly straight?: OpticsCurve;
  readonly diagonal?: OpticsCurve;
  /** In units of pi. */
  readonly phase?: OpticsCurve;
  /** (tilt) how strong the references are in its images, over the mean of all tilts; null without particles. */
  readonly contrast: readonly (number | null)[];
  /** (tilt) what its values are from; null without particles. */
  readonly verdicts: readonly (TiltVerdict | null)[];
  /** Log-likelihood that particles of each half-set gain by what those of the other say. */
  readonly gain: number;
}
