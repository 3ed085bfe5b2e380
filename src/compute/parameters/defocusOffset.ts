/** Offset of the defocus of a whole series, Å: added to its CTF grid. */
import { defocus } from '../channels/defocus';
import { keepsParticles } from './group';
import type { ParameterGroup } from './group';
import { everyNumber, withoutNodes } from './groupMotion';
import { refinedParameter } from './parameter';

export const defocusOffset = refinedParameter({
  key: 'defocusOffset',
  name: 'defocus offset',
  label: 'Defocus offset (tilt series)',
  help: 'One value per series, added to the defocus of all its tilts; M has no such control. Left alone until a species is resolved to 15 Å.',
  // Coarser references take a wrong defocus for the fall of the signal that errors of poses make.
  coarsest: 15,
  excludes: {
    key: 'defocus',
    why: 'The defocus of each tilt holds the offset of the series',
    remedy: 'refine one of them',
  },
  option: 'refine_defocusoffset',
  optionHelp: 'refine an offset of the defocus of each series, once a species is resolved to 15 Å',
  unit: { name: 'Å', size: 1 },
  writes: ['defocus'],
  xml: ['GridCTF'],
  groups: (): readonly ParameterGroup[] => [defocusOffsetGroup()],
});

export function defocusOffsetGroup(): ParameterGroup {
  return {
    name: defocusOffset.name,
    count: 1,
    block: 1,
    channels: [defocus],
    motion: (views) => withoutNodes(views, [everyNumber(defocus)]),
    prior: { sigma: () => 3000, neighbors: [] },
    withSeries: (series, [offset]) => ({
      ...series,
      defocus: { ...series.defocus, values: series.defocus.values.map((value) => value + offset) },
    }),
    withParticles: keepsParticles,
  };
}
