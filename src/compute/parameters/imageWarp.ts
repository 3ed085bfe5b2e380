/** Image warp: a smooth displacement of each tilt image, (tilt, axis, node) in Å; it is subtracted from positions. */
import type { TiltSeries } from '../../model/tiltSeries';
import { resize } from '../../../shared/math/cubicGrid';
import type { CubicGrid } from '../../../shared/math/grids';
import { shift } from '../channels/shift';
import { keepsParticles } from './group';
import type { CommonMotion, GroupPrior, ParameterGroup } from './group';
import { onPlane, type GroupMotion } from './groupMotion';
import { refinedParameter } from './parameter';
import type { Views } from './views';

export type WarpSize = readonly [width: number, height: number];

export const imageWarp = refinedParameter({
  key: 'imageWarp',
  name: 'image warp',
  label: 'Image warp',
  help: 'Shifts within each tilt image, on a grid over it.',
  option: 'refine_imagewarp',
  optionHelp: 'refine the image warp on a grid of W x H nodes per tilt, such as 3x3 (Å)',
  unit: { name: 'Å', size: 1 },
  paramsOfM: { on: 'DoImageWarp', grid: ['ImageWarpWidth', 'ImageWarpHeight'] },
  grid: {
    label: 'Image warp grid (columns x rows)',
    help: 'In the proportions of the image: 6x4 for a K3, 3x3 for a square one. M allows up to 10x10.',
    default: '3x3',
    range: [
      [1, 20],
      [1, 20],
    ],
  },
  writes: ['imageWarp'],
  xml: ['GridMovementX', 'GridMovementY'],
  sized: withWarpSize,
  groups: (size: WarpSize, { tiltCount }) => [imageWarpGroup(size, tiltCount)],
});

export function imageWarpGroup(size: WarpSize, tilts: number): ParameterGroup {
  const [width, height] = size;
  const nodes = width * height;
  const count = 2 * nodes * tilts;
  return {
    name: imageWarp.name,
    count,
    block: 2 * nodes,
    channels: [shift],
    motion: (views) => motion(size, views),
    prior: prior(size, 2 * tilts),
    perTilt: { axes: 2, nodes },
    common: commonShift(nodes),
    withSeries(series, increments) {
      const sized = withWarpSize(series, size);
      const moved = (grid: CubicGrid, axis: 0 | 1): CubicGrid => ({
        ...grid,
        values: grid.values.map(
          (value, i) => value + increments[(2 * Math.floor(i / nodes) + axis) * nodes + (i % nodes)],
        ),
      });
      const { x, y } = sized.imageWarp;
      return { ...sized, imageWarp: { x: moved(x, 0), y: moved(y, 1) } };
    },
    withParticles: keepsParticles,
  };
}

/** All nodes of a tilt count at every place of it. */
function motion(size: WarpSize, { tilt, gx, gy }: Views): GroupMotion {
  const nodes = size[0] * size[1];
  return {
    ...onPlane(size, gx, gy),
    axisStride: nodes,
    base: tilt.map((one) => 2 * nodes * one),
    parts: [{ channel: shift, firstAxis: 0, axes: 2, matrix: Float64Array.of(-1, 0, 0, -1) }],
  };
}

/** The warp is subtracted from positions: taking a shift out of it adds to its nodes. */
function commonShift(nodes: number): CommonMotion {
  return {
    kind: 'shift',
    take(own, { tilt, dCentered }, view, [x, y, z]) {
      for (let axis = 0; axis < 2; axis++) {
        const at = 6 * view + 3 * axis;
        const moved = dCentered[at] * x + dCentered[at + 1] * y + dCentered[at + 2] * z;
        for (let node = 0; node < nodes; node++) own[(2 * tilt[view] + axis) * nodes + node] += moved;
      }
    },
  };
}

/** The series with an image warp of the size that is refined: the old one, read at the new nodes. */
export function withWarpSize(series: TiltSeries, size: WarpSize): TiltSeries {
  const target = [size[0], size[1], series.tiltCount] as const;
  const sized = (grid: CubicGrid): CubicGrid =>
    grid.size.every((length, axis) => length === target[axis]) ? grid : resize(grid, target);
  return { ...series, imageWarp: { x: sized(series.imageWarp.x), y: sized(series.imageWarp.y) } };
}

/** Nodes that see no particle follow their neighbors. */
function prior([width, height]: WarpSize, fields: number): GroupPrior {
  const neighbors: { a: number; b: number; sigma: number }[] = [];
  for (let field = 0; field < fields; field++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const a = (field * height + y) * width + x;
        if (x + 1 < width) neighbors.push({ a, b: a + 1, sigma: 3 });
        if (y + 1 < height) neighbors.push({ a, b: a + width, sigma: 3 });
      }
  return { sigma: () => 10, neighbors };
}
