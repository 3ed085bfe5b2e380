/** Volume warp: a smooth displacement of the sample over space and dose, in Å; its first time slice stays as it is. */
import type { TiltSeries } from '../../model/tiltSeries';
import { nodesAround, resize, writeWeights4 } from '../../../shared/math/linearGrid4';
import type { LinearGrid4 } from '../../../shared/math/grids';
import type { Vector3 } from '../../../shared/math/vector';
import { shift } from '../channels/shift';
import { keepsParticles } from './group';
import type { GroupPrior, ParameterGroup } from './group';
import type { GroupMotion } from './groupMotion';
import { refinedParameter } from './parameter';
import type { Views } from './views';

export type VolumeWarpSize = readonly [width: number, height: number, depth: number, duration: number];

export const volumeWarp = refinedParameter({
  key: 'volumeWarp',
  name: 'volume warp',
  label: 'Volume warp (tilt series)',
  help: 'Sample deformation during exposure, on a grid over the volume and the dose.',
  option: 'refine_volumewarp',
  optionHelp:
    'refine the volume warp on a grid of W x H x D nodes and T times over the exposure, such as 3x3x2x10 (Å)',
  unit: { name: 'Å', size: 1 },
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
    motion: (views) => motion(size, volumeSize, views),
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

/** The cell around a view's place and dose; the first time slice has no parameters. */
function motion(
  [width, height, depth, duration]: VolumeWarpSize,
  volumeSize: Vector3,
  views: Views,
): GroupMotion {
  const { count, position, u, dCentered } = views;
  const nodes = width * height * depth;
  const slices = duration - 1;
  const inSpace = [
    { nodes: nodesAround(width), of: width, stride: 1 },
    { nodes: nodesAround(height), of: height, stride: width },
    { nodes: nodesAround(depth), of: depth, stride: width * height },
  ];
  const inTime = { nodes: nodesAround(slices), stride: 3 * nodes };
  const perView = inSpace.reduce<number>((sum, axis) => sum + axis.nodes, inTime.nodes);
  const weights = new Float64Array(count * perView);
  const base = new Int32Array(count);
  const pair = new Float64Array(2);
  for (let view = 0; view < count; view++) {
    let at = view * perView;
    inSpace.forEach((axis, i) => {
      const first = writeWeights4(axis.of, position[3 * view + i] / volumeSize[i], weights, at);
      base[view] += first * axis.stride;
      at += axis.nodes;
    });
    // Slices are one less than nodes along the dose: the first of a pair may have none.
    const first = writeWeights4(duration, u[view], pair, 0);
    if (first === 0) weights[at] = pair[1];
    else {
      base[view] += (first - 1) * inTime.stride;
      weights.set(pair, at);
    }
  }
  return {
    axisStride: nodes,
    directions: [...inSpace, inTime],
    base,
    weights,
    parts: [{ channel: shift, firstAxis: 0, axes: 3, matrix: dCentered }],
  };
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
