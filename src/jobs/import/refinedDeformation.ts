/** Whether a series holds deformations that somebody refined: they belong to the alignment that it has. */
import { constantGrid, zeroGrid4 } from '../../../shared/math/grids';
import type { TiltSeriesChanges } from '../../model/tiltSeriesChanges';
import type { TiltSeriesFile } from '../../model/tiltSeriesFile';

export function isRefined({ series }: TiltSeriesFile): boolean {
  const { imageWarp, volumeWarp, stageAngles } = series;
  const grids = [imageWarp.x, imageWarp.y, volumeWarp.x, volumeWarp.y, volumeWarp.z];
  const angles = [stageAngles.x, stageAngles.y, stageAngles.z];
  return [...grids, ...angles].some(({ values }) => values.some((value) => value !== 0));
}

const flat = constantGrid(0);

export const noDeformation: TiltSeriesChanges = {
  imageWarp: { x: flat, y: flat },
  volumeWarp: { x: zeroGrid4(), y: zeroGrid4(), z: zeroGrid4() },
  stageAngles: { x: flat, y: flat, z: flat },
};
