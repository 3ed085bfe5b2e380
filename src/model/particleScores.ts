/** Columns of particle tables that say how good a particle is, and which end of them is the good one. */

/** What RELION, template matching and classification write. Of the first four, more is better. */
export const relionScores: readonly string[] = [
  'rlnAutopickFigureOfMerit',
  'rlnMaxValueProbDistribution',
  'rlnLogLikeliContribution',
  'rlnParticleFigureOfMerit',
  'rlnLCCmax',
  'rlnNrOfSignificantSamples',
];
