/** Change of the defocus since the images were cut out, Å, underfocus positive. */
import type { Channel } from './channel';

export const defocus: Channel = {
  name: 'defocus',
  size: 1,
  place(placed, _, motions, at) {
    placed.phase.push(motions[at]);
  },
  pullBack(_, by, target, at) {
    target[at] = by.own[0];
  },
  kernel: { name: 'defocus', size: 1, phase: ['-3.14159265 * wavelength * dot(q, q)'] },
};
