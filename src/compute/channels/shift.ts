/** Shift in the image, Å. */
import type { Channel } from './channel';

export const shift: Channel = {
  name: 'shift',
  size: 2,
  place(placed, _, { values, stride, first }) {
    for (let at = 0, from = first; at < placed.shift.length; at += 2, from += stride) {
      placed.shift[at] = values[from];
      placed.shift[at + 1] = values[from + 1];
    }
  },
  pullBack(_, by, { values, stride, first }) {
    for (let at = 0, to = first; at < by.shift.length; at += 2, to += stride) {
      values[to] = by.shift[at];
      values[to + 1] = by.shift[at + 1];
    }
  },
  atRest(_, pixelSize, { values, columns }, column) {
    for (let at = column; at < values.length; at += 5 * columns)
      values[at] = values[at + columns + 1] = 1 / pixelSize;
  },
};
