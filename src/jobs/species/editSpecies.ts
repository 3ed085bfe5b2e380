/** Changes a species and the files beside it in one go: the state before stays as a version, the new one becomes one. */
import { existsSync } from 'node:fs';
import type { FileContent } from '../../files/durableFile';
import type { Volume } from '../../compute/maps/volume';
import { changeProject } from '../../model/changeProject';
import { formatParticles, readParticles } from '../../model/particleFile';
import type { ParticleTable } from '../../model/particles';
import type { Population } from '../../model/population';
import { companion, type CompanionSuffix, type Species } from '../../model/species';
import { Problem } from '../../../shared/problem';
import { chooseSpecies } from './chooseSpecies';
import { readOwnMaps } from './ownMaps';
import { encodeMap } from './speciesFiles';

/** What every command takes that changes a species. */
export interface SpeciesChoice {
  readonly population: string;
  /** Path, GUID or name. */
  readonly species: string;
}

export interface EditedSpecies {
  readonly species: Species;
  readonly particles: ParticleTable;
  /** Files beside it that change. */
  readonly maps?: ReadonlyMap<CompanionSuffix, Volume>;
}

/**
 * @param command as its user knows it
 * @param edit gets the species as it is; nothing is written before it returns
 * @returns the species as saved. Throws Problem; then nothing has changed.
 */
export async function editSpecies(
  command: string,
  choice: SpeciesChoice,
  edit: (
    species: Species,
    particles: ParticleTable,
    population: Population,
  ) => EditedSpecies | Promise<EditedSpecies>,
): Promise<EditedSpecies> {
  return changeProject(command, choice.population, async (project) => {
    const { population } = project;
    const chosen = chooseSpecies(await project.readSpecies(), choice.species, population.path);
    const present = await project.ownSpecies(chosen.path);
    const table = companion(present, '_particles.star');
    const edited = await edit(present, await readParticles(table, present.temporalSamples), population);
    if (edited.particles.count === 0)
      throw new Problem('no particle would be left', { where: table, remedy: 'choose otherwise' });
    const files = new Map<CompanionSuffix, FileContent>([
      ['_particles.star', formatParticles(edited.particles)],
    ]);
    for (const [suffix, map] of edited.maps ?? []) files.set(suffix, encodeMap(map));
    const saved = await project.save({ species: [{ species: edited.species, files }] });
    return { ...edited, species: saved.species[0] };
  });
}

/** Maps that show the particle as it lies in the box, and so move with it. */
const movable = [
  '_half1.mrc',
  '_half2.mrc',
  '_filt.mrc',
  '_filtsharp.mrc',
  '_filtanisotropic.mrc',
  '_filtlocal.mrc',
  '_denoised.mrc',
] as const;

/** All maps of the species that are there, moved; a species must have half-maps, and a mask unless a new one is given. */
export async function movedMaps(
  species: Species,
  move: { map(volume: Volume): Volume; mask(volume: Volume): Volume },
  newMask?: Volume,
): Promise<ReadonlyMap<CompanionSuffix, Volume>> {
  const needed: ReadonlyMap<CompanionSuffix, Volume> = await readOwnMaps(species, [
    ...(['_half1.mrc', '_half2.mrc'] as const),
    ...(newMask === undefined ? (['_mask.mrc'] as const) : []),
  ]);
  const there = movable.filter((suffix) => !needed.has(suffix) && existsSync(companion(species, suffix)));
  const others = await readOwnMaps(species, there, needed.get('_half1.mrc')?.size);
  const moved = new Map<CompanionSuffix, Volume>();
  for (const [suffix, map] of [...needed, ...others])
    moved.set(suffix, suffix === '_mask.mrc' ? move.mask(map) : move.map(map));
  if (newMask !== undefined) moved.set('_mask.mrc', newMask);
  return moved;
}
