/** Gives a species another pixel size or box: its maps and mask, with the same particles. */
import { existsSync } from 'node:fs';
import { boxSize } from '../../compute/maps/boxSize';
import { planResampling, resampled, resampledLinearly } from '../../compute/maps/resample';
import type { Volume } from '../../compute/maps/volume';
import { companion, withSpecies, type CompanionSuffix, type Species } from '../../model/species';
import { Problem } from '../../../shared/problem';
import { editSpecies, movedMaps, type EditedSpecies, type SpeciesChoice } from './editSpecies';
import { readOwnMaps } from './ownMaps';

export interface NewSampling {
  /** Å; the present one by default. */
  readonly pixelSize?: number | undefined;
  /** Voxels, even; twice the diameter by default. The diameter becomes half of it. */
  readonly box?: number | undefined;
}

/** Maps whose values are no density. */
const local = ['_localres.mrc', '_localbfac.mrc'] as const;
/** Voxels; its transform would take more than 16 GB. */
const largestBox = 1024;

/** Throws Problem; then nothing has changed. */
export async function resampleSpecies(choice: SpeciesChoice, wanted: NewSampling): Promise<EditedSpecies> {
  const { box } = wanted;
  if (wanted.pixelSize === undefined && box === undefined)
    throw new Problem('neither a pixel size nor a box is given', { remedy: 'give --angpix or --box' });
  if (box !== undefined && (!Number.isInteger(box) || box < 8 || box % 2 !== 0))
    throw new Problem(`the box is an even number of voxels, 8 or more, not ${box}`, {
      remedy: 'correct --box',
    });
  return editSpecies('resample_species', choice, async (species, particles) => {
    const pixelSize = wanted.pixelSize ?? species.pixelSize;
    const size = box ?? boxSize(species.diameter, pixelSize);
    const diameter = box === undefined ? species.diameter : Math.round((box * pixelSize) / 2);
    if (size < 8 || size > largestBox)
      throw new Problem(`maps of ${size} voxels would be the result, 8 to ${largestBox} are possible`, {
        remedy: 'give another --angpix or --box',
      });
    if (boxSize(diameter, pixelSize) !== size)
      throw new Problem(
        `M's boxes are twice as wide as the diameter in whole Å, and no whole diameter gives ${size} voxels of ${pixelSize} Å`,
        { remedy: `give --box ${boxSize(diameter, pixelSize)}` },
      );
    const next = withSpecies(species, {
      pixelSize,
      diameter,
      globalResolution:
        species.globalResolution > 0
          ? Math.max(species.globalResolution, 2 * pixelSize)
          : species.globalResolution,
    });
    return { species: next, particles, maps: await sampled(species, size, pixelSize) };
  });
}

async function sampled(
  species: Species,
  size: number,
  pixelSize: number,
): Promise<ReadonlyMap<CompanionSuffix, Volume>> {
  const map = (volume: Volume): Volume => {
    const plan = planResampling(volume.size, species.pixelSize, pixelSize);
    if (plan === undefined)
      throw new Problem(
        `maps of ${volume.size} voxels of ${species.pixelSize} Å cannot be sampled at ${pixelSize} Å`,
        { remedy: 'give a pixel size with fewer digits' },
      );
    return resampled(volume, plan, size, pixelSize);
  };
  const linearly = (volume: Volume): Volume => resampledLinearly(volume, size, pixelSize);
  const maps = new Map(await movedMaps(species, { map, mask: linearly }));
  const there = local.filter((suffix) => existsSync(companion(species, suffix)));
  for (const [suffix, volume] of await readOwnMaps(species, there)) maps.set(suffix, linearly(volume));
  return maps;
}
