/** Goes through views tilt by tilt, so many at once as boxes are cut: each tilt's image is brought once. */
import { viewsBetween, type Views } from '../parameters/views';
import type { ParticleBoxes } from './particleBoxes';
import type { SeriesSession } from './seriesSession';

/** Views of one tilt, which boxes are cut from now; the first of them is number `at` of those that were given. */
export type UseBatch = (batch: Views, at: number) => void;

/** @returns goes through views, which are in the order of tilts; called again, it goes on with the image that it has */
export function tiltBatches(
  session: SeriesSession,
  species: number,
  boxes: ParticleBoxes,
  signal?: AbortSignal,
): (views: Views, use: UseBatch) => Promise<void> {
  let tilt = -1;
  return async (views, use) => {
    for (let start = 0; start < views.count;) {
      signal?.throwIfAborted();
      if (views.tilt[start] !== tilt) {
        tilt = views.tilt[start];
        boxes.useImage(await session.image(species, tilt));
      }
      let end = start;
      while (end < views.count && end - start < boxes.shape.batch && views.tilt[end] === tilt) end++;
      use(viewsBetween(views, start, end), start);
      start = end;
    }
  };
}
