/** What a table of particle images can say that `reconstruct` doesn't apply: better refused than passed over, which the map would not show. */
import { Problem } from '../../../shared/problem';
import type { ProjectionTable } from './projectionTable';

const untouched = [
  { labels: ['rlnBeamTiltX', 'rlnBeamTiltY'], neutral: 0, what: 'beam tilt' },
  { labels: ['rlnOddZernike'], neutral: 0, what: 'odd aberrations' },
  { labels: ['rlnEvenZernike'], neutral: 0, what: 'even aberrations' },
  { labels: ['rlnMagMat00', 'rlnMagMat11'], neutral: 1, what: 'an anisotropic magnification' },
  { labels: ['rlnMagMat01', 'rlnMagMat10'], neutral: 0, what: 'an anisotropic magnification' },
] as const;

/** Relative difference of pixel sizes that are one. */
const sameScale = 1e-4;

/**
 * @param pixelSizes Å, one per image, where the table gives them
 * Throws Problem for what would change the map and is not applied; columns that hold its absence pass.
 */
export function checkAllIsUsed(
  table: ProjectionTable,
  where: string,
  pixelSizes: Float64Array | undefined,
): void {
  for (const { labels, neutral, what } of untouched)
    for (const label of labels) {
      const values = [...new Set(table.texts(label))].flatMap(numbersIn);
      if (values.some((value) => value !== neutral))
        throw new Problem(`it corrects ${what} (${label}), which reconstruct does not apply`, {
          where,
          remedy: 'subtract it first, or reconstruct with relion_reconstruct',
        });
    }
  const other = pixelSizes?.find((value) => Math.abs(value / pixelSizes[0] - 1) > sameScale);
  if (pixelSizes !== undefined && other !== undefined)
    throw new Problem(`its images have pixels of ${pixelSizes[0]} and of ${other} Å`, {
      where,
      remedy: 'reconstruct the optics groups one by one, or extract all images at one pixel size',
    });
}

/** A number, or a list of them: `[0.1,-2,0]` */
function numbersIn(text: string): readonly number[] {
  return text
    .replace(/^\[|\]$/g, '')
    .split(',')
    .filter((part) => part.trim() !== '')
    .map(Number);
}
