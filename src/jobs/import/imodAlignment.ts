/** An alignment of IMOD: transforms, tilt angles, what was cut and left out, and what Warp's model cannot take over. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseAngles, parseXf, type AlignedTilt } from '../../formats/alignments';
import { readForeignText } from '../../files/fileProblem';
import { imodList, imodOption } from '../../formats/imodCommands';
import { parseNumber } from '../../formats/xmlNumbers';
import { Problem } from '../../../shared/problem';
import type { AlignmentFormat, AlignmentSearch, FoundAlignment } from './alignmentFormat';
import { imodCommand, imodFile, type FoundCommand } from './imodFiles';
import { placeImages } from './placeImages';
import { refuseImpossible } from './tiltAngles';
import { turnsAboutX } from './xAxisTilts';

/** NAME.xf; a folder of IMOD says in newst.com and tilt.com what its files are called and which views it leaves out. */
export const imod: AlignmentFormat = {
  name: 'IMOD',
  ending: 'xf',
  beside: ['tlt'],
  parse: parseXf,
  find: async (search) => {
    for (const place of search.folders) {
      const own = place !== search.folder;
      const newstack = own ? await imodCommand(join(place, 'newst.com'), 'newstack') : undefined;
      const named = imodFile(newstack, 'TransformFile');
      const path = [
        ...search.stems.map((stem) => join(place, `${stem}.xf`)),
        ...(named === undefined ? [] : [named]),
      ].find((file) => existsSync(file));
      if (path === undefined) continue;
      const folder = dirname(path);
      const isEtomo = folder === place && (own || (await isOfSeries(place, search)));
      return {
        path,
        read: async (invert) => readImod(path, isEtomo ? place : undefined, await readdir(folder), invert),
      };
    }
    return undefined;
  },
};

/** In a folder of many series tilt.com is of the one whose angles it reads. */
async function isOfSeries(folder: string, { stems }: AlignmentSearch): Promise<boolean> {
  const angles = imodFile(await imodCommand(join(folder, 'tilt.com'), 'tilt'), 'TILTFILE');
  return stems.some((stem) => angles === join(folder, `${stem}.tlt`));
}

/**
 * @param etomo folder of etomo or AreTomo with tilt.com; undefined where the files of many series lie together
 * @param names of the files beside the transforms
 * Throws Problem for broken and contradictory files.
 */
async function readImod(
  path: string,
  etomo: string | undefined,
  names: readonly string[],
  invert: boolean,
): Promise<FoundAlignment> {
  const rows = parseXf(await readForeignText(path), path);
  const stem = path.slice(0, -'.xf'.length);
  const tilt = etomo === undefined ? undefined : await imodCommand(join(etomo, 'tilt.com'), 'tilt');
  const newstack = etomo === undefined ? undefined : await imodCommand(join(etomo, 'newst.com'), 'newstack');
  const aboutX = await turnsAboutX(imodFile(tilt, 'XTILTFILE') ?? `${stem}.xtilt`);
  const list = [imodFile(tilt, 'TILTFILE'), `${stem}.tlt`, `${stem}.rawtlt`].find(
    (file) => file !== undefined && existsSync(file),
  );
  const sign = invert ? -1 : 1;
  const read = async (file: string): Promise<readonly number[]> =>
    parseAngles(await readForeignText(file), file).map((angle) => sign * angle);
  const angles = list === undefined ? undefined : await read(list);
  if (list !== undefined && angles?.length !== rows.length)
    throw new Problem(`it has ${angles?.length} angles, ${path} has ${rows.length} images`, {
      where: list,
      remedy: 'give files of the same alignment',
    });
  const recorded = existsSync(`${stem}.rawtlt`) ? await read(`${stem}.rawtlt`) : undefined;
  const cut = await cutAngles(stem, names, read);
  const kept = keptRows(rows.length, tilt);
  return {
    path,
    tilts: kept.map((row): AlignedTilt => ({ ...rows[row], angle: angles?.[row] })),
    anglesFrom: list ?? path,
    place: (series) => {
      if (angles !== undefined) refuseImpossible(angles, series.angles, list ?? path);
      const known = recorded?.length === rows.length ? recorded : angles;
      const { tilts, note } = placeImages({ count: rows.length, angles: known, cut }, series, path);
      return { tilts: kept.map((row) => tilts[row]), note };
    },
    imageSize: fullImage(tilt),
    notes: [
      ...sectionNotes(newstack),
      ...(tilt === undefined ? [] : notesOf(tilt)),
      ...aboutX,
      ...(list === undefined
        ? ['there is no .tlt or .rawtlt beside it, so tilt angles stay as they are and cannot be compared']
        : []),
      ...transformNotes(rows),
    ],
  };
}

