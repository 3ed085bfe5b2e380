/** Motive lists of STOPGAP and cryoCAT as STAR files. */
import { Problem } from '../../../shared/problem';
import { readForeignText } from '../../files/fileProblem';
import { parseStar } from '../../formats/star';
import { importListed, type ListedParticle } from '../listedParticles';
import { starRow } from '../starRow';
import { tomRotation } from '../zxzAngles';
import type { ParticleFormat } from './particleFormat';

export const stopgap: ParticleFormat = {
  key: 'stopgap',
  name: 'STOPGAP',
  from: 'STOPGAP or cryoCAT',
  another: 'STOPGAP',
  file: 'motive list (.star)',
  filter: { name: 'STAR files', endings: ['star'] },
  labels: [['motl_idx', 'particles of STOPGAP']],
  hasUnits: true,
  hasClasses: true,
  read: async (path, options) =>
    importListed(parseStopgap(await readForeignText(path), path), path, 'the list', options),
};

const own = /^(tomo_num|orig_[xyz]|[xyz]_shift|phi|psi|the|class|halfset)$/;

/** Throws Problem. */
export function parseStopgap(content: string, where: string): readonly ListedParticle[] {
  const table = parseStar(content, where).find(({ columns }) => columns.includes('motl_idx'));
  if (table === undefined)
    throw new Problem('it has no table with motl_idx', {
      where,
      remedy: 'give a motive list of STOPGAP',
    });
  const more = table.columns.filter((label) => !own.test(label));
  return table.rows.map((values, i) => {
    const row = starRow(table, i, { content, where });
    const three = (label: (axis: string) => string) =>
      [row.neededNumber(label('x')), row.neededNumber(label('y')), row.neededNumber(label('z'))] as const;
    const half = row.text('halfset');
    if (half !== undefined && !['A', 'B', '1', '2', 'none'].includes(half))
      throw new Problem(`expected A or B for halfset, got ${half}`, { where: row.place });
    const named = row.text('class');
    return {
      tomogram: row.needed('tomo_num'),
      position: three((axis) => `orig_${axis}`),
      shift: three((axis) => `${axis}_shift`),
      rotation: tomRotation(row.neededNumber('phi'), row.neededNumber('the'), row.neededNumber('psi')),
      ...(half !== undefined && half !== 'none' && { half: half === 'A' || half === '1' ? 0 : 1 }),
      ...(named !== undefined && { class: named }),
      more: Object.fromEntries(more.map((label) => [label, values[table.columns.indexOf(label)]])),
    };
  });
}
