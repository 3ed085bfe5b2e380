/** A population with its sources and species as the explorer shows them. */
import path from 'node:path';
import { isAccessible } from '../files/isAccessible';
import { readPopulation, type Population } from '../model/population';
import { readSource, type DataSource } from '../model/source';
import { companion, readSpecies, type Species } from '../model/species';
import { mapFiles, type MapFile } from './speciesMaps';

/** A file that was read, or the sentence that says why it could not be. */
export type Read<Content> = { readonly path: string } & (
  | { readonly content: Content; readonly problem?: undefined }
  | { readonly content?: undefined; readonly problem: string }
);

export interface SpeciesFiles {
  readonly species: Species;
  /** Null when there is no particle file, undefined while they are being counted. */
  readonly particles: number | null | undefined;
  /** Those that exist, in the order to show them. */
  readonly maps: readonly MapFile[];
  readonly fsc: string | null;
}

export interface PopulationFiles {
  readonly population: Population;
  readonly sources: readonly Read<DataSource>[];
  readonly species: readonly Read<SpeciesFiles>[];
}

export type Project = Read<PopulationFiles>;

/** Never fails: what cannot be read says so. Of series, tilts, maps and tables nothing is opened. */
export async function readProject(file: string): Promise<Project> {
  return readSafely(file, readPopulationFiles);
}

async function readPopulationFiles(file: string): Promise<PopulationFiles> {
  const population = await readPopulation(file);
  const [sources, species] = await Promise.all([
    Promise.all(population.sources.map((source) => readSafely(source.path, readSource))),
    Promise.all(population.species.map((one) => readSafely(one.path, readSpeciesFiles))),
  ]);
  return { population, sources, species };
}

async function readSpeciesFiles(file: string): Promise<SpeciesFiles> {
  const species = await readSpecies(file);
  const fsc = companion(species, '_fsc.star');
  return {
    species,
    particles: undefined,
    maps: await mapFiles(species),
    fsc: (await isAccessible(fsc)) ? fsc : null,
  };
}

async function readSafely<Content>(
  file: string,
  read: (file: string) => Promise<Content>,
): Promise<Read<Content>> {
  try {
    return { path: file, content: await read(file) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { path: file, problem: reason.includes(path.basename(file)) ? reason : `${file}: ${reason}` };
  }
}
