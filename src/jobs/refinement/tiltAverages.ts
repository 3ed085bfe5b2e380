/** The motion-corrected images of a series: found and whole before any work, finite when they are read. */
import type { TiltImage } from '../../compute/refine/tiltImages';
import { readMrc, readMrcHeader } from '../../formats/mrc';
import { tiltAveragePath } from '../../model/tiltSeriesFile';
import type { TiltSeriesFile } from '../../model/tiltSeriesFile';
import { Problem } from '../../problem';

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

/** Throws Problem, also for pixels that are no numbers: through a Fourier transform they would spoil everything. */
export async function readTiltAverage(file: TiltSeriesFile, tilt: number): Promise<TiltImage> {
  const path = tiltAveragePath(file, tilt);
  const { header, data } = await readMrc(path);
  if (!data.every(Number.isFinite))
    throw new Problem('it has pixels that are no numbers', {
      where: path,
      remedy: 'make the average again in Warp, or switch this tilt off',
    });
  return { width: header.size[0], height: header.size[1], data };
}
