/** Shift in the image, Å. */
import type { Channel } from './channel';

export const shift: Channel = {
  name: 'shift',
  size: 2,
  place(placed, _, motions, at) {
    placed.shift = [motions[at], motions[at + 1]];
  },
  pullBack(_, by, target, at) {
    target[at] = by.shift[0];
    target[at + 1] = by.shift[1];
  },
  atRest(_, pixelSize, { values, columns }, column) {
    values[column] = values[columns + column + 1] = 1 / pixelSize;
  },
};
