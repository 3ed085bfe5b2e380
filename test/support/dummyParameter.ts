/** A parameter that nobody refines, one shift of all images of a series, put into the list before anything reads it. */
import { shift } from '../../src/compute/channels/shift';
import { keepsParticles, type ParameterGroup } from '../../src/compute/parameters/group';
import { everyNumber, withoutNodes } from '../../src/compute/parameters/groupMotion';
import { refinedParameter, type RefinedParameter } from '../../src/compute/parameters/parameter';
import { refinedParameters } from '../../src/compute/parameters/refinedParameters';

export const seriesShift = refinedParameter({
  key: 'seriesShift',
  name: 'series shift',
  label: 'Series shift',
  help: 'One shift of all images.',
  option: 'refine_seriesshift',
  optionHelp: 'refine one shift of all images of a series (Å)',
  paramsOfM: { on: 'DoSeriesShift' },
  excludes: { key: 'imageWarp', why: 'A series shift is an image warp', remedy: 'switch one of them off' },
  writes: ['axisOffsets'],
  xml: ['AxisOffsetX', 'AxisOffsetY'],
  groups: (): readonly ParameterGroup[] => [
    {
      name: 'series shift',
      count: 2,
      block: 2,
      channels: [shift],
      motion: (views) => withoutNodes(views, [everyNumber(shift)]),
      prior: { sigma: () => 10, neighbors: [] },
      withSeries: (series, increments) => ({
        ...series,
        axisOffsets: series.axisOffsets.map((value, i) => value + increments[i % 2]),
      }),
      withParticles: keepsParticles,
    },
  ],
});

(refinedParameters as unknown as RefinedParameter[]).push(seriesShift);
