/** The motion-corrected images of a series: found and whole before any work, finite when they are read. */
import { withoutOutliers, type CleanImage } from '../../compute/refine/outliers';
import type { TiltImage } from '../../compute/refine/tiltImages';
import { readMrc, readMrcHeader } from '../../formats/mrc';
import { tiltAveragePath } from '../../model/tiltSeriesFile';
import type { TiltSeriesFile } from '../../model/tiltSeriesFile';
import { Problem } from '../../../shared/problem';

/** Reads headers alone. Throws Problem for an average that is missing, truncated or of another shape than the raw image. */
export async function checkTiltAverages(file: TiltSeriesFile): Promise<void> {
  const { imageSize, used, tiltCount } = file.series;
  const [width, height] = imageSize;
  for (let tilt = 0; tilt < tiltCount; tilt++) {
    if (!used[tilt]) continue;
    const path = tiltAveragePath(file, tilt);
    const [x, y, z] = (await readMrcHeader(path)).size;
    if (z !== 1)
      throw new Problem(`it is a stack of ${z} images, expected one`, {
        where: path,
        remedy: 'make the average again in Warp',
      });
    if (Math.abs(x / y / (width / height) - 1) > 0.05)
      throw new Problem(
        `it is ${x} x ${y} pixels, but the raw image is ${Math.round(width)} x ${Math.round(height)} Å: another shape`,
        { where: path, remedy: 'check that averages and raw data belong together' },
      );
  }
}

/**
 * Throws Problem, also for pixels that are no numbers: through a Fourier transform they would spoil everything.
 *
 * @param note is told of what was done to the image
 */
export async function readTiltAverage(
  file: TiltSeriesFile,
  tilt: number,
  note?: (message: string) => void,
): Promise<TiltImage> {
  const image = await readImage(tiltAveragePath(file, tilt));
  const name = `${file.series.name}, tilt ${tilt + 1}`;
  if (image.isBlank) note?.(`${name}: the image has one value everywhere and is left out`);
  if (image.clipped > 0) note?.(`${name}: ${hotPixels(image.clipped)}, which are clipped`);
  return image;
}

export function hotPixels(count: number): string {
  return `${count} ${count === 1 ? 'pixel lies' : 'pixels lie'} more than 50 deviations from the others`;
}

/** Pixels far beyond all others clipped. Throws Problem for those that are no numbers. */
export async function readImage(path: string): Promise<CleanImage> {
  const { header, data } = await readMrc(path);
  if (!areNumbers(data))
    throw new Problem('it has pixels that are no numbers', {
      where: path,
      remedy: 'make the average again in Warp, or switch this tilt off',
    });
  return withoutOutliers({ width: header.size[0], height: header.size[1], data });
}

/** A loop: `every` takes ten times as long, and averages have tens of millions of pixels. */
function areNumbers(values: Float32Array): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return false;
  return true;
}
