/** Tables of Dynamo (`.tbl`): a row a particle, columns known by their number, tomograms by a number, too. */
import { Problem } from '../../../shared/problem';
import { readForeignText } from '../../files/fileProblem';
import { numberRemedy, parseNumber } from '../../formats/xmlNumbers';
import { importListed, type ListedParticle } from '../listedParticles';
import { tomRotation } from '../zxzAngles';
import type { ParticleFormat } from './particleFormat';

export const dynamo: ParticleFormat = {
  key: 'dynamo',
  name: 'Dynamo',
  from: 'Dynamo',
  another: 'Dynamo',
  file: 'table (.tbl)',
  filter: { name: 'Dynamo tables', endings: ['tbl'] },
  labels: [],
  hasUnits: true,
  hasClasses: true,
  read: async (path, options) =>
    importListed(
      parseDynamoTable(await readForeignText(path), path),
      path,
      'column 36 of the table',
      options,
    ),
};

/** Columns from 1, as Dynamo counts them. */
const at = { tag: 1, cc: 10, tomogram: 20, region: 21, class: 22, annotation: 23, pixelSize: 36 };

/** Throws Problem. */
export function parseDynamoTable(text: string, where: string): readonly ListedParticle[] {
  return text.split(/\r?\n/).flatMap((line, i): ListedParticle[] => {
    const words = line.trim().split(/[\s,]+/);
    if (line.trim() === '') return [];
    const place = `${where}:${i + 1}`;
    if (words.length < 26)
      throw new Problem(`expected at least 26 columns, got ${words.length}`, {
        where: place,
        remedy:
          'give a table of Dynamo, with positions of the particles in their tomograms (columns 24 to 26)',
      });
    const number = (column: number): number => {
      const word = words.at(column - 1) ?? '0';
      const value = parseNumber(word);
      if (value === undefined || !Number.isFinite(value))
        throw new Problem(`column ${column} is no number: ${word}`, {
          where: place,
          remedy: numberRemedy(word, 'fix or remove that row'),
        });
      return value;
    };
    const pixelSize = number(at.pixelSize);
    return [
      {
        tomogram: String(number(at.tomogram)),
        position: [number(24), number(25), number(26)],
        shift: [number(4), number(5), number(6)],
        // Its angles turn the particle onto the reference: tdrot about Z, tilt about X, narot about Z.
        rotation: tomRotation(-number(9), -number(8), -number(7)),
        class: String(number(at.class)),
        ...(pixelSize > 0 && { pixelSize }),
        more: {
          dynamoTag: words[at.tag - 1],
          dynamoCc: words[at.cc - 1],
          dynamoRegion: words[at.region - 1],
          dynamoAnnotation: words[at.annotation - 1],
        },
      },
    ];
  });
}
