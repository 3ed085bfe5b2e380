/** Changes a species and the files beside it in one go: the state before stays as a version, the new one becomes one. */
import { existsSync } from 'node:fs';
import { replaceFilesTogether } from '../formats/atomicFile';
import type { FileContent } from '../formats/durableFile';
import { encodeMrc } from '../formats/mrc';
import type { Volume } from '../compute/maps/volume';
import { commitSpecies } from '../model/commit';
import { withPopulationLock } from '../model/lock';
import { formatParticles, readParticles } from '../model/particleFile';
import type { ParticleTable } from '../model/particles';
import { readPopulation, readPopulationSpecies, type Population } from '../model/population';
import { companion, formatSpecies, type CompanionSuffix, type Species } from '../model/species';
import { Problem } from '../problem';
import { chooseSpecies } from './chooseSpecies';
import { readOwnMaps } from './ownMaps';
import { journalPath, recoverSave } from './refinement/saveRound';

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
 * @param edit gets the species as it is; nothing is written before it returns
 * @returns the species as saved. Throws Problem; then nothing has changed.
 */
export async function editSpecies(
  choice: SpeciesChoice,
  edit: (
    species: Species,
    particles: ParticleTable,
    population: Population,
  ) => EditedSpecies | Promise<EditedSpecies>,
): Promise<EditedSpecies> {
  return withPopulationLock(choice.population, async () => {
    await recoverSave(choice.population);
    const population = await readPopulation(choice.population);
    const present = chooseSpecies(await readPopulationSpecies(population), choice.species, population.path);
    const table = companion(present, '_particles.star');
    const edited = await edit(present, await readParticles(table, present.temporalSamples), population);
    if (edited.particles.count === 0)
      throw new Problem('no particle would be left', { where: table, remedy: 'choose otherwise' });
    // Files that others changed since the last version would be lost without a copy; without a map there is no version.
    const isWhole = [...(edited.maps?.keys() ?? [])].every((suffix) =>
      existsSync(companion(present, suffix)),
    );
    const { version, previousVersion, xml } = isWhole ? await commitSpecies(present) : present;
    const species = { ...edited.species, version, previousVersion, xml };
    const files = new Map<string, FileContent>();
    for (const [suffix, map] of edited.maps ?? []) files.set(companion(species, suffix), encoded(map));
    files.set(table, formatParticles(edited.particles));
    files.set(species.path, formatSpecies(species));
    await replaceFilesTogether(files, journalPath(population.path));
    return { ...edited, species: await commitSpecies(species) };
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

function encoded(map: Volume): Uint8Array {
  return encodeMrc({ size: [map.size, map.size, map.size], pixelSize: map.pixelSize, data: map.data });
}
