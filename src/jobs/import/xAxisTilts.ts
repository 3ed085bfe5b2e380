/** Tilts about X that tiltalign found image by image: Warp's model has only one for the whole volume. */
import { existsSync } from 'node:fs';
import { parseAngles } from '../../formats/alignments';
import { readForeignText } from '../../files/fileProblem';
import { Problem } from '../../../shared/problem';

/** Degrees; files have two decimals. */
const rounding = 0.021;

/**
 * What is to be said of a file; nothing where it does not exist or turns nothing. Throws Problem where the tilt changes
 * from image to image, which would be lost without a word.
 */
export async function turnsAboutX(path: string): Promise<readonly string[]> {
  if (!existsSync(path)) return [];
  const angles = parseAngles(await readForeignText(path), path);
  const common = [...angles].sort((a, b) => a - b)[Math.floor(angles.length / 2)];
  const other = angles.findIndex((angle) => Math.abs(angle - common) > rounding);
  if (other >= 0)
    throw new Problem(
      `image ${other + 1} is turned about X by ${angles[other]} degrees${common === 0 ? '' : `, others by ${common}`}, which Warp cannot express`,
      {
        where: path,
        remedy: 'align again without X-axis tilt, and level the sample in Warp',
      },
    );
  return Math.abs(common) > rounding
    ? [`its images are turned about X by ${common} degrees, level the volume with ts_autolevel`]
    : [];
}
