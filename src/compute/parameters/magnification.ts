/** Anisotropic magnification: the four elements of the matrix that multiplies the frequencies of a slice. */
import { magnificationChange } from '../channels/magnification';
import { keepsParticles } from './group';
import type { ParameterGroup } from './group';
import { everyNumber, withoutNodes } from './groupMotion';
import { refinedParameter } from './parameter';

export const magnification = refinedParameter({
  key: 'magnification',
  name: 'magnification',
  label: 'Anisotropic magnification',
  help: 'One 2 × 2 matrix per series. Needs better than about 5 Å.',
  option: 'refine_mag',
  optionHelp: 'refine the anisotropic magnification of each series (2 x 2 matrix)',
  unit: { name: '%', size: 0.01 },
  paramsOfM: { on: 'DoMagnification' },
  writes: ['magnification'],
  xml: ['MagnificationCorrection'],
  groups: (): readonly ParameterGroup[] => [magnificationGroup()],
});

export function magnificationGroup(): ParameterGroup {
  return {
    name: magnification.name,
    count: 4,
    block: 4,
    channels: [magnificationChange],
    motion: (views) => withoutNodes(views, [everyNumber(magnificationChange)]),
    prior: { sigma: () => 0.01, neighbors: [] },
    withSeries(series, increments) {
      const [m11, m21, m12, m22] = series.magnification;
      return {
        ...series,
        magnification: [m11 + increments[0], m21 + increments[1], m12 + increments[2], m22 + increments[3]],
      };
    },
    withParticles: keepsParticles,
  };
}
