/** The explorer's rows as data: population > data sources > series, and species > maps, particles, FSC. */
import path from 'node:path';
import type { DataSource } from '../model/source';
import { companion } from '../model/species';
import { resolutionText } from '../jobs/jobSummary';
import type { PopulationFiles, Project, Read, SpeciesFiles } from './projectStore';

export type NodeKind =
  | 'population'
  | 'sources'
  | 'source'
  | 'series'
  | 'speciesList'
  | 'species'
  | 'map'
  | 'particles'
  | 'fsc'
  | 'broken';

export interface ProjectNode {
  readonly kind: NodeKind;
  /** Stays the same when the file is read again, so that the tree keeps what is open and selected. */
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  readonly tooltip?: string;
  /** The file behind the row. */
  readonly path?: string;
  /** The population that the row belongs to. */
  readonly population: string;
  readonly children: readonly ProjectNode[];
}

export function projectNodes(projects: readonly Project[]): ProjectNode[] {
  return projects.map((project) =>
    project.content === undefined
      ? broken(project, project.path, path.basename(project.path))
      : populationNode(project.path, project.content),
  );
}

function populationNode(file: string, { population, sources, species }: PopulationFiles): ProjectNode {
  const base = { population: file };
  return {
    ...base,
    kind: 'population',
    id: file,
    label: population.name,
    path: file,
    tooltip: file,
    children: [
      {
        ...base,
        kind: 'sources',
        id: `${file}#sources`,
        label: 'Data Sources',
        description: String(sources.length),
        children: sources.map((source) => sourceNode(file, source)),
      },
      {
        ...base,
        kind: 'speciesList',
        id: `${file}#species`,
        label: 'Species',
        description: String(species.length),
        children: species.map((one) => speciesNode(file, one)),
      },
    ],
  };
}

function sourceNode(population: string, read: Read<DataSource>): ProjectNode {
  if (read.content === undefined) return broken(read, population, path.basename(read.path, '.source'));
  const source = read.content;
  const id = `${population}#${source.guid}`;
  const folder = path.dirname(source.path);
  return {
    kind: 'source',
    id,
    label: source.name,
    description: `${source.files.length} series · ${trimmed(source.pixelSize, 4)} Å/px`,
    tooltip: source.path,
    path: source.path,
    population,
    children: source.files.map((file) => {
      const name = file.name.replace(/\.[^.]+$/, '');
      return {
        kind: 'series',
        id: `${id}#${file.hash}`,
        label: name,
        path: path.join(folder, `${name}.xml`),
        tooltip: path.join(folder, `${name}.xml`),
        population,
        children: [],
      };
    }),
  };
}

function speciesNode(population: string, read: Read<SpeciesFiles>): ProjectNode {
  if (read.content === undefined) return broken(read, population, path.basename(read.path, '.species'));
  const { species, particles, maps, fsc } = read.content;
  const id = `${population}#${species.guid}`;
  const resolution = resolutionText(species.globalResolution > 0 ? species.globalResolution : null);
  const count = particles === null ? 'no particles' : plural(particles, 'particle');
  const row = (kind: NodeKind, label: string, file: string, description?: string): ProjectNode => ({
    kind,
    id: `${id}#${label}`,
    label,
    path: file,
    tooltip: file,
    population,
    children: [],
    ...(description === undefined ? {} : { description }),
  });
  return {
    kind: 'species',
    id,
    label: species.name,
    description: `${resolution} · ${count}`,
    tooltip: [
      `${species.diameter} Å, ${species.symmetry}, ${trimmed(species.pixelSize, 4)} Å/px`,
      `FSC resolution: ${resolution}`,
      species.path,
    ].join('\n'),
    path: species.path,
    population,
    children: [
      ...maps.map((map) => row('map', map.label, map.path)),
      ...(particles === null
        ? []
        : [row('particles', 'Particles', companion(species, '_particles.star'), String(particles))]),
      ...(fsc === null ? [] : [row('fsc', 'FSC', fsc, resolution)]),
    ],
  };
}

function broken(
  read: { readonly path: string; readonly problem?: string | undefined },
  population: string,
  label: string,
): ProjectNode {
  const problem = read.problem ?? 'could not be read';
  return {
    kind: 'broken',
    id: `${population}#broken#${read.path}`,
    label,
    description: problem,
    tooltip: problem,
    path: read.path,
    population,
    children: [],
  };
}

function plural(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

/** At most so many decimals, without trailing zeros. */
function trimmed(value: number, decimals: number): string {
  return String(Number(value.toFixed(decimals)));
}
