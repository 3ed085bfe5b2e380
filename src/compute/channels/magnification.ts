/** Increments of the magnification matrix, m11 m21 m12 m22: it multiplies the frequencies of a slice. */
import type { Channel } from './channel';
import source from './magnification.wgsl';

export const magnificationChange: Channel = {
  name: 'magnification',
  size: 4,
  place(placed, _, motions, at) {
    const [m11, m21, m12, m22] = placed.magnification;
    placed.magnification = [
      m11 + motions[at],
      m21 + motions[at + 1],
      m12 + motions[at + 2],
      m22 + motions[at + 3],
    ];
  },
  pullBack(_, by, target, at) {
    const { magnification, shift } = by.placed;
    const [m11, m21, m12, m22] = magnification;
    // Rows of the rotation from the columns that the kernel knows: columns = rows M.
    const determinant = m11 * m22 - m12 * m21;
    const inverse = [
      [m22 / determinant, -m12 / determinant],
      [-m21 / determinant, m11 / determinant],
    ] as const;
    // The image is shifted by M' d: frequencies k' = M k meet the displacement d.
    const d = shift.map((value) => value / by.pixelSize);
    const byElement = (i: number, j: number): number =>
      inverse[0][i] * by.own[2 * j] + inverse[1][i] * by.own[1 + 2 * j] + d[i] * by.shiftInPixels[j];
    target[at] = byElement(0, 0);
    target[at + 1] = byElement(1, 0);
    target[at + 2] = byElement(0, 1);
    target[at + 3] = byElement(1, 1);
  },
  kernel: { name: 'magnification', size: 4, slice: source },
};
