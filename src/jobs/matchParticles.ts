/** Says which series of a population the particles of a table belong to, before a species is made of them. */
import { readPopulation } from '../model/population';
import type { ImportedParticles } from '../model/importedParticles';
import { importParticles, type ParticleOptions } from './createSpecies';

export interface MatchedParticles extends Pick<ImportedParticles, 'matched' | 'unmatched' | 'pixelSizes'> {
  readonly particles: number;
}

/** Writes nothing. Throws Problem for a table that cannot be read, or names that two sources have. */
export async function matchParticles(
  populationPath: string,
  options: Omit<ParticleOptions, 'ignoreUnmatched' | 'temporalSamples'>,
): Promise<MatchedParticles> {
  const population = await readPopulation(populationPath);
  const given = { ...options, ignoreUnmatched: true, temporalSamples: 1 };
  const { matched, unmatched, pixelSizes } = await importParticles(population, given);
  const particles = [...matched, ...unmatched].reduce((sum, one) => sum + one.particles, 0);
  return { particles, matched, unmatched, pixelSizes };
}
