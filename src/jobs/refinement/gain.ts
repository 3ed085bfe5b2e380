/**
 * What a round gained, and whether another is worth its time. Poses are fitted to one half's reference, so how far the
 * halves agree afterwards was not optimized: by where their correlation ends, and by how much there is of it before, in
 * shells that the references did not share.
 */
import { sharedShells } from '../../compute/refine/references';
import type { Resolved } from './speciesState';

export interface Gain {
  /** Shells by which the resolution moved. */
  readonly resolution: number;
  /** Shells that the area under the corrected FSC grew by. */
  readonly agreement: number;
}

export interface Verdict {
  readonly goesOn: boolean;
  /** A round that lost by both measures is not: the project stays as the round before left it. */
  readonly isKept: boolean;
  /** Why the refinement ends here, human-readable; null while it goes on. */
  readonly reason: string | null;
}

/** Shells; a round that gains less by either measure ends the refinement. */
const leastGain = 0.1;

/**
 * @param before the species' states that the round started from, as many as `after`
 * @param round counted from 1; maps before the first may be another program's, so it is kept whatever it gained
 * @param sharesAll whether references share all that is beyond 40 Å
 */
export function verdict(
  before: readonly (Resolved & { readonly species: { readonly name: string } })[],
  after: readonly Resolved[],
  round: number,
  sharesAll = false,
): Verdict {
  const gains = after.map((state, i) => gained(before[i], state, sharesAll));
  if (gains.some(({ resolution, agreement }) => Math.max(resolution, agreement) > leastGain))
    return { goesOn: true, isKept: true, reason: null };
  const isKept = round === 1 || gains.some(({ resolution, agreement }) => resolution >= 0 || agreement >= 0);
  const words = gains.map((gain, i) => `${before[i].species.name} ${wordsOf(gain)}`);
  const fate = isKept
    ? `less than ${leastGain} by either measure`
    : 'a loss by both measures, so its results are not kept';
  return { goesOn: false, isKept, reason: `round ${round} gained ${words.join(', ')}: ${fate}` };
}

/** From one state of a species to another. */
export function gained(before: Resolved, after: Resolved, sharesAll = false): Gain {
  const length = after.half1.size * after.half1.pixelSize;
  const shells = [before, after].map(({ resolution }) => length / resolution);
  const range = [sharedShells(length, before.resolution, sharesAll), Math.ceil(Math.max(...shells))] as const;
  return {
    resolution: shells[1] - shells[0],
    agreement: area(after, range) - area(before, range),
  };
}

function wordsOf({ resolution, agreement }: Gain): string {
  return `${signed(resolution)} shells of resolution and ${signed(agreement)} of agreement between its halves (area under the FSC)`;
}

function signed(value: number): string {
  return `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(2)}`;
}

/** Under the curve from a shell to another; what is below 0 is noise. */
function area({ curves }: Resolved, [first, last]: readonly [number, number]): number {
  return curves.corrected
    .subarray(Math.max(1, first), last + 1)
    .reduce((sum, value) => sum + Math.max(0, value), 0);
}
