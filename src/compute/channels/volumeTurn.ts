/** Turn in the volume's frame, rad: orientation becomes exp(turn) orientation. */
import { applyTransposedEach, multiplyEach, rotationVectors } from '../../../shared/math/matrices';
import type { Channel } from './channel';
import { pullTurnsBack, writeTurns } from './turn';

export const volumeTurn: Channel = {
  name: 'volumeTurn',
  size: 3,
  place({ rotation, toImage }, { orientation }, motions) {
    rotationVectors(motions, rotation);
    multiplyEach(rotation, orientation, rotation);
    multiplyEach(toImage, rotation, rotation);
  },
  pullBack(_, by, target) {
    const inVolume = new Float64Array(by.turn.length);
    applyTransposedEach(by.placed.toImage, by.turn, inVolume);
    pullTurnsBack(by.motions, inVolume, target);
  },
  atRest: ({ orientation }, _, jacobians, column) => writeTurns(orientation, jacobians, column),
};
