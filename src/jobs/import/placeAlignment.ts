/** Puts the images of an alignment onto the tilts of a series, and refuses what cannot belong to it. */
import type { AlignedTilt } from '../../formats/alignments';
import { imageSizeIfThere } from '../../model/tiltMovies';
import { Problem } from '../../../shared/problem';
import type { FoundAlignment } from './alignmentFormat';
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
  /** One per tilt of the series, undefined where the alignment has none. */
  readonly tilts: readonly (AlignedTilt | undefined)[];
  /** What was decided, and what is not taken over, human-readable. */
  readonly notes: readonly string[];
}

/** Pixels; no camera has as many. */
const farthestShift = 20_000;

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
  refuseRunaways(found, image === undefined ? farthestShift : Math.max(...image) / options.pixelSize);
  return {
    tilts,
    notes: [...(note === undefined ? [] : [note]), ...angleNotes, ...found.notes, ...sizeNotes(found.tilts)],
  };
}

/** What programs leave where they never set a number, or lost an image. @param farthest pixels */
function refuseRunaways({ tilts, path }: FoundAlignment, farthest: number): void {
  for (const [i, { offset, axisAngle, magnification }] of tilts.entries()) {
    const shift = Math.hypot(...offset);
    const what =
      shift > farthest
        ? `it shifts image ${i + 1} by ${Number(shift.toPrecision(4))} pixels, more than the image is wide`
        : Math.abs(axisAngle) > 360
          ? `it has the tilt axis of image ${i + 1} at ${Number(axisAngle.toPrecision(4))} degrees`
          : magnification < 0.5 || magnification > 2
            ? `it makes image ${i + 1} ${Number(magnification.toPrecision(4))} times as large`
            : undefined;
    if (what !== undefined)
      throw new Problem(what, {
        where: path,
        remedy: 'leave that image out and align again, or correct --alignment_angpix',
      });
  }
}

function sizeNotes(tilts: readonly AlignedTilt[]): readonly string[] {
  const change = Math.max(...tilts.map(({ magnification }) => Math.abs(magnification - 1)));
  return change > 0.005
    ? [`it changes the size of images by up to ${(100 * change).toFixed(1)} %, which is not taken over`]
    : [];
}
