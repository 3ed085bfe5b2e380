/** Change of the defocus since the images were cut out, Å, underfocus positive. */
import type { Channel } from './channel';

export const defocus: Channel = {
  name: 'defocus',
  size: 1,
  pullBack(_, by, { values, stride, first }) {
    for (let i = 0, to = first; i < by.own.length; i++, to += stride) values[to] = by.own[i];
  },
  kernel: { name: 'defocus', size: 1, phase: ['-3.14159265 * wavelength * dot(q, q)'] },
};
