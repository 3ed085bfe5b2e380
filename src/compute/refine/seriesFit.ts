/** What a refinement did to a series, in numbers that people and reports can use. */
import type { Displacement } from './displacements';
import type { ScoredSpecies, SpeciesFit } from './objective';

export interface SeriesFit {
  /** Log-likelihoods of each sub-iteration at its own resolution, before and after. */
  readonly stages: readonly StageFit[];
  /** Å and rad. */
  readonly movement: Displacement;
  /** One per species. */
  readonly species: readonly SpeciesScores[];
}

export interface StageFit {
  readonly before: number;
  readonly after: number;
  /** Passes over all images. */
  readonly passes: number;
  /** Parameters by group. */
  readonly parameters: Readonly<Record<string, number>>;
}

/** How well images fit, in units of log-likelihood per image: 0 is no better than noise, negative is worse. */
export interface SpeciesScores {
  /** (tilt) 0 without images. */
  readonly perTilt: readonly number[];
  /** (particle) over all tilts of a particle. */
  readonly perParticle: readonly number[];
}

export function speciesScores(species: ScoredSpecies, fit: SpeciesFit, tilts: number): SpeciesScores {
  const particles = species.halfSet.length;
  return {
    perTilt: scoresBy(species, fit, tilts, species.views.tilt),
    perParticle: scoresBy(species, fit, particles, species.views.particle),
  };
}

/** For each group of images the log-likelihood with an amplitude of its own: see objective.ts. */
function scoresBy(
  { views, coverage }: ScoredSpecies,
  { perView }: SpeciesFit,
  count: number,
  group: Int32Array,
): readonly number[] {
  const ab = new Float64Array(count);
  const a2 = new Float64Array(count);
  const images = new Float64Array(count);
  for (let i = 0; i < views.count; i++) {
    const at = group[i];
    ab[at] += perView[2 * i];
    a2[at] += perView[2 * i + 1];
    images[at]++;
  }
  return Array.from({ length: count }, (_, i) =>
    a2[i] > 0 ? (coverage * ab[i] * Math.abs(ab[i])) / a2[i] / images[i] : 0,
  );
}
