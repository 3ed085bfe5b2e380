/** Turn in the volume's frame, rad: orientation becomes exp(turn) orientation. */
import { rotationVector } from '../../../shared/math/rotations';
import { apply, multiply, transpose } from '../../../shared/math/vector';
import type { Channel } from './channel';
import { leftJacobian, turnAt, writeTurns } from './turn';

export const volumeTurn: Channel = {
  name: 'volumeTurn',
  size: 3,
  place(placed, view, motions, at) {
    placed.rotation = multiply(
      placed.toImage,
      multiply(rotationVector(turnAt(motions, at)), view.orientation),
    );
  },
  pullBack(_, by, target, at) {
    const inVolume = apply(transpose(by.placed.toImage), by.turn);
    const derivatives = apply(transpose(leftJacobian(turnAt(by.motions, at))), inVolume);
    for (let i = 0; i < 3; i++) target[at + i] = -derivatives[i];
  },
  atRest: (view, _, jacobian, column) => writeTurns(view.orientation, jacobian, column),
};
