/** A population (`*.population`): the species and data sources of one project. */
import { join, resolve } from 'node:path';
import { readBytes } from '../files/fileProblem';
import { populationParams } from '../formats/params/project';
import { projectFile, safeName } from '../formats/paths';
import { decodeXml, formatXml, parseXml, type XmlDocument } from '../formats/xml';
import { element, param, withParams } from '../formats/xmlEdit';
import { Problem } from '../../shared/problem';
import { readReferences, withReferences, type Reference } from './references';
import { readSource, type DataSource } from './source';
import { readSpecies, type Species } from './species';

export interface Population {
  /** Absolute. */
  readonly path: string;
  readonly name: string;
  readonly species: readonly Reference[];
  readonly sources: readonly Reference[];
  /** As read; formatPopulation puts the fields above into it. */
  readonly xml: XmlDocument;
}

/** Never creates a file. Throws Problem for a missing or broken one. */
export async function readPopulation(path: string): Promise<Population> {
  const file = projectFile(path);
  const xml = parseXml(decodeXml(await readBytes(file)), file, 'Population');
  return {
    path: file,
    name: param(xml.root, 'Name') ?? populationParams.Name.missing,
    species: readReferences(xml.root, 'Species', file),
    sources: readReferences(xml.root, 'Sources', file),
    xml,
  };
}

export function newPopulation(path: string, name: string): Population {
  const root = element('Population', {}, [element('Species'), element('Sources')], 0);
  return { path: resolve(path), name, species: [], sources: [], xml: { before: [], root, after: [] } };
}

/** Text of the file; unknown XML stays where it was. */
export function formatPopulation(population: Population): string {
  const { xml, path } = population;
  const named = withParams(xml.root, { Name: population.name });
  const withSpecies = withReferences(named, 'Species', population.species, path);
  const root = withReferences(withSpecies, 'Sources', population.sources, path);
  return formatXml({ ...xml, root });
}

/** The file that M would choose for a population of this name. */
export function populationPath(folder: string, name: string): string {
  return join(resolve(folder), `${safeName(name)}.population`);
}

/** Every species of the population. Throws Problem where a file is missing or is another species. */
export async function readPopulationSpecies(population: Population): Promise<readonly Species[]> {
  return Promise.all(
    population.species.map((reference) => checked(readSpecies(reference.path), reference, population)),
  );
}

/** Every data source of the population. Throws Problem where a file is missing or is another source. */
export async function readPopulationSources(population: Population): Promise<readonly DataSource[]> {
  return Promise.all(
    population.sources.map((reference) => checked(readSource(reference.path), reference, population)),
  );
}

async function checked<T extends { readonly guid: string }>(
  read: Promise<T>,
  reference: Reference,
  population: Population,
): Promise<T> {
  const found = await read;
  if (found.guid !== reference.guid)
    throw new Problem(`its GUID ${found.guid} does not match ${reference.guid} in ${population.path}`, {
      where: reference.path,
      remedy: 'restore the file that belongs to this population, or remove its entry there',
    });
  return found;
}
