/** Stage angles: (tilt, axis x y z, spatial node) in rad; they turn particles in the image's frame, and do not move them. */
import type { TiltSeries } from '../../model/tiltSeries';
import { tiltFraction } from '../geometry/projection';
import { axisWeights, evaluate, resize } from '../../../shared/math/cubicGrid';
import type { CubicGrid } from '../../../shared/math/grids';
import { rotationY, rotationZ } from '../../../shared/math/rotations';
import { apply, multiply } from '../../../shared/math/vector';
import type { Vector3 } from '../../../shared/math/vector';
import { imageTurn } from '../channels/imageTurn';
import { dot } from './dot';
import { keepsParticles } from './group';
import type { CommonMotion, ParameterGroup } from './group';
import { refinedParameter } from './parameter';

export const stageAngles = refinedParameter({
  key: 'stageAngles',
  name: 'stage angles',
  label: 'Stage angles (tilt series)',
  help: 'Three angles per tilt that turn its particles. For large particles, with an image warp of 2x2 or more.',
  option: 'refine_stageangles',
  optionHelp: 'refine three angles per tilt that turn its particles (degrees)',
  paramsOfM: { on: 'DoAxisAngles' },
  writes: ['stageAngles'],
  xml: ['GridAngleX', 'GridAngleY', 'GridAngleZ'],
  sized: withStageAngles,
  groups: (_: true, series) => [stageAnglesGroup(series)],
});

/** One node a tilt; a spatial grid that is there already is kept. */
export function stageAnglesGroup(series: TiltSeries): ParameterGroup {
  const sized = withStageAngles(series);
  const [width, height] = sized.stageAngles.x.size;
  const nodes = width * height;
  const { volumeSize } = series;
  const move: ParameterGroup['move'] = (view, _, emit) => {
    const [vx, vy] = [view.position[0] / volumeSize[0], view.position[1] / volumeSize[1]];
    const across = axisWeights(width, vx).weight;
    const down = axisWeights(height, vy).weight;
    const axes = turnAxes(sized, view.tilt, vx, vy);
    for (let y = 0, node = 0; y < height; y++)
      for (let x = 0; x < width; x++, node++)
        for (let axis = 0; axis < 3; axis++)
          for (let i = 0; i < 3; i++)
            emit(imageTurn, i, (view.tilt * 3 + axis) * nodes + node, across[x] * down[y] * axes[axis][i]);
  };
  return {
    name: stageAngles.name,
    count: 3 * nodes * series.tiltCount,
    block: 3 * nodes,
    channels: [imageTurn],
    move,
    prior: { sigma: () => Math.PI / 180, neighbors: [] },
    perTilt: { axes: 3, nodes },
    common: commonTurn(nodes, move),
    withSeries(before, increments) {
      const { x, y, z } = withStageAngles(before).stageAngles;
      const moved = (grid: CubicGrid, axis: number): CubicGrid => ({
        ...grid,
        values: grid.values.map(
          (value, i) => value + increments[(Math.floor(i / nodes) * 3 + axis) * nodes + (i % nodes)],
        ),
      });
      return { ...before, stageAngles: { x: moved(x, 0), y: moved(y, 1), z: moved(z, 2) } };
    },
    withParticles: keepsParticles,
  };
}

function commonTurn(nodes: number, move: ParameterGroup['move']): CommonMotion {
  return {
    kind: 'turn',
    take(own, view, turn) {
      const inImage = [0, 3, 6].map((row) => dot(view.rotation, row, turn));
      // The angles' own axes at this tilt, from how they move a view: a 3 x 3 system.
      const axes = new Float64Array(9);
      move(view, 0, (_, component, parameter, weight) => {
        const axis = Math.floor(parameter / nodes) % 3;
        axes[3 * component + axis] += weight;
      });
      solve3(axes, inImage).forEach((angle, axis) => {
        for (let node = 0; node < nodes; node++) own[(view.tilt * 3 + axis) * nodes + node] -= angle;
      });
    },
  };
}

/** Cramer's rule; the stage's axes are near the image's, the system is far from singular. */
function solve3(m: ArrayLike<number>, b: readonly number[]): readonly number[] {
  const determinant = (columns: readonly (readonly number[])[]): number =>
    columns[0][0] * (columns[1][1] * columns[2][2] - columns[1][2] * columns[2][1]) -
    columns[1][0] * (columns[0][1] * columns[2][2] - columns[0][2] * columns[2][1]) +
    columns[2][0] * (columns[0][1] * columns[1][2] - columns[0][2] * columns[1][1]);
  const columns = [0, 1, 2].map((c) => [m[c], m[3 + c], m[6 + c]]);
  const whole = determinant(columns);
  return [0, 1, 2].map((c) => determinant(columns.map((column, i) => (i === c ? b : column))) / whole);
}

export function withStageAngles(series: TiltSeries): TiltSeries {
  const { x, y, z } = series.stageAngles;
  const sized = (grid: CubicGrid): CubicGrid => {
    const target = [x.size[0], x.size[1], series.tiltCount] as const;
    return grid.size.every((length, axis) => length === target[axis]) ? grid : resize(grid, target);
  };
  return { ...series, stageAngles: { x: sized(x), y: sized(y), z: sized(z) } };
}

/** Image-frame axes about which the three angles turn: stage = Rz Ry Rx. */
function turnAxes(series: TiltSeries, tilt: number, vx: number, vy: number): readonly Vector3[] {
  const v = tiltFraction(series, tilt);
  const z = rotationZ(evaluate(series.stageAngles.z, vx, vy, v));
  const zy = multiply(z, rotationY(evaluate(series.stageAngles.y, vx, vy, v)));
  return [apply(zy, [1, 0, 0]), apply(z, [0, 1, 0]), [0, 0, 1]];
}