/** Angles of the views that `excludeviews` took out of the stack, from all its runs. */
async function cutAngles(
  stem: string,
  names: readonly string[],
  read: (file: string) => Promise<readonly number[]>,
): Promise<readonly number[]> {
  const start = `${stem.slice(dirname(stem).length + 1)}_cutviews`;
  const lists = names.filter((name) => name.startsWith(start) && name.endsWith('.rawtlt')).sort();
  const angles: number[] = [];
  for (const name of lists) angles.push(...(await read(join(dirname(stem), name))));
  return angles;
}

/** Rows that tilt.com does not leave out of the tomogram. */
function keptRows(count: number, tilt: FoundCommand | undefined): readonly number[] {
  const excluded =
    tilt === undefined ? [] : imodList(tilt.command, tilt.path, 'EXCLUDELIST', 'EXCLUDELIST2', 'EXCLUDE');
  const beyond = excluded.find((view) => view < 1 || view > count);
  if (beyond !== undefined)
    throw new Problem(`it leaves out view ${beyond}, there are ${count}`, {
      where: tilt?.path ?? '',
      remedy: 'give files of the same alignment',
    });
  return Array.from({ length: count }, (_, row) => row).filter((row) => !excluded.includes(row + 1));
}

/** Views that the aligned stack has not can be numbered in two ways, so they are only told. */
function sectionNotes(newstack: FoundCommand | undefined): readonly string[] {
  return ['SectionsToRead', 'ExcludeSections'].flatMap((name) => {
    const sections = imodOption(newstack?.command, name)?.trim() ?? '';
    return sections === ''
      ? []
      : [
          `newst.com puts only some images into the aligned stack (${name} ${sections}), which is not taken over: leave the others out with select_tilts`,
        ];
  });
}

/** FULLIMAGE is the size of the images before they were aligned; etomo may have turned it with them. */
function fullImage(tilt: FoundCommand | undefined): FoundAlignment['imageSize'] {
  const [columns, rows] = numbersOf(tilt, 'FULLIMAGE');
  return columns > 0 && rows > 0 ? { size: [columns, rows], turned: true } : undefined;
}

/** Turning the whole volume is leveling, which Warp does itself and M keeps apart from the alignment. */
function notesOf(tilt: FoundCommand): readonly string[] {
  const notes: string[] = [];
  for (const [axis, option] of [
    ['X', 'XAXISTILT'],
    ['Y', 'OFFSET'],
  ] as const) {
    const [angle = 0] = numbersOf(tilt, option);
    if (angle !== 0)
      notes.push(`tilt.com turns the volume about ${axis} by ${angle} degrees, level it with ts_autolevel`);
  }
  const [x = 0, z = 0] = numbersOf(tilt, 'SHIFT');
  if (x !== 0 || z !== 0)
    notes.push(
      `tilt.com shifts the volume by ${x} pixels along X and ${z} along Z (SHIFT), which is not taken over: coordinates in that tomogram are shifted`,
    );
  if (imodFile(tilt, 'LOCALFILE') !== undefined)
    notes.push('its local alignment is not taken over, refine an image warp instead');
  return notes;
}

function transformNotes(rows: readonly AlignedTilt[]): readonly string[] {
  const isIdentity = rows.every(
    ({ axisAngle, offset, magnification }) =>
      axisAngle === 0 && Math.hypot(...offset) === 0 && magnification === 1,
  );
  return rows.length > 1 && isIdentity
    ? [
        'it neither turns nor shifts any image, as AreTomo writes for a stack that it has aligned already: check whether this is the alignment of the raw images',
      ]
    : [];
}

function numbersOf(tilt: FoundCommand | undefined, option: string): readonly number[] {
  const text = imodOption(tilt?.command, option) ?? '';
  return text
    .trim()
    .split(/[\s,]+/)
    .filter((word) => word !== '')
    .map((word) => {
      const value = parseNumber(word);
      if (value === undefined)
        throw new Problem(`${option} is no list of numbers: ${text.slice(0, 40)}`, {
          where: tilt?.path ?? '',
        });
      return value;
    });
}
