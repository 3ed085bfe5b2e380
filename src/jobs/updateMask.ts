/** Gives a species a new mask, cut from a map at a threshold. */
import { padOrCrop } from '../compute/maps/volume';
import { binarised, extended, longestReach } from '../compute/maps/createMask';
import { replaceFilesTogether } from '../formats/atomicFile';
import { encodeMrc, readMrcHeader } from '../formats/mrc';
import { commitSpecies } from '../model/commit';
import { withPopulationLock } from '../model/lock';
import { readPopulation, readPopulationSpecies } from '../model/population';
import { companion, type Species } from '../model/species';
import { Problem } from '../problem';
import { chooseSpecies } from './chooseSpecies';
import { cubeOf, readMapFile, type MapFile } from './mapFiles';
import { journalPath, recoverSave } from './refinement/saveRound';

export interface UpdateMaskOptions {
  readonly population: string;
  /** Path, GUID or name. */
  readonly species: string;
  readonly map: string;
  readonly threshold: number;
  /** Voxels. */
  readonly dilate: number;
}

export interface UpdatedMask {
  readonly species: { readonly name: string; readonly version: string };
  readonly mask: string;
  readonly voxels: number;
}

/** The mask is binary, in the box of the half-maps; a new version of the species. Throws Problem; then nothing has changed. */
export async function updateMask(options: UpdateMaskOptions): Promise<UpdatedMask> {
  if (!(options.dilate >= 0 && options.dilate <= longestReach))
    throw new Problem(`a mask is dilated by 0 to ${longestReach} voxels, not by ${options.dilate}`, {
      remedy: 'correct --dilate',
    });
  return withPopulationLock(options.population, async () => {
    await recoverSave(options.population);
    const population = await readPopulation(options.population);
    const species = chooseSpecies(await readPopulationSpecies(population), options.species, population.path);
    const map = await readMapFile(options.map);
    checkPixelSize(map, species);
    const edge = (await readMrcHeader(companion(species, '_half1.mrc'))).size[0];
    const data = newMask(map, edge, options);
    const voxels = data.reduce((sum, value) => sum + value, 0);
    const mask = companion(species, '_mask.mrc');
    const encoded = encodeMrc({ size: [edge, edge, edge], pixelSize: species.pixelSize, data });
    await replaceFilesTogether(new Map([[mask, encoded]]), journalPath(population.path));
    const { name, version } = await commitSpecies(species);
    return { species: { name, version }, mask, voxels };
  });
}

function checkPixelSize(map: MapFile, species: Species): void {
  if (map.pixelSize > 0 && Math.abs(map.pixelSize - species.pixelSize) <= 1e-3) return;
  throw new Problem(
    `the map has ${map.pixelSize} Å a voxel, the species ${species.name} has ${species.pixelSize} Å`,
    {
      where: map.path,
      remedy: 'resample it, or correct its header if only that is wrong',
    },
  );
}

function newMask(map: MapFile, edge: number, { threshold, dilate }: UpdateMaskOptions): Float32Array {
  const { size, data } = cubeOf(map);
  const whole = Float32Array.from(binarised(data, threshold));
  const inBox = padOrCrop({ size, pixelSize: map.pixelSize, data: whole }, edge).data;
  if (!inBox.includes(1))
    throw new Problem(
      `no voxel within the species' box of ${edge} voxels reaches the threshold ${threshold}, the mask would be empty`,
      { where: map.path, remedy: 'choose a lower --threshold' },
    );
  // M dilates by whole voxels, the ones at the very distance included.
  return Float32Array.from(
    extended(Uint8Array.from(inBox), [edge, edge, edge], dilate === 0 ? 0 : dilate + 1e-4),
  );
}
