/** Particles of another species of M, with their trajectories. */
import { readText } from '../../files/fileProblem';
import { importMParticles } from '../mParticles';
import type { ParticleFormat } from './particleFormat';

export const m: ParticleFormat = {
  key: 'm',
  name: 'M',
  from: 'M',
  another: 'M, or an earlier version of the species',
  file: 'particle STAR file',
  filter: { name: 'STAR files', endings: ['star'] },
  labels: [['wrpCoordinateX1', 'particles of M']],
  hasUnits: false,
  hasClasses: false,
  read: async (path, { series, ...options }) => importMParticles(await readText(path), path, series, options),
};
