/** Volume warp: a smooth displacement of the sample over space and dose, in Å; its first time slice stays as it is. */
import type { TiltSeries } from '../../model/tiltSeries';
import { axisWeights4, resize } from '../../../shared/math/linearGrid4';
import type { LinearGrid4 } from '../../../shared/math/grids';
import { shift } from '../channels/shift';
import { keepsParticles } from './group';
import type { GroupPrior, ParameterGroup } from './group';
import { refinedParameter } from './parameter';

export type VolumeWarpSize = readonly [width: number, height: number, depth: number, duration: number];

export const volumeWarp = refinedParameter({
  key: 'volumeWarp',
  name: 'volume warp',
  label: 'Volume warp (tilt series)',
  help: 'Bending of the sample over the exposure, on a grid over the volume and the dose.',
  option: 'refine_volumewarp',
  optionHelp:
    'refine the volume warp on a grid of W x H x D nodes and T times over the exposure, such as 3x3x2x10 (Å)',
  paramsOfM: {
    on: 'DoVolumeWarp',
    grid: ['VolumeWarpWidth', 'VolumeWarpHeight', 'VolumeWarpDepth', 'VolumeWarpLength'],
  },
  grid: {
    label: 'Volume warp grid (X x Y x Z x time)',
    help: 'Y lies along the tilt axis. At least 2 along Z, or shear cannot be described.',
    default: '3x3x2x10',
    range: [
      [1, 20],
      [1, 20],
      [1, 10],
      [2, 100],
    ],
  },
  writes: ['volumeWarp'],
  xml: ['GridVolumeWarpX', 'GridVolumeWarpY', 'GridVolumeWarpZ'],
  sized: withVolumeWarpSize,
  groups: (size: VolumeWarpSize, series) => [volumeWarpGroup(size, series)],
});

/** Parameters: (time slice from the second, axis, node). */
export function volumeWarpGroup(size: VolumeWarpSize, series: TiltSeries): ParameterGroup {
  const [width, height, depth, duration] = size;
  const nodes = width * height * depth;
  const { volumeSize } = series;
  return {
    name: volumeWarp.name,
    count: 3 * nodes * (duration - 1),
    block: 3 * nodes,
    channels: [shift],
    move(view, _, emit) {
      const [x, y, z] = view.position.map((value, axis) => value / volumeSize[axis]);
      const across = axisWeights4(width, x).weight;
      const down = axisWeights4(height, y).weight;
      const deep = axisWeights4(depth, z).weight;
      const time = axisWeights4(duration, view.u).weight;
      for (let w = 1; w < duration; w++) {
        if (time[w] === 0) continue;
        for (let k = 0, node = 0; k < depth; k++)
          for (let j = 0; j < height; j++)
            for (let i = 0; i < width; i++, node++) {
              const weight = time[w] * deep[k] * down[j] * across[i];
              if (weight === 0) continue;
              for (let axis = 0; axis < 3; axis++) {
                const parameter = ((w - 1) * 3 + axis) * nodes + node;
                emit(shift, 0, parameter, weight * view.dCentered[axis]);
                emit(shift, 1, parameter, weight * view.dCentered[3 + axis]);
              }
            }
      }
    },
    prior: prior(size),
    withSeries(before, increments) {
      const sized = withVolumeWarpSize(before, size);
      const moved = (grid: LinearGrid4, axis: number): LinearGrid4 => ({
        ...grid,
        values: grid.values.map((value, i) => {
          const slice = Math.floor(i / nodes);
          return slice === 0 ? value : value + increments[((slice - 1) * 3 + axis) * nodes + (i % nodes)];
        }),
      });
      const { x, y, z } = sized.volumeWarp;
      return { ...sized, volumeWarp: { x: moved(x, 0), y: moved(y, 1), z: moved(z, 2) } };
    },
    withParticles: keepsParticles,
  };
}

export function withVolumeWarpSize(series: TiltSeries, size: VolumeWarpSize): TiltSeries {
  const sized = (grid: LinearGrid4): LinearGrid4 =>
    grid.size.every((length, axis) => length === size[axis]) ? grid : resize(grid, size);
  const { x, y, z } = series.volumeWarp;
  return { ...series, volumeWarp: { x: sized(x), y: sized(y), z: sized(z) } };
}

/** Nodes that see no particle follow their neighbors in space and time. */
function prior([width, height, depth, duration]: VolumeWarpSize): GroupPrior {
  const nodes = width * height * depth;
  const neighbors: { a: number; b: number; sigma: number }[] = [];
  const strides = [
    [1, width],
    [width, height],
    [width * height, depth],
  ] as const;
  for (let field = 0; field < 3 * (duration - 1); field++)
    for (let node = 0; node < nodes; node++) {
      const a = field * nodes + node;
      for (const [stride, length] of strides)
        if (Math.floor(node / stride) % length < length - 1) neighbors.push({ a, b: a + stride, sigma: 5 });
      const later = a + 3 * nodes;
      if (field + 3 < 3 * (duration - 1)) neighbors.push({ a, b: later, sigma: 5 });
    }
  return { sigma: () => 8, neighbors };
}
