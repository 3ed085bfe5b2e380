/** Stage angles: (tilt, axis x y z, spatial node) in rad; they turn particles in the image's frame, and do not move them. */
import type { TiltSeries } from '../../model/tiltSeries';
import { tiltFraction } from '../geometry/projection';
import { evaluate, resize } from '../../../shared/math/cubicGrid';
import type { CubicGrid } from '../../../shared/math/grids';
import { rotationY, rotationZ } from '../../../shared/math/rotations';
import { apply, multiply } from '../../../shared/math/vector';
import type { Matrix3, Vector3 } from '../../../shared/math/vector';
import { imageTurn } from '../channels/imageTurn';
import { keepsParticles } from './group';
import type { CommonMotion, ParameterGroup } from './group';
import { onPlane, type GroupMotion } from './groupMotion';
import { refinedParameter } from './parameter';
import type { Views } from './views';

export const stageAngles = refinedParameter({
  key: 'stageAngles',
  name: 'stage angles',
  label: 'Stage angles (tilt series)',
  help: 'Three angles per tilt, applied to all its particles. For large particles, with an image warp of 2x2 or more.',
  option: 'refine_stageangles',
  optionHelp: 'refine three angles per tilt, applied to all its particles (degrees)',
  unit: { name: '°', size: Math.PI / 180 },
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
  return {
    name: stageAngles.name,
    count: 3 * nodes * series.tiltCount,
    block: 3 * nodes,
    channels: [imageTurn],
    motion: (views) => motion(sized, views),
    prior: { sigma: () => Math.PI / 180, neighbors: [] },
    perTilt: { axes: 3, nodes },
    common: commonTurn(nodes, sized),
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

/** The stage's own axes at each view. */
function motion(series: TiltSeries, views: Views): GroupMotion {
  const { count, tilt, position } = views;
  const [width, height] = series.stageAngles.x.size;
  const nodes = width * height;
  const matrix = new Float64Array(count * 9);
  for (let view = 0; view < count; view++) matrix.set(turnAxes(series, views, view), 9 * view);
  const along = (axis: 0 | 1): Float64Array =>
    Float64Array.from({ length: count }, (_, view) => position[3 * view + axis] / series.volumeSize[axis]);
  return {
    ...onPlane([width, height], along(0), along(1)),
    axisStride: nodes,
    base: tilt.map((one) => 3 * nodes * one),
    parts: [{ channel: imageTurn, firstAxis: 0, axes: 3, matrix }],
  };
}

function commonTurn(nodes: number, series: TiltSeries): CommonMotion {
  return {
    kind: 'turn',
    take(own, views, view, turn) {
      const inImage = apply(views.rotation.subarray(9 * view, 9 * view + 9) as unknown as Matrix3, turn);
      solve3(turnAxes(series, views, view), inImage).forEach((angle, axis) => {
        for (let node = 0; node < nodes; node++) own[(views.tilt[view] * 3 + axis) * nodes + node] -= angle;
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

/** (component, angle) axes in the image's frame about which the three angles turn at a view: stage = Rz Ry Rx. */
function turnAxes(series: TiltSeries, { tilt, position }: Views, view: number): Matrix3 {
  const { stageAngles, volumeSize } = series;
  const [vx, vy] = [position[3 * view] / volumeSize[0], position[3 * view + 1] / volumeSize[1]];
  const v = tiltFraction(series, tilt[view]);
  const z = rotationZ(evaluate(stageAngles.z, vx, vy, v));
  const zy = multiply(z, rotationY(evaluate(stageAngles.y, vx, vy, v)));
  const [x, y]: readonly Vector3[] = [apply(zy, [1, 0, 0]), apply(z, [0, 1, 0])];
  return [x[0], y[0], 0, x[1], y[1], 0, x[2], y[2], 1];
}
