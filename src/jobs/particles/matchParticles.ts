/** Says which series of a population the particles of a table belong to, before a species is made of them. */
import { readPopulation } from '../../model/population';
import { placeWarnings, recognizedLines, type ImportedParticles } from '../../model/importedParticles';
import { particleFormats } from '../../model/particleFormats';
import { importParticles, type ParticleOptions } from '../species/createSpecies';

export interface MatchedParticles extends Pick<
  ImportedParticles,
  'matched' | 'unmatched' | 'pixelSizes' | 'outside'
> {
  readonly particles: number;
  /** Which names were taken for those of series by a rule. */
  readonly recognized: readonly string[];
  /** What is to be said of where they lie. */
  readonly warnings: readonly string[];
}

/** Writes nothing. Throws Problem for a table that cannot be read, or names that two sources have. */
export async function matchParticles(
  populationPath: string,
  options: Omit<ParticleOptions, 'ignoreUnmatched' | 'temporalSamples' | 'classes'>,
  formats = particleFormats,
): Promise<MatchedParticles> {
  const population = await readPopulation(populationPath);
  const given = { ...options, ignoreUnmatched: true, temporalSamples: 1, classes: 'all' as const };
  const imported = await importParticles(population, given, formats);
  const { matched, unmatched, pixelSizes, outside } = imported;
  const particles = [...matched, ...unmatched].reduce((sum, one) => sum + one.particles, 0);
  const recognized = recognizedLines(imported);
  return {
    particles,
    matched,
    unmatched,
    pixelSizes,
    outside,
    recognized,
    warnings: placeWarnings(imported),
  };
}
