/** Whether maps can have the pixel size that their header says: many programs write 1 Å where they know none. */
import { Problem } from '../../../shared/problem';

/** Rounding of headers and tables. */
const tolerance = 0.01;

/**
 * Throws Problem for maps that are finer than half a pixel of the data, or other than the images that the particles were
 * refined with. Not to be asked where somebody gave the pixel size.
 *
 * @param pixelSize of the maps, `data` of raw images, `images` of what the particle table says, Å
 */
export function checkMapPixelSize(
  pixelSize: number,
  { data, images }: { readonly data: readonly number[]; readonly images: readonly number[] },
  where: string,
): void {
  const known = Number(pixelSize.toPrecision(5));
  const remedy = `give the right pixel size with --angpix, or ${known} if that is right`;
  const finest = Math.min(...data);
  if (pixelSize < (finest / 2) * (1 - tolerance))
    throw new Problem(
      `its header says ${known} Å per voxel, less than half of the ${finest} Å of the data, as programs write that know no pixel size`,
      { where, remedy },
    );
  if (images.length > 0 && images.every((image) => Math.abs(pixelSize / image - 1) > tolerance))
    throw new Problem(
      `its header says ${known} Å per voxel, the particle table has images of ${images.join(' or ')} Å (rlnImagePixelSize)`,
      { where, remedy },
    );
}
