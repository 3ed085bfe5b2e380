/** A format of alignments that no program writes: what adding one takes. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readText } from '../../src/files/fileProblem';
import type { AlignedTilt } from '../../src/formats/alignments';
import type { AlignmentFormat } from '../../src/jobs/import/alignmentFormat';
import { alignmentFormats } from '../../src/jobs/import/findAlignment';

/** NAME.ruler: tilt angle, axis angle and the two coordinates of the middle, a line for each tilt of the series. */
const ruler: AlignmentFormat = {
  name: 'Ruler',
  ending: 'ruler',
  beside: ['marks'],
  parse: parseRuler,
  find: async ({ folders, stems }) => {
    const files = folders.flatMap((folder) => stems.map((stem) => join(folder, `${stem}.ruler`)));
    const path = files.find(existsSync);
    if (path === undefined) return undefined;
    return {
      path,
      read: async () => {
        const tilts = parseRuler(await readText(path));
        return {
          ...{ path, tilts, anglesFrom: path, imageSize: undefined, notes: ['measured by hand'] },
          place: () => ({ tilts: [...tilts.keys()], note: undefined }),
        };
      },
    };
  },
};

function parseRuler(text: string): readonly AlignedTilt[] {
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const [angle, axisAngle, x, y] = line.split(' ').map(Number);
      return { angle, axisAngle, offset: [x, y], magnification: 1 };
    });
}

export const withDummyAlignment: readonly AlignmentFormat[] = [...alignmentFormats, ruler];
