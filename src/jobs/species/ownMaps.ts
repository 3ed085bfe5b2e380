/** The maps that a species has beside it: checked against each other before anything is made of them. */
import type { Volume } from '../../compute/maps/volume';
import { companion, type CompanionSuffix, type Species } from '../../model/species';
import { Problem } from '../../../shared/problem';
import { checkMask, readCube } from '../maps/mapFiles';

/**
 * Cubes of one size with the species' pixel size and finite voxels, by suffix.
 *
 * @param edge voxels that they must have; by default what the first of them has
 * @throws Problem for a missing map, and for one that does not fit
 */
export async function readOwnMaps<Suffix extends CompanionSuffix>(
  species: Species,
  suffixes: readonly Suffix[],
  edge?: number,
): Promise<ReadonlyMap<Suffix, Volume>> {
  const maps = new Map<Suffix, Volume>();
  let size = edge;
  for (const suffix of suffixes) {
    const path = companion(species, suffix);
    const map = await readCube(path);
    size ??= map.size;
    if (map.size !== size)
      throw new Problem(`it is ${map.size} voxels wide, half-map 1 is ${size}`, {
        where: path,
        remedy: 'give all maps of a species the same size',
      });
    // M allows this much between a header and the species.
    if (map.pixelSize > 0 && Math.abs(map.pixelSize - species.pixelSize) > 0.02)
      throw new Problem(`its pixel size is ${map.pixelSize} Å, the species' is ${species.pixelSize} Å`, {
        where: path,
        remedy: 'rescale the map, or fix its header',
      });
    if (suffix === '_mask.mrc') checkMask({ path, data: map.data });
    maps.set(suffix, { ...map, pixelSize: species.pixelSize });
  }
  return maps;
}
