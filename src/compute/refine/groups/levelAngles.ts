/**
 * Levelling angles of the sample, X and Y in rad: they turn the whole volume under the beam. Refined together with
 * particle poses they could not be told from a turn of all particles, but for the defocus that follows the height.
 */
import type { TiltSeries } from '../../../model/tiltSeries';
import { rotationX } from '../../math/rotations';
import { apply, cross } from '../../math/vector';
import type { Vector3 } from '../../math/vector';
import { Motion } from '../motion';
import { keepsParticles } from './group';
import type { ParameterGroup } from './group';

export function levelAnglesGroup(series: TiltSeries): ParameterGroup {
  // Axes in the volume's frame: tilt matrix = Rz Ry(-(angle + Y)) Rx(X).
  const aboutY = apply(rotationX(-series.levelAngleX), [0, -1, 0]);
  const axes: readonly Vector3[] = [[1, 0, 0], aboutY];
  return {
    name: 'levelling angles',
    count: 2,
    block: 2,
    move(view, _, emit) {
      axes.forEach((axis, parameter) => {
        const moved = cross(axis, view.centred);
        for (let i = 0; i < 3; i++) {
          emit(Motion.SHIFT, parameter, view.dCentred[i] * moved[i]);
          emit(Motion.SHIFT + 1, parameter, view.dCentred[3 + i] * moved[i]);
          emit(Motion.VOLUME_TURN + i, parameter, axis[i]);
        }
      });
    },
    prior: { sigma: () => (2 * Math.PI) / 180, neighbours: [] },
    withSeries: (before, increments) => ({
      ...before,
      levelAngleX: before.levelAngleX + increments[0],
      levelAngleY: before.levelAngleY + increments[1],
    }),
    withParticles: keepsParticles,
  };
}
