/** Resolution at every voxel of two half-maps, and their average filtered to it. */
import { localResolution, windowSize, type LocalMaps } from '../../compute/maps/localResolution';
import type { Volume } from '../../compute/maps/volume';
import { Problem } from '../../../shared/problem';
import { openTestedGpu } from '../selfTest/openTestedGpu';

/**
 * Halves under their mask; the resolution of the whole in Å, and the B-factor in Å^2 that the filtered map is sharpened
 * by. Throws Problem if the window is larger than the box, or there is no such adapter.
 */
export async function localMaps(
  half1: Volume,
  half2: Volume,
  options: { readonly resolution: number; readonly bfactor: number },
  adapter: string | undefined,
): Promise<Pick<LocalMaps, 'resolution' | 'filtered'>> {
  const width = windowSize(options.resolution, half1.pixelSize);
  if (width > half1.size)
    throw new Problem(
      `local resolution needs a box of ${width} voxels or more, these half-maps have ${half1.size}`,
      { remedy: 'pad them, or leave --locres out' },
    );
  const gpu = await openTestedGpu({ adapter });
  try {
    const maps = await localResolution(gpu, half1, half2, options);
    if (maps === null) throw new Error('The window fits into the box but was refused.');
    return maps;
  } finally {
    gpu.close();
  }
}
