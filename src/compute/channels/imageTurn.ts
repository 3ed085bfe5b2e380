/** Turn in the image's frame, rad: stage angles. */
import { rotationVector } from '../../../shared/math/rotations';
import { apply, multiply, transpose } from '../../../shared/math/vector';
import type { Channel } from './channel';
import { leftJacobian, turnAt, writeTurns } from './turn';

export const imageTurn: Channel = {
  name: 'imageTurn',
  size: 3,
  place(placed, _, motions, at) {
    const turn = rotationVector(turnAt(motions, at));
    placed.rotation = multiply(turn, placed.rotation);
    placed.toImage = multiply(turn, placed.toImage);
  },
  pullBack(_, by, target, at) {
    const derivatives = apply(transpose(leftJacobian(turnAt(by.motions, at))), by.turn);
    for (let i = 0; i < 3; i++) target[at + i] = -derivatives[i];
  },
  atRest: (view, _, jacobian, column) =>
    writeTurns(multiply(view.rotation, view.orientation), jacobian, column),
};
