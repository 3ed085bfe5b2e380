/** Which tilts AreTomo's sections are: counted from 0 or 1, with or without its dark frames, as the angles have it. */
import type { AlnFile } from '../../formats/alignments';
import { Problem } from '../../../shared/problem';
import { placeImages, tolerance, undecided, type PlacedImages, type SeriesTilts } from './placeImages';

/** One tilt per row of the file. Throws Problem with both lists where that cannot be decided. */
export function placeSections(aln: AlnFile, series: SeriesTilts, where: string): PlacedImages {
  const angles = aln.tilts.map(({ angle }) => angle);
  const images = aln.size[2] ?? series.angles.length;
  if (images > series.angles.length)
    throw new Problem(
      `it was made from a stack of ${images} images, the series has ${series.angles.length}`,
      {
        where,
        remedy: 'give the alignment of this series',
      },
    );
  // A row and a dark frame each, in the order of the stack.
  const order = [...aln.tilts.keys()].sort((a, b) => aln.tilts[a].section - aln.tilts[b].section);
  const stack = stackTilts(images, series);
  if (stack === undefined) {
    const images = { count: order.length, angles: order.map((row) => angles[row]), cut: [] };
    const sorted = placeImages(images, series, where);
    return { tilts: order.map((_, row) => sorted.tilts[order.indexOf(row)]), note: sorted.note };
  }
  const places = uniquePlaces(aln, images);
  const fits = places.map((rows) => rows.map((place) => stack[place]));
  const [best, next] = fits
    .map((tilts) => ({ tilts, distance: largestDistance(angles, tilts, series) }))
    .sort((a, b) => a.distance - b.distance);
  if (best === undefined) throw undecided(angles.length, angles, series, where);
  const step = Math.max(...best.tilts.map((tilt) => tolerance(tilt, series.angles)));
  if (next !== undefined && (best.distance > step || next.distance - best.distance < step))
    throw undecided(angles.length, angles, series, where);
  return { tilts: best.tilts, note: undefined };
}

/** The tilt of each image of the stack, if it can only be that of all tilts, or of all that are used. */
function stackTilts(images: number, { angles, used }: SeriesTilts): readonly number[] | undefined {
  const all = angles.map((_, tilt) => tilt);
  const on = all.filter((tilt) => used[tilt]);
  if (images === all.length) return all;
  return images === on.length ? on : undefined;
}

/** Every way to read the section numbers as places in the stack that contradicts nothing, without repetitions. */
function uniquePlaces({ tilts, dark }: AlnFile, images: number): readonly (readonly number[])[] {
  const found = new Map<string, readonly number[]>();
  const isInside = (place: number): boolean => Number.isInteger(place) && place >= 0 && place < images;
  for (const base of [0, 1])
    for (const left of [dark.map(({ section }) => section - base), dark.map(({ place }) => place)]) {
      if (!left.every(isInside)) continue;
      const kept = Array.from({ length: images }, (_, place) => place).filter(
        (place) => !left.includes(place),
      );
      for (const places of [
        tilts.map(({ section }) => section - base),
        tilts.map(({ section }) => kept.at(section - base < 0 ? images : section - base) ?? -1),
      ])
        if (
          places.every((place) => isInside(place) && !left.includes(place)) &&
          new Set(places).size === places.length
        )
          found.set(places.join(), places);
    }
  return [...found.values()];
}

/** Degrees; one image on a wrong tilt is enough. */
function largestDistance(angles: readonly number[], tilts: readonly number[], series: SeriesTilts): number {
  return Math.max(...angles.map((angle, i) => Math.abs(angle - series.angles[tilts[i]])));
}
