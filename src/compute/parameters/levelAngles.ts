/**
 * Leveling angles of the sample, X and Y in rad: they turn the whole volume under the beam. Refined together with
 * particle poses they could not be told from a turn of all particles, but for the defocus that follows the height.
 */
import type { TiltSeries } from '../../model/tiltSeries';
import { rotationX } from '../../../shared/math/rotations';
import { apply } from '../../../shared/math/vector';
import type { Vector3 } from '../../../shared/math/vector';
import { shift } from '../channels/shift';
import { volumeTurn } from '../channels/volumeTurn';
import { keepsParticles } from './group';
import type { ParameterGroup } from './group';
import { withoutNodes } from './groupMotion';
import { refinedParameter } from './parameter';
import type { Views } from './views';

export const levelAngles = refinedParameter({
  key: 'levelAngles',
  name: 'leveling angles',
  label: 'Leveling angles (tilt series)',
  help: 'The pretilt of the sample, two angles; M has no such control. In a run of their own, without particle poses.',
  option: 'refine_levelangles',
  optionHelp: 'refine the two leveling angles of the sample (degrees); without particles',
  unit: { name: '°', size: Math.PI / 180 },
  excludes: {
    key: 'particlePoses',
    why: 'Leveling angles and particle poses cannot be told apart',
    remedy: 'switch one of them off',
  },
  writes: ['levelAngleX', 'levelAngleY'],
  xml: ['LevelAngleX', 'LevelAngleY'],
  groups: (_: true, series) => [levelAnglesGroup(series)],
});

export function levelAnglesGroup(series: TiltSeries): ParameterGroup {
  // Axes in the volume's frame: tilt matrix = Rz Ry(-(angle + Y)) Rx(X).
  const aboutY = apply(rotationX(-series.levelAngleX), [0, -1, 0]);
  const axes: readonly Vector3[] = [[1, 0, 0], aboutY];
  return {
    name: levelAngles.name,
    count: 2,
    block: 2,
    channels: [shift, volumeTurn],
    motion: (views) =>
      withoutNodes(views, [
        { channel: shift, firstAxis: 0, axes: 2, matrix: shiftsBy(axes, views) },
        { channel: volumeTurn, firstAxis: 0, axes: 2, matrix: turnsBy(axes) },
      ]),
    prior: { sigma: () => (2 * Math.PI) / 180, neighbors: [] },
    withSeries: (before, increments) => ({
      ...before,
      levelAngleX: before.levelAngleX + increments[0],
      levelAngleY: before.levelAngleY + increments[1],
    }),
    withParticles: keepsParticles,
  };
}

/** (view, x y, axis) Å per rad. */
function shiftsBy(axes: readonly Vector3[], { count, centered, dCentered }: Views): Float64Array {
  const matrix = new Float64Array(count * 4);
  for (let view = 0; view < count; view++)
    axes.forEach(([x, y, z], axis) => {
      const at = 3 * view;
      const moved = [
        y * centered[at + 2] - z * centered[at + 1],
        z * centered[at] - x * centered[at + 2],
        x * centered[at + 1] - y * centered[at],
      ];
      for (let row = 0; row < 2; row++)
        for (let i = 0; i < 3; i++)
          matrix[4 * view + 2 * row + axis] += dCentered[6 * view + 3 * row + i] * moved[i];
    });
  return matrix;
}

/** (component, axis) */
function turnsBy(axes: readonly Vector3[]): Float64Array {
  return Float64Array.from([0, 1, 2].flatMap((component) => axes.map((axis) => axis[component])));
}
