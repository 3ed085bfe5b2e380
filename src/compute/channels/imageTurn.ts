/** Turn in the image's frame, rad: stage angles. */
import { multiplyEach, rotationVectors } from '../../../shared/math/matrices';
import type { Channel } from './channel';
import { pullTurnsBack, writeTurns } from './turn';

export const imageTurn: Channel = {
  name: 'imageTurn',
  size: 3,
  place({ rotation, toImage }, _, motions) {
    const turns = new Float64Array(rotation.length);
    rotationVectors(motions, turns);
    multiplyEach(turns, rotation, rotation);
    multiplyEach(turns, toImage, toImage);
  },
  pullBack: (_, by, target) => pullTurnsBack(by.motions, by.turn, target),
  atRest({ rotation, orientation }, _, jacobians, column) {
    const whole = new Float64Array(rotation.length);
    multiplyEach(rotation, orientation, whole);
    writeTurns(whole, jacobians, column);
  },
};
