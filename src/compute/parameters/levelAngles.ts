/**
 * Leveling angles of the sample, X and Y in rad: they turn the whole volume under the beam. Refined together with
 * particle poses they could not be told from a turn of all particles, but for the defocus that follows the height.
 */
import type { TiltSeries } from '../../model/tiltSeries';
import { rotationX } from '../../../shared/math/rotations';
import { apply, cross } from '../../../shared/math/vector';
import type { Vector3 } from '../../../shared/math/vector';
import { shift } from '../channels/shift';
import { volumeTurn } from '../channels/volumeTurn';
import { keepsParticles } from './group';
import type { ParameterGroup } from './group';
import { refinedParameter } from './parameter';

export const levelAngles = refinedParameter({
  key: 'levelAngles',
  name: 'leveling angles',
  label: 'Leveling angles (tilt series)',
  help: 'The pretilt of the sample, two angles; M has no such control. In a run of their own, without particle poses.',
  option: 'refine_levelangles',
  optionHelp: 'refine the two leveling angles of the sample (degrees); without particles',
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
    move(view, _, emit) {
      axes.forEach((axis, parameter) => {
        const moved = cross(axis, view.centered);
        for (let i = 0; i < 3; i++) {
          emit(shift, 0, parameter, view.dCentered[i] * moved[i]);
          emit(shift, 1, parameter, view.dCentered[3 + i] * moved[i]);
          emit(volumeTurn, i, parameter, axis[i]);
        }
      });
    },
    prior: { sigma: () => (2 * Math.PI) / 180, neighbors: [] },
    withSeries: (before, increments) => ({
      ...before,
      levelAngleX: before.levelAngleX + increments[0],
      levelAngleY: before.levelAngleY + increments[1],
    }),
    withParticles: keepsParticles,
  };
}
