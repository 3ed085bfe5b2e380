/** Which tilts of a series the rows of a defocus list belong to: by the angles in it, or of the alignment beside it. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseAln } from '../../formats/alignments';
import type { DefocusList, ListedDefocus, TiltedDefocus } from '../../formats/defocusLists';
import { readForeignText } from '../../files/fileProblem';
import { Problem } from '../../../shared/problem';
import { readAreTomo } from './areTomoAlignment';
import { tiltsByAngle, tolerance, type SeriesTilts } from './placeImages';
import { angleList, compareAngles, refuseImpossible } from './tiltAngles';

export type FoundList = DefocusList & { readonly path: string };

/** A series in tilt order, degrees. */
export interface DefocusTarget {
  readonly name: string;
  /** As its XML has them; refined ones where it was aligned. */
  readonly angles: readonly number[];
  /** As the microscope recorded them. */
  readonly recorded: readonly number[];
  readonly used: readonly boolean[];
}

export interface PlacedDefocus {
  /** Whose index is that of the tilt. */
  readonly entries: readonly ListedDefocus[];
  readonly notes: readonly string[];
}

/**
 * @param invert the list counts tilt angles with the opposite sign
 * Throws Problem with both lists for what belongs to other images, and for what cannot be decided.
 */
export async function placeDefocus(
  list: FoundList,
  target: DefocusTarget,
  invert: boolean,
): Promise<PlacedDefocus> {
  const count = target.angles.length;
  const beyond = Math.max(...list.entries.map(({ index }) => Math.ceil(index)));
  if (beyond > count - 1)
    throw new Problem(`it lists image ${beyond + 1}, the series has ${count}`, {
      where: list.path,
      remedy: listRemedy,
    });
  const placed =
    list.program === 'ctfplotter'
      ? placeByAngle(list, target, invert ? -1 : 1)
      : list.program === 'CTFFIND'
        ? await placeInOrder(list, target, invert)
        : placedByName(list, count);
  const listed = new Set(placed.entries.flatMap(({ index }) => [Math.floor(index), Math.ceil(index)]));
  const without = target.angles.filter((_, tilt) => !listed.has(tilt));
  return without.length === 0 || placed.notes.length === 0
    ? placed
    : {
        ...placed,
        notes: [
          ...placed.notes,
          `tilts at ${angleList(without)} degrees take the defocus of their neighbors`,
        ],
      };
}

/** Images were found by their names. */
function placedByName({ entries }: FoundList, count: number): PlacedDefocus {
  const notes = entries.length < count ? [`its ${entries.length} images were recognized by their names`] : [];
  return { entries, notes };
}

const listRemedy = 'give the list of this series, made from all its images';

/** By the tilt angle of each image, as recorded or as aligned. */
function placeByAngle(
  { entries, path }: Extract<FoundList, { program: 'ctfplotter' }>,
  target: DefocusTarget,
  sign: number,
): PlacedDefocus {
  const angles = entries.map(({ tilt }) => sign * tilt);
  refuseImpossible(angles, target.angles, path);
  const asListed = entries.map(({ index }) => index);
  const pairs = entries.map(({ index }, i) => [angles[i], between(target.angles, index)] as const);
  const ways = new Map<string, { indices: readonly number[]; distance: number }>();
  for (const series of [target.angles, target.recorded])
    for (const indices of [asListed, indicesByAngle(entries, series, sign)]) {
      if (indices === undefined || !isWithin(angles, indices, series)) continue;
      const distance = largestDistance(angles, indices, series);
      const known = ways.get(indices.join());
      if (known === undefined || known.distance > distance) ways.set(indices.join(), { indices, distance });
    }
  if (ways.has(asListed.join()) && ways.size === 1) return { entries, notes: [] };
  compareAngles(pairs, path, { lenient: true });
  if (entries.length === target.angles.length)
    return { entries, notes: compareAngles(pairs, path, { remedy: listRemedy }) };
  const [best, next] = [...ways.values()].sort((one, other) => one.distance - other.distance);
  const margin = Math.max(...target.recorded.map((_, tilt) => tolerance(tilt, target.recorded))) / 2;
  if (best === undefined || (next !== undefined && next.distance - best.distance < margin))
    throw undecidedList(angles, target, path);
  return {
    entries: entries.map((entry, i) => ({ ...entry, index: best.indices[i] })),
    notes: [`its ${entries.length} images were recognized by their tilt angles`],
  };
}

