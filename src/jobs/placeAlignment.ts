/** Puts the images of an alignment onto the tilts of a series, and refuses what cannot belong to it. */
import type { AlignedTilt } from '../formats/alignments';
import { imageSizeIfThere } from '../model/tiltMovies';
import { Problem } from '../problem';
import type { FoundAlignment } from './findAlignment';
import { checkStackPixelSize } from './stackPixelSize';
import { compareAngles } from './tiltAngles';

/** A series as it is before the import, in tilt order. */
export interface AlignmentTarget {
  /** Degrees; refined ones where the series was aligned before. */
  readonly angles: readonly number[];
  /** As the microscope recorded them. */
  readonly recorded: readonly number[];
  readonly used: readonly boolean[];
  /** Absolute. */
  readonly movies: readonly string[];
}

export interface PlacedAlignment {
  /** One a tilt of the series, undefined where the alignment has none. */
  readonly tilts: readonly (AlignedTilt | undefined)[];
  /** What was decided, and what is not taken over, for people. */
  readonly notes: readonly string[];
}

/** Pixels; no camera has as many. */
const FARTHEST_SHIFT = 20_000;

/**
 * @param pixelSize of the stack, `unbinned` of raw images, Å
 * Throws Problem for what belongs to other images, and for what cannot be decided.
 */
export async function placeAlignment(
  found: FoundAlignment,
  target: AlignmentTarget,
  options: { readonly pixelSize: number; readonly unbinned: number; readonly anyAngles: boolean },
): Promise<PlacedAlignment> {
  const { tilts: places, note } = found.place({ angles: target.recorded, used: target.used });
  const tilts: (AlignedTilt | undefined)[] = target.angles.map(() => undefined);
  places.forEach((tilt, i) => (tilts[tilt] = found.tilts[i]));
  const pairs = tilts.flatMap((tilt, i) =>
    tilt?.angle === undefined ? [] : [[tilt.angle, target.recorded[i]] as const],
  );
  const angleNotes = compareAngles(pairs, found.anglesFrom, { lenient: options.anyAngles });
  const image = await imageSizeIfThere(target.movies, options.unbinned);
  if (image !== undefined && found.imageSize !== undefined)
    checkStackPixelSize(found.imageSize, image, options.pixelSize, found.path);
  checkShifts(found, image === undefined ? FARTHEST_SHIFT : Math.max(...image) / options.pixelSize);
  return {
    tilts,
    notes: [...(note === undefined ? [] : [note]), ...angleNotes, ...found.notes, ...sizeNotes(found.tilts)],
  };
}

/** @param farthest pixels */
function checkShifts({ tilts, path }: FoundAlignment, farthest: number): void {
  const run = tilts.findIndex(({ offset }) => !(Math.hypot(...offset) <= farthest));
  if (run < 0) return;
  const shift = Math.hypot(...tilts[run].offset);
  throw new Problem(
    `it shifts image ${run + 1} by ${Number(shift.toPrecision(4))} pixels, more than the image is wide`,
    {
      where: path,
      remedy: 'leave that image out and align again, or correct --alignment_angpix',
    },
  );
}

function sizeNotes(tilts: readonly AlignedTilt[]): readonly string[] {
  const change = Math.max(...tilts.map(({ magnification }) => Math.abs(magnification - 1)));
  return change > 0.005
    ? [`it changes the size of images by up to ${(100 * change).toFixed(1)} %, which is not taken over`]
    : [];
}
