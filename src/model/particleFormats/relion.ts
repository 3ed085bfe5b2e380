/** Particles of RELION 3 to 5 and of WarpTools, which writes them alike: a STAR file, or an optimisation set that names it. */
import { readRelionInput } from '../optimisationSet';
import { importRelionParticles } from '../relionParticles';
import type { ParticleFormat } from './particleFormat';

export const relion: ParticleFormat = {
  key: 'relion',
  name: 'RELION',
  from: 'RELION or WarpTools',
  another: 'RELION or WarpTools',
  file: 'particle STAR file or optimisation set',
  filter: { name: 'STAR files', endings: ['star'] },
  labels: [
    ['rlnTomoParticlesFile', 'RELION optimisation set'],
    ['rlnCenteredCoordinateXAngst', 'particles of RELION 5'],
    ['rlnCoordinateX', 'particles of RELION or Warp'],
  ],
  hasUnits: true,
  hasClasses: true,
  read: async (path, { series, shiftsOf, ...options }) => {
    const { content, path: where, tomograms, motion } = await readRelionInput(path, options.samples > 1);
    return importRelionParticles(content, where, series, {
      ...options,
      tomograms,
      motion: motion && (await shiftsOf(motion)),
    });
  },
};
