/** An alignment of AreTomo, with what Warp's model cannot take over. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseAln, type AlnFile } from '../../formats/alignments';
import { readForeignText } from '../../files/fileProblem';
import type { AlignmentFormat, FoundAlignment } from './alignmentFormat';
import { placeSections } from './placeSections';
import { refuseImpossible } from './tiltAngles';

/** NAME.aln */
export const areTomo: AlignmentFormat = {
  name: 'AreTomo',
  ending: 'aln',
  beside: [],
  parse: (text, path) => parseAln(text, path).tilts,
  find: async ({ folders, stems }) => {
    const path = folders
      .flatMap((place) => stems.map((stem) => join(place, `${stem}.aln`)))
      .find((file) => existsSync(file));
    return path === undefined
      ? undefined
      : {
          path,
          read: async (invert) => readAreTomo(parseAln(await readForeignText(path), path), path, invert),
        };
  },
};

export function readAreTomo(read: AlnFile, path: string, invert: boolean): FoundAlignment {
  const sign = invert ? -1 : 1;
  const aln = { ...read, tilts: read.tilts.map((tilt) => ({ ...tilt, angle: sign * tilt.angle })) };
  const [columns, rows] = aln.size;
  return {
    path,
    tilts: aln.tilts,
    anglesFrom: path,
    place: (series) => {
      refuseImpossible(
        aln.tilts.map(({ angle }) => angle),
        series.angles,
        path,
      );
      return placeSections(aln, series, path);
    },
    imageSize:
      columns === undefined || rows === undefined ? undefined : { size: [columns, rows], turned: false },
    notes: [
      ...(aln.isLocal ? ['its local alignment is not taken over, refine an image warp instead'] : []),
      ...(aln.alphaOffset !== 0
        ? [`AreTomo turns the volume about X by ${aln.alphaOffset} degrees, level it with ts_autolevel`]
        : []),
    ],
  };
}
