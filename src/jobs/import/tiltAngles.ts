/** Whether tilt angles of another program can be those of a series: possible at all, in its order, and near its own. */
import { Problem } from '../../../shared/problem';

/** A tilt angle of the file and that of the series which it is put on, degrees. */
export type AnglePair = readonly [file: number, series: number];

/** More than what correcting the tilt of a lamella takes. */
const largestOffset = 20;
/** More than what an alignment makes of the angles of the stage. */
const largestScale = 0.1;
/** Refined angles hardly differ by more than this from their neighbors'. */
const largestJump = 1;
const degreesInRadian = 180 / Math.PI;

/** What a run that failed leaves behind. Throws Problem. */
export function refuseImpossible(angles: readonly number[], series: readonly number[], where: string): void {
  const high = angles.findIndex((angle) => !(Math.abs(angle) <= 90));
  if (high >= 0)
    throw new Problem(
      `image ${high + 1} of ${angles.length} is tilted by ${shortest(angles[high])} degrees, expected 90 or less`,
      {
        where,
        remedy:
          Math.abs(angles[high]) > 1e4
            ? 'AreTomo leaves such numbers where it never set an angle: align the series again'
            : 'give tilt angles in degrees, from the stage or the alignment',
      },
    );
  const alike = angles.length > 1 && angles.every((angle) => angle === angles[0]);
  if (alike && series.some((angle) => angle !== series[0]))
    throw new Problem(`all ${angles.length} tilt angles are ${shortest(angles[0])}`, {
      where,
      remedy: 'a run that failed leaves such a list: give the angles of the stage or align the series again',
    });
}

/**
 * The same images in another order, with the other sign or of another stack would give a wrong tomogram without any
 * error. Throws Problem.
 *
 * @param options `lenient`: take angles that differ by a factor, a constant or a step, since somebody says that they are
 *   right; `remedy`: what to do about those otherwise
 * @returns what is to be said of them
 */
export function compareAngles(
  pairs: readonly AnglePair[],
  where: string,
  { lenient = false, remedy = acceptRemedy } = {},
): readonly string[] {
  if (pairs.length >= 3) checkOrder(pairs, where);
  if (lenient) return [];
  const factor = pairs.length >= 3 ? slope(pairs) : 1;
  if (factor < 0.5 || factor > 1.6) throw otherScale(factor, where, pairs, remedy);
  const offset = median(pairs.map(([file, series]) => file - series));
  if (Math.abs(offset) > largestOffset)
    throw new Problem(
      `its tilt angles are ${offset.toFixed(1)} degrees from those of the series; ${bothLists(pairs)}`,
      { where, remedy },
    );
  const farthest = Math.max(...pairs.map(([file, series]) => Math.abs(file - series - offset)));
  const jump = jumpBetween(pairs);
  if (jump !== undefined)
    throw new Problem(
      `its tilt angles go from ${shortest(jump[0][0])} to ${shortest(jump[1][0])} where those of the series go from ` +
        `${shortest(jump[0][1])} to ${shortest(jump[1][1])}, as if an image were missing there; ${bothLists(pairs)}`,
      { where, remedy },
    );
  if (Math.abs(factor - 1) > largestScale) throw otherScale(factor, where, pairs, remedy);
  return [
    ...(Math.abs(offset) > 2
      ? [
          `its tilt angles are ${offset.toFixed(1)} degrees from those of the series, as after correcting the tilt of a sample`,
        ]
      : []),
    ...(farthest > 3
      ? [`single tilt angles are up to ${farthest.toFixed(1)} degrees from those of the series`]
      : []),
  ];
}

/** Degrees, as a list that can be compared by eye. */
export function angleList(angles: readonly number[]): string {
  return angles.map((angle) => shortest(angle)).join(' ');
}

const acceptRemedy =
  'give the alignment of this series, or take these angles with --any_angles if you know that they are right';

function checkOrder(pairs: readonly AnglePair[], where: string): void {
  const agreement = correlation(pairs);
  if (agreement < -0.9)
    throw new Problem('its tilt angles have the opposite sign of those of the series', {
      where,
      remedy: 'turn them round with --invert_angles, if they were aligned from an .mdoc rather than by Warp',
    });
  if (agreement < 0.9)
    throw new Problem(`its tilt angles are in another order than those of the series; ${bothLists(pairs)}`, {
      where,
      remedy: 'align the images in the order of the tomostar',
    });
}

function otherScale(factor: number, where: string, pairs: readonly AnglePair[], remedy: string): Problem {
  const inRadians = Math.abs(factor * degreesInRadian - 1) < 0.2;
  const worst = Math.max(...pairs.map(([file, series]) => Math.abs(file - series)));
  return new Problem(
    `its tilt angles are ${Number(factor.toPrecision(3))} times those of the series, up to ${worst.toFixed(1)} degrees from them` +
      `${inRadians ? ', as if they were in radians' : ''}; ${bothLists(pairs)}`,
    { where, remedy: inRadians ? 'give them in degrees' : remedy },
  );
}

/** Neighbors between which the file takes another step than the series. */
function jumpBetween(pairs: readonly AnglePair[]): readonly [AnglePair, AnglePair] | undefined {
  const sorted = [...pairs].sort((a, b) => a[1] - b[1]);
  for (let i = 1; i < sorted.length; i++) {
    const [[fileA, seriesA], [fileB, seriesB]] = [sorted[i - 1], sorted[i]];
    const difference = Math.abs(fileB - fileA - (seriesB - seriesA));
    if (difference > Math.max(largestJump, 0.6 * (seriesB - seriesA))) return [sorted[i - 1], sorted[i]];
  }
  return undefined;
}

function bothLists(pairs: readonly AnglePair[]): string {
  const [file, series] = ([0, 1] as const).map((i) => angleList(pairs.map((pair) => pair[i])));
  return `the file has ${file}, the series ${series}`;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length === 0 ? 0 : sorted[Math.floor(sorted.length / 2)];
}

function slope(pairs: readonly AnglePair[]): number {
  const { ab, bb } = moments(pairs);
  return bb > 0 ? ab / bb : 1;
}

function correlation(pairs: readonly AnglePair[]): number {
  const { ab, aa, bb } = moments(pairs);
  // Without any spread there is no order to compare.
  return aa * bb > 0 ? ab / Math.sqrt(aa * bb) : 1;
}

function moments(pairs: readonly AnglePair[]): { aa: number; ab: number; bb: number } {
  const mean = (i: 0 | 1): number => pairs.reduce((sum, pair) => sum + pair[i], 0) / pairs.length;
  const [a, b] = [mean(0), mean(1)];
  let [aa, ab, bb] = [0, 0, 0];
  for (const [x, y] of pairs) {
    ab += (x - a) * (y - b);
    aa += (x - a) ** 2;
    bb += (y - b) ** 2;
  }
  return { aa, ab, bb };
}

function shortest(angle: number): string {
  return Math.abs(angle) < 1e4 ? String(Number(angle.toFixed(2))) : angle.toPrecision(3);
}
