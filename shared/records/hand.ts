/** What images say of the hand: on disk, in events, in results of commands. */

/** Of what files say (AreAnglesInverted). */
export type HandVerdict = 'right' | 'wrong' | 'cannot tell';

export interface HandSlope {
  /** 0 where the hand of the files is right, 2 where it is wrong. */
  readonly slope: number;
  /** Standard error; Infinity where nothing is known. */
  readonly error: number;
  readonly verdict: HandVerdict;
  /** Particles in tilts. */
  readonly images: number;
  /** Root mean square height over the middle of each tilt's particles, Å. */
  readonly height: number;
  /** So many times the images would tell; null where it is known, or no number would. */
  readonly moreImages: number | null;
}
