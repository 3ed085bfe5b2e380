/** Which tilts of a series the images of another program's stack are: by their angles, by what was cut, never by counting. */
import { Problem } from '../../../shared/problem';
import { angleList } from './tiltAngles';

/** What is known of a series, in tilt order. */
export interface SeriesTilts {
  /** As recorded, degrees. */
  readonly angles: readonly number[];
  readonly used: readonly boolean[];
}

export interface PlacedImages {
  /** Index of the tilt of each image of the stack. */
  readonly tilts: readonly number[];
  /** How they were told apart, human-readable; undefined where every tilt has its image. */
  readonly note: string | undefined;
}

/** Images and tilts belong together when their angles differ by less than this share of the step between tilts. */
const shareOfStep = 0.4;
/** Degrees; steps of 30 degrees would allow too much. */
const largestDifference = 5;

export interface ImageStack {
  /** Number of its images. */
  readonly count: number;
  /** Of its images, degrees, as recorded if the file says so; undefined where nothing says them. */
  readonly angles: readonly number[] | undefined;
  /** Angles of images that were taken out of the stack before. */
  readonly cut: readonly number[];
}

/** Throws Problem with both lists where that cannot be decided. */
export function placeImages(stack: ImageStack, series: SeriesTilts, where: string): PlacedImages {
  const { count, angles, cut } = stack;
  const all = series.angles.map((_, tilt) => tilt);
  if (count === all.length) return { tilts: all, note: undefined };
  if (count > all.length)
    throw new Problem(
      `it aligns image ${all.length + 1}, the series has ${all.length}${lists(angles, series)}`,
      { where, remedy: 'give the alignment of this series, made with all its images' },
    );
  if (cut.length > 0) {
    const gone = tiltsByAngle(cut, series.angles);
    if (gone !== undefined && count + gone.length === all.length)
      return {
        tilts: all.filter((tilt) => !gone.includes(tilt)),
        note: `images at ${angleList(cut)} degrees were cut out of the stack`,
      };
  }
  if (angles !== undefined) {
    const tilts = tiltsByAngle(angles, series.angles);
    if (tilts !== undefined && isAscending(tilts))
      return { tilts, note: `its ${count} images were recognized by their tilt angles` };
    throw undecided(count, angles, series, where);
  }
  const used = all.filter((tilt) => series.used[tilt]);
  if (used.length === count)
    return {
      tilts: used,
      note: `its ${count} images were taken for the tilts that are switched on (UseTilt)`,
    };
  throw undecided(count, angles, series, where);
}

/**
 * The tilt that is nearest to each angle; undefined where one is near none, or where two could be meant.
 *
 * @param repeated several angles may belong to one tilt
 */
export function tiltsByAngle(
  angles: readonly number[],
  series: readonly number[],
  repeated = false,
): readonly number[] | undefined {
  const tilts: number[] = [];
  for (const angle of angles) {
    const near = series
      .map((other, tilt) => ({ tilt, distance: Math.abs(other - angle) }))
      .filter(({ tilt, distance }) => distance <= tolerance(tilt, series))
      .map(({ tilt }) => tilt);
    if (near.length !== 1 || (!repeated && tilts.includes(near[0]))) return undefined;
    tilts.push(near[0]);
  }
  return tilts;
}

/** Degrees that the angle of an image may be from that of its tilt. */
export function tolerance(tilt: number, series: readonly number[]): number {
  const steps = series.flatMap((other, i) => (i === tilt ? [] : [Math.abs(other - series[tilt])]));
  return Math.min(largestDifference, shareOfStep * Math.min(...steps, Infinity));
}

export function undecided(
  count: number,
  angles: readonly number[] | undefined,
  series: SeriesTilts,
  where: string,
): Problem {
  return new Problem(
    `it has ${count} images for ${series.angles.length} tilts, and nothing says which${lists(angles, series)}`,
    {
      where,
      remedy:
        angles === undefined
          ? 'put the .tlt or .rawtlt with the angles of its images beside it'
          : 'put the .rawtlt with the recorded angles of its images beside it, or align the whole series',
    },
  );
}

function lists(angles: readonly number[] | undefined, series: SeriesTilts): string {
  const own = angles === undefined ? 'has no angles' : `has ${angleList(angles)}`;
  return `; the file ${own}, the series ${angleList(series.angles)}`;
}

function isAscending(tilts: readonly number[]): boolean {
  return tilts.every((tilt, i) => i === 0 || tilt > tilts[i - 1]);
}
