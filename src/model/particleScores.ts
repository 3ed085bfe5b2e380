/** Columns of particle tables that say how good a particle is, and which end of them is the good one. */

/**
 * What a refinement writes: how well the images of a particle fit the reference of its half, in units of log-likelihood
 * an image; 0 is no better than noise.
 */
export const refinementScore = 'murmurScore';

/** What RELION, Warp's template matching and classification write. */
export const relionScores: readonly string[] = [
  'rlnAutopickFigureOfMerit',
  'rlnMaxValueProbDistribution',
  'rlnLogLikeliContribution',
  'rlnParticleFigureOfMerit',
  'rlnLCCmax',
  'rlnNrOfSignificantSamples',
];

/** A sharp pose has few samples that count. Of all other scores more is better. */
const lowerIsBetter: ReadonlySet<string> = new Set(['rlnNrOfSignificantSamples']);

/** Which scores of a column are the best; where it is not known, the highest. */
export function bestEnd(label: string): 'highest' | 'lowest' {
  return lowerIsBetter.has(label) ? 'lowest' : 'highest';
}

/** Of the columns of a table those that are known as scores, the refinement's own first. */
export function knownScores(labels: Iterable<string>): readonly string[] {
  const there = new Set(labels);
  return [refinementScore, ...relionScores].filter((label) => there.has(label));
}

/** The number of every particle, null where there is none. */
export function scoreNumbers(texts: readonly string[]): readonly (number | null)[] {
  return texts.map((text) => (text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : null));
}
