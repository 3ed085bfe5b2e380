/** Motive lists of the TOM toolbox's family (AV3, Artiatomi, novaSTA, cryoCAT) as EM files: twenty numbers a particle. */
import { Problem } from '../../../shared/problem';
import { em } from '../../formats/maps/em';
import { withDensityFile } from '../../formats/maps/densityFile';
import { importListed, type ListedParticle } from '../listedParticles';
import { tomRotation } from '../zxzAngles';
import type { ParticleFormat } from './particleFormat';

export const motiveList: ParticleFormat = {
  key: 'motl',
  name: 'Artiatomi, AV3 or cryoCAT',
  from: 'Artiatomi, AV3, novaSTA or cryoCAT',
  another: 'Artiatomi, AV3 or cryoCAT',
  file: 'motive list (.em)',
  filter: { name: 'Motive lists', endings: ['em'] },
  labels: [],
  hasUnits: true,
  hasClasses: true,
  read: async (path, options) => importListed(await readMotiveList(path), path, 'the list', options),
};

/** Rows from 1, as the TOM toolbox counts them. */
const at = { score: 1, particle: 4, tomogram: 5, object: 6, class: 20 };

/** Throws Problem. */
export async function readMotiveList(path: string): Promise<readonly ListedParticle[]> {
  return withDensityFile(
    path,
    async ({ header, readRows }) => {
      const [rows, particles, sections] = header.size;
      if (rows !== 20 || sections !== 1)
        throw new Problem(`expected 20 numbers a particle, got ${header.size.join(' x ')}`, {
          where: path,
          remedy: 'give a motive list, not a map',
        });
      const values = await readRows(0, 0, particles);
      return Array.from({ length: particles }, (_, i): ListedParticle => {
        const number = (row: number): number => {
          const value = values[20 * i + row - 1];
          if (!Number.isFinite(value))
            throw new Problem(`row ${row} of particle ${i + 1} is no number`, { where: path });
          return value;
        };
        return {
          tomogram: String(number(at.tomogram)),
          position: [number(8), number(9), number(10)],
          shift: [number(11), number(12), number(13)],
          rotation: tomRotation(number(17), number(19), number(18)),
          class: String(number(at.class)),
          more: {
            motlScore: String(number(at.score)),
            motlParticle: String(number(at.particle)),
            motlObject: String(number(at.object)),
          },
        };
      });
    },
    { formats: [em] },
  );
}
