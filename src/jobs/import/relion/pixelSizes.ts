/** Whether the pixel size of RELION's tables is that of the images: released versions of WarpTools wrote a wrong one. */
import { existsSync } from 'node:fs';
import { Problem } from '../../../../shared/problem';
import { readMrcHeader } from '../../../formats/mrc';
import type { RelionTomogram } from '../../../model/relionTomograms';

/** As much as rounding to three digits takes. */
export const pixelTolerance = 0.002;

/** Asks the first image that is there; headers that say 0 or 1 Å say nothing. Throws Problem. */
export async function checkImagePixels({ name, tilts, pixelSize, where }: RelionTomogram): Promise<void> {
  const image = tilts.find(({ image: { path } }) => existsSync(path))?.image.path;
  if (image === undefined) return;
  const [pixel] = (await readMrcHeader(image)).pixelSize;
  if (pixel <= 0 || pixel === 1 || Math.abs(pixel / pixelSize - 1) <= pixelTolerance) return;
  throw new Problem(
    `${name} has a pixel size of ${pixelSize} Å (rlnTomoTiltSeriesPixelSize), its image ${image} has ${Number(pixel.toPrecision(5))} Å`,
    { where, remedy: 'correct the one that is wrong, or take the table as it is with --any_sizes' },
  );
}
