/** Increments of the magnification matrix, m11 m21 m12 m22: it multiplies the frequencies of a slice. */
import type { Channel } from './channel';
import source from './magnification.wgsl';

export const magnificationChange: Channel = {
  name: 'magnification',
  size: 4,
  place({ magnification }, _, { values, stride, first }) {
    for (let at = 0, from = first; at < magnification.length; at += 4, from += stride)
      for (let i = 0; i < 4; i++) magnification[at + i] += values[from + i];
  },
  pullBack(_, by, { values, stride, first }) {
    const { magnification, shift } = by.placed;
    for (let view = 0, at = 0, to = first; at < magnification.length; view++, at += 4, to += stride) {
      const m11 = magnification[at];
      const m21 = magnification[at + 1];
      const m12 = magnification[at + 2];
      const m22 = magnification[at + 3];
      // Rows of the rotation from the columns that the kernel knows: columns = rows M.
      const determinant = m11 * m22 - m12 * m21;
      const row0 = [m22 / determinant, -m12 / determinant] as const;
      const row1 = [-m21 / determinant, m11 / determinant] as const;
      // The image is shifted by M' d: frequencies k' = M k meet the displacement d.
      for (let j = 0; j < 2; j++)
        for (let i = 0; i < 2; i++)
          values[to + 2 * j + i] =
            row0[i] * by.own[at + 2 * j] +
            row1[i] * by.own[at + 2 * j + 1] +
            (shift[2 * view + i] / by.pixelSize) * by.shiftInPixels[2 * view + j];
    }
  },
  kernel: { name: 'magnification', size: 4, slice: source },
};
