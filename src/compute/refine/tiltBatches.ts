/** Goes through views tilt by tilt, so many at once as boxes are cut: each tilt's image is brought once. */
import type { View } from '../parameters/views';
import type { ParticleBoxes } from './particleBoxes';
import type { SeriesSession } from './seriesSession';

/** Views of one tilt, which boxes are cut from now; the first of them is number `at` of those that were given. */
export type UseBatch = (batch: readonly View[], at: number) => void;

/** @returns goes through views in tilt-major order; called again, it goes on with the image that it has */
export function tiltBatches(
  session: SeriesSession,
  species: number,
  boxes: ParticleBoxes,
  signal?: AbortSignal,
): (views: readonly View[], use: UseBatch) => Promise<void> {
  let tilt = -1;
  return async (views, use) => {
    for (let start = 0; start < views.length;) {
      signal?.throwIfAborted();
      if (views[start].tilt !== tilt) {
        ({ tilt } = views[start]);
        boxes.useImage(await session.image(species, tilt));
      }
      let end = start;
      while (end < views.length && end - start < boxes.shape.batch && views[end].tilt === tilt) end++;
      use(views.slice(start, end), start);
      start = end;
    }
  };
}
