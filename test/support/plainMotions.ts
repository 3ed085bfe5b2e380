/** How groups of parameters move a view, entry by entry of a sparse matrix: what compute/parameters does by structure. */
import { evaluate as evaluateCubic } from '../../shared/math/cubicGrid';
import { evaluate as evaluateLinear } from '../../shared/math/linearGrid4';
import { constantGrid } from '../../shared/math/grids';
import { rotationX, rotationY, rotationZ } from '../../shared/math/rotations';
import { apply, cross, multiply, type Vector3 } from '../../shared/math/vector';
import { tiltFraction } from '../../src/compute/geometry/projection';
import type { RefinedGroups } from '../../src/compute/parameters/refinedParameters';
import { withStageAngles } from '../../src/compute/parameters/stageAngles';
import type { SeriesParticles } from '../../src/compute/parameters/views';
import type { TiltSeries } from '../../src/model/tiltSeries';
import type { PlainView } from './plainViews';

/** A parameter of its group moves one number of a channel by so much. */
export interface PlainEntry {
  readonly channel: string;
  readonly component: number;
  readonly parameter: number;
  readonly weight: number;
}

export type PlainGroup = (view: PlainView) => readonly PlainEntry[];

/** By name, those that are refined. */
export function plainGroups(
  {
    imageWarp,
    volumeWarp,
    stageAngles,
    levelAngles,
    magnification,
    particlePoses,
    defocusOffset,
  }: RefinedGroups,
  series: TiltSeries,
  { samples }: SeriesParticles,
): Readonly<Record<string, PlainGroup>> {
  const groups: Record<string, PlainGroup> = {};
  if (imageWarp !== null) groups['image warp'] = imageWarpEntries(imageWarp);
  if (volumeWarp !== null) groups['volume warp'] = volumeWarpEntries(volumeWarp, series);
  if (stageAngles !== null) groups['stage angles'] = stageEntries(withStageAngles(series));
  if (levelAngles !== null) groups['leveling angles'] = levelEntries(series);
  if (magnification !== null) groups.magnification = () => numbers('magnification', 4);
  if (defocusOffset !== null) groups['defocus offset'] = () => numbers('defocus', 1);
  if (particlePoses !== null) groups['particle poses'] = poseEntries(samples);
  return groups;
}

function numbers(channel: string, count: number): readonly PlainEntry[] {
  return Array.from({ length: count }, (_, i) => ({ channel, component: i, parameter: i, weight: 1 }));
}

/** The weight of a node of a natural spline: the spline through 1 at that node, and 0 at the others. */
function splineWeight(size: readonly [number, number], node: number, x: number, y: number): number {
  const values = new Float64Array(size[0] * size[1]);
  values[node] = 1;
  return evaluateCubic({ size: [...size, 1], values, margins: constantGrid(0).margins }, x, y, 0);
}

function imageWarpEntries(size: readonly [number, number]): PlainGroup {
  const nodes = size[0] * size[1];
  return (view) =>
    [0, 1].flatMap((component) =>
      Array.from({ length: nodes }, (_, node) => ({
        channel: 'shift',
        component,
        parameter: (2 * view.tilt + component) * nodes + node,
        weight: -splineWeight(size, node, view.gx, view.gy),
      })),
    );
}

function volumeWarpEntries(
  size: readonly [number, number, number, number],
  { volumeSize }: TiltSeries,
): PlainGroup {
  const [width, height, depth, duration] = size;
  const nodes = width * height * depth;
  return (view) => {
    const at = view.position.map((value, axis) => value / volumeSize[axis]) as unknown as Vector3;
    const entries: PlainEntry[] = [];
    for (let slice = 1; slice < duration; slice++)
      for (let node = 0; node < nodes; node++) {
        const values = new Float64Array(nodes * duration);
        values[slice * nodes + node] = 1;
        const weight = evaluateLinear({ size, values }, at, view.u);
        for (let axis = 0; axis < 3; axis++)
          for (const component of [0, 1])
            entries.push({
              channel: 'shift',
              component,
              parameter: ((slice - 1) * 3 + axis) * nodes + node,
              weight: weight * view.dCentered[3 * component + axis],
            });
      }
    return entries;
  };
}

function stageEntries(series: TiltSeries): PlainGroup {
  const { stageAngles, volumeSize } = series;
  const [width, height] = stageAngles.x.size;
  const nodes = width * height;
  return (view) => {
    const [vx, vy] = [view.position[0] / volumeSize[0], view.position[1] / volumeSize[1]];
    const v = tiltFraction(series, view.tilt);
    const z = rotationZ(evaluateCubic(stageAngles.z, vx, vy, v));
    const zy = multiply(z, rotationY(evaluateCubic(stageAngles.y, vx, vy, v)));
    const axes = [apply(zy, [1, 0, 0]), apply(z, [0, 1, 0]), [0, 0, 1]];
    return axes.flatMap((turn, axis) =>
      Array.from({ length: nodes }, (_, node) =>
        turn.map((value, component) => ({
          channel: 'imageTurn',
          component,
          parameter: (view.tilt * 3 + axis) * nodes + node,
          weight: splineWeight([width, height], node, vx, vy) * value,
        })),
      ).flat(),
    );
  };
}

function levelEntries(series: TiltSeries): PlainGroup {
  const axes: readonly Vector3[] = [[1, 0, 0], apply(rotationX(-series.levelAngleX), [0, -1, 0])];
  return (view) =>
    axes.flatMap((axis, parameter) => {
      const moved = cross(axis, view.centered);
      const shifts = [0, 1].map((component) => ({
        channel: 'shift',
        component,
        parameter,
        weight: moved.reduce((sum, value, i) => sum + view.dCentered[3 * component + i] * value, 0),
      }));
      const turns = axis.map((weight, component) => ({
        channel: 'volumeTurn',
        component,
        parameter,
        weight,
      }));
      return [...shifts, ...turns];
    });
}

function poseEntries(samples: number): PlainGroup {
  return (view) => {
    const at = view.u * (samples - 1);
    return Array.from({ length: samples }, (_, sample) => {
      const share = Math.max(0, 1 - Math.abs(at - sample));
      const first = (view.particle * samples + sample) * 6;
      return [0, 1, 2].flatMap((axis) => [
        ...[0, 1].map((component) => ({
          channel: 'shift',
          component,
          parameter: first + axis,
          weight: share * view.dPosition[3 * component + axis],
        })),
        { channel: 'volumeTurn', component: axis, parameter: first + 3 + axis, weight: share },
      ]);
    }).flat();
  };
}
