/** An alignment of AreTomo, local ones with it, and what Warp's model cannot take over. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseAln, type AlnFile, type Patch } from '../../formats/alignments';
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

/**
 * AreTomo's own: the mean of all patches, weighted by Gaussians of a tenth of the image, where the global alignment puts a place
 * before it shifts it.
 *
 * @param offset, size pixels, of the image
 */
function localShift(
  patches: readonly Patch[],
  offset: readonly [number, number],
  size: readonly [number, number],
): (x: number, y: number) => readonly [number, number] {
  return (x, y) => {
    const distances = patches.map(
      ({ center }) =>
        100 * (((x - offset[0] - center[0]) / size[0]) ** 2 + ((y - offset[1] - center[1]) / size[1]) ** 2),
    );
    // Far from all patches the nearest ones count: only differences matter.
    const least = Math.min(...distances);
    const sums = [0, 0, 0];
    patches.forEach(({ shift }, i) => {
      const weight = Math.exp(least - distances[i]);
      sums[0] += weight * shift[0];
      sums[1] += weight * shift[1];
      sums[2] += weight;
    });
    return [sums[0] / sums[2], sums[1] / sums[2]];
  };
}

export function readAreTomo(read: AlnFile, path: string, invert: boolean): FoundAlignment {
  const sign = invert ? -1 : 1;
  const [columns, rows] = read.size;
  const tilts = read.tilts.map((tilt, row) => {
    const patches = read.patches[row];
    const turned = { ...tilt, angle: sign * tilt.angle };
    return columns === undefined || rows === undefined || patches.length === 0
      ? turned
      : { ...turned, local: localShift(patches, tilt.offset, [columns, rows]) };
  });
  const aln = { ...read, tilts };
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
      ...(aln.isLocal && !tilts.some((tilt) => 'local' in tilt)
        ? ['its local alignment is not in it, refine an image warp instead']
        : []),
      ...(aln.alphaOffset !== 0
        ? [`AreTomo turns the volume about X by ${aln.alphaOffset} degrees, level it with ts_autolevel`]
        : []),
    ],
  };
}
