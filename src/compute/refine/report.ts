/** What a refinement did to a series, in numbers that people and reports can use. */
import type { Movement } from './movements';
import type { ScoredSpecies, SpeciesFit } from './objective';

export interface SeriesReport {
  /** Log-likelihoods of each sub-iteration at its own resolution, before and after. */
  readonly stages: readonly StageReport[];
  /** Å and rad. */
  readonly movement: Movement;
  /** One a species. */
  readonly species: readonly SpeciesScores[];
}

export interface StageReport {
  readonly before: number;
  readonly after: number;
  /** Passes over all images. */
  readonly passes: number;
  /** Parameters by group. */
  readonly parameters: Readonly<Record<string, number>>;
}

export interface SpeciesScores {
  /** (tilt) correlation of all images of a tilt with their predictions; 0 without images. */
  readonly perTilt: readonly number[];
  /** (particle) the same over all tilts of a particle. */
  readonly perParticle: readonly number[];
}

export function speciesScores(species: ScoredSpecies, fit: SpeciesFit, tilts: number): SpeciesScores {
  const particles = species.halfSet.length;
  return {
    perTilt: correlations(species, fit, tilts, (view) => view.tilt),
    perParticle: correlations(species, fit, particles, (view) => view.particle),
  };
}

function correlations(
  { views }: ScoredSpecies,
  { perView }: SpeciesFit,
  count: number,
  group: (view: ScoredSpecies['views'][number]) => number,
): readonly number[] {
  const sums = new Float64Array(3 * count);
  views.forEach((view, i) => {
    for (let k = 0; k < 3; k++) sums[3 * group(view) + k] += perView[3 * i + k];
  });
  return Array.from({ length: count }, (_, i) => {
    const norm = Math.sqrt(sums[3 * i + 1] * sums[3 * i + 2]);
    return norm > 0 ? sums[3 * i] / norm : 0;
  });
}