/** Of images that were fitted together, between those of the first and the last; undefined where they are not told apart. */
function indicesByAngle(
  entries: readonly TiltedDefocus[],
  series: readonly number[],
  sign: number,
): readonly number[] | undefined {
  const [first, last] = ([0, 1] as const).map((end) =>
    tiltsByAngle(
      entries.map(({ ends, tilt }) => sign * (ends?.[end] ?? tilt)),
      series,
      true,
    ),
  );
  if (first === undefined || last === undefined) return undefined;
  const indices = first.map((tilt, i) => (tilt + last[i]) / 2);
  return indices.every((index, i) => i === 0 || index > indices[i - 1]) ? indices : undefined;
}

function isWithin(angles: readonly number[], indices: readonly number[], series: readonly number[]): boolean {
  return indices.every(
    (index, i) => Math.abs(angles[i] - between(series, index)) <= tolerance(Math.floor(index), series),
  );
}

function largestDistance(
  angles: readonly number[],
  indices: readonly number[],
  series: readonly number[],
): number {
  return Math.max(...indices.map((index, i) => Math.abs(angles[i] - between(series, index))));
}

/** Lists of CTFFIND have no angles; AreTomo leaves dark images out of them, as out of its alignment. */
async function placeInOrder(list: FoundList, target: DefocusTarget, invert: boolean): Promise<PlacedDefocus> {
  const { entries, path } = list;
  const count = target.angles.length;
  if (entries.length === count) return { entries, notes: [] };
  const isSequence = entries.every(({ index }, i) => index === i);
  const aln = [dirname(path), dirname(dirname(path))]
    .map((folder) => join(folder, `${target.name}.aln`))
    .find(existsSync);
  const series: SeriesTilts = { angles: target.recorded, used: target.used };
  if (isSequence && aln !== undefined) {
    const found = readAreTomo(parseAln(await readForeignText(aln), aln), aln, invert);
    const tilts = [...found.place(series).tilts].sort((a, b) => a - b);
    if (tilts.length === entries.length)
      return placedOn(entries, tilts, `its ${tilts.length} images were taken for those of ${aln}`);
  }
  const used = target.used.flatMap((on, tilt) => (on ? [tilt] : []));
  if (isSequence && used.length === entries.length)
    return placedOn(
      entries,
      used,
      `its ${used.length} images were taken for the tilts that are switched on (UseTilt)`,
    );
  throw new Problem(
    `it lists ${entries.length} images, the series has ${count}, and nothing says which they are; the series has ${angleList(target.angles)}`,
    { where: path, remedy: listRemedy },
  );
}

function placedOn(entries: readonly ListedDefocus[], tilts: readonly number[], note: string): PlacedDefocus {
  return { entries: entries.map((entry, i) => ({ ...entry, index: tilts[i] })), notes: [note] };
}

function undecidedList(angles: readonly number[], target: DefocusTarget, where: string): Problem {
  return new Problem(
    `it lists ${angles.length} images for ${target.angles.length} tilts, and their angles do not say which; ` +
      `the file has ${angleList(angles)}, the series ${angleList(target.angles)}`,
    { where, remedy: listRemedy },
  );
}

/** Half-way between two tilts for the middle of an even number of images. */
function between(values: readonly number[], index: number): number {
  return (values[Math.floor(index)] + values[Math.ceil(index)]) / 2;
}
