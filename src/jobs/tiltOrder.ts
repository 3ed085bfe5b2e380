/** Whether a file that lists a series image by image has them in the order of the series, by the tilt angles of both. */
import { Problem } from '../problem';

/**
 * The same images in another order, or the other sign, would give a wrong tomogram without any error. Throws Problem.
 *
 * @param pairs the file's tilt angle of an image and that of the series, degrees
 */
export function checkTiltOrder(pairs: readonly (readonly [number, number])[], where: string): void {
  if (pairs.length < 3) return;
  const agreement = correlation(pairs);
  if (agreement < -0.9)
    throw new Problem('its tilt angles have the opposite sign of those of the series', {
      where,
      remedy: 'turn them round with --invert_angles, if they were aligned from an .mdoc rather than by Warp',
    });
  if (agreement < 0.9)
    throw new Problem('its tilt angles are in another order than those of the series', {
      where,
      remedy: 'align the images in the order of the tomostar',
    });
}

function correlation(pairs: readonly (readonly [number, number])[]): number {
  const mean = (i: 0 | 1): number => pairs.reduce((sum, pair) => sum + pair[i], 0) / pairs.length;
  const [a, b] = [mean(0), mean(1)];
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (const [x, y] of pairs) {
    ab += (x - a) * (y - b);
    aa += (x - a) ** 2;
    bb += (y - b) ** 2;
  }
  // Without any spread there is no order to compare.
  return aa * bb > 0 ? ab / Math.sqrt(aa * bb) : 1;
}
