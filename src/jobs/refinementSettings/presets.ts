/** Settings for the usual steps of a project, in the order in which they are taken. */
import { refinedParameters, type ParameterKey } from '../../compute/parameters/refinedParameters';
import { ctfParameters, type CtfKey } from '../../compute/ctf/ctfParameters';
import type { RefinementSettings } from './fields';

export interface Preset {
  readonly id: string;
  readonly label: string;
  readonly help: string;
  readonly changes: Readonly<Partial<RefinementSettings>>;
}

const off: Readonly<Record<ParameterKey | CtfKey, false>> = Object.fromEntries(
  [...refinedParameters, ...ctfParameters].map(({ key }) => [key, false]),
) as Record<ParameterKey | CtfKey, false>;

export const firstRefinement: Preset = {
  id: 'spatial',
  label: 'Step 1: image warp + poses',
  help: 'The first refinement: image warp and particle poses alone.',
  changes: { ...off, imageWarp: true, particlePoses: true, subIterations: 4, firstResolutionPercent: 80 },
};

export const presets: readonly Preset[] = [
  {
    id: 'check',
    label: 'Step 0: reconstruct only',
    help: 'Only makes maps: their resolution should be near the one before. Much worse means a wrong hand, pixel size or coordinates.',
    changes: { ...off, subIterations: 0, rounds: 1 },
  },
  firstRefinement,
  {
    id: 'ctf',
    label: 'Defocus search, three sub-iterations',
    help: 'Once, when the first refinement no longer improves and a species is better than 7 Å: finds the defocus of each tilt, and refines it with image warp and poses.',
    changes: {
      ...off,
      imageWarp: true,
      particlePoses: true,
      defocus: true,
      defocusGridSearch: true,
      subIterations: 3,
      firstResolutionPercent: 100,
    },
  },
  {
    id: 'most',
    label: 'Step 2: most parameters',
    help: 'After the first: volume warp, stage angles and defocus too. Add magnification once the resolution is a few Å.',
    changes: {
      ...off,
      imageWarp: true,
      particlePoses: true,
      volumeWarp: true,
      stageAngles: true,
      defocus: true,
      subIterations: 3,
      firstResolutionPercent: 90,
    },
  },
];
