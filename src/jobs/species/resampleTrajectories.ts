/** Gives the particles of a species another number of poses over the exposure. */
import { resampled } from '../../model/particleEdits';
import { withSpecies } from '../../model/species';
import { Problem } from '../../../shared/problem';
import { editSpecies, type EditedSpecies, type SpeciesChoice } from './editSpecies';

/** Throws Problem; then nothing has changed. */
export async function resampleTrajectories(choice: SpeciesChoice, samples: number): Promise<EditedSpecies> {
  if (!Number.isInteger(samples) || samples < 1 || samples > 99)
    throw new Problem(`samples of a trajectory are 1 to 99, not ${samples}`, { remedy: 'correct --samples' });
  return editSpecies('resample_trajectories', choice, (species, particles) => ({
    species: withSpecies(species, { temporalSamples: samples }),
    particles: resampled(particles, samples),
  }));
}
