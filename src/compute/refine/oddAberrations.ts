/** The odd aberrations of a series (Warp's ZernikeCoeffsOdd): beam tilt, trefoil and their like, which turn the phases of its images. */
import { oddTerms, toPowers } from '../../../shared/math/zernike';
import type { TiltSeries } from '../../model/tiltSeries';
import type { ImageAberrations } from '../kernels/cropImage';

/** That images are to be multiplied with, as exp(i phase), to be without them; null where there are none. */
export function oddAberrations({ zernikeOdd, imageSize }: TiltSeries): ImageAberrations | null {
  if (zernikeOdd.every((value) => value === 0)) return null;
  return { powers: toPowers(oddTerms, zernikeOdd).coefficients, size: imageSize };
}

/** rad, at a frequency in 1/Å. @param powers factors of pure powers, in the order of `oddTerms` */
export function oddPhase(powers: ArrayLike<number>, x: number, y: number): number {
  const [x2, y2] = [x * x, y * y];
  const k2 = x2 + y2;
  const [cos3, sin3] = [x * (x2 - 3 * y2), y * (3 * x2 - y2)];
  const cos5 = x * (x2 * x2 - 10 * x2 * y2 + 5 * y2 * y2);
  const sin5 = y * (5 * x2 * x2 - 10 * x2 * y2 + y2 * y2);
  const first = powers[0] * y + powers[1] * x;
  const third = powers[2] * sin3 + k2 * (powers[3] * y + powers[4] * x) + powers[5] * cos3;
  const fifth =
    powers[6] * sin5 +
    k2 * (powers[7] * sin3 + powers[10] * cos3) +
    k2 * k2 * (powers[8] * y + powers[9] * x) +
    powers[11] * cos5;
  return first + third + fifth;
}
