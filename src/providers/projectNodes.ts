/** The explorer's rows as data: population > data sources > series, and species > maps, particles, FSC. */
import path from 'node:path';
import { param } from '../formats/xmlEdit';
import type { DataSource } from '../model/source';
import { companion } from '../model/species';
import { resolutionText } from '../jobs/runs/jobSummary';
import type { NodeKind, ProjectNode } from './projectNode';
import { seriesRows } from './seriesNodes';
import { versionRows } from './versionNodes';
import type { PopulationFiles, Project, Read, SpeciesFiles } from './readProject';

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
  return {
    kind: 'source',
    id,
    label: source.name,
    description: `${source.files.length} series · ${trimmed(source.pixelSize, 4)} Å/px`,
    tooltip: [
      `${source.files.length} series, ${trimmed(source.pixelSize, 4)} Å/px, volume of ${source.dimensions.join(' × ')} px`,
      source.path,
    ].join('\n'),
    path: source.path,
    population,
    owner: source.guid,
    children: [],
    lazy: seriesRows(population, id, source),
  };
}

function speciesNode(population: string, read: Read<SpeciesFiles>): ProjectNode {
  if (read.content === undefined) return broken(read, population, path.basename(read.path, '.species'));
  const { species, particles, maps, fsc } = read.content;
  const id = `${population}#${species.guid}`;
  const weight = param(species.xml.root, 'MolecularWeightkDa');
  const resolution = resolutionText(species.globalResolution > 0 ? species.globalResolution : null);
  const count =
    particles === undefined
      ? 'counting particles'
      : particles === null
        ? 'no particles'
        : plural(particles, 'particle');
  const row = (kind: NodeKind, label: string, file: string, description?: string): ProjectNode => ({
    kind,
    id: `${id}#${label}`,
    label,
    path: file,
    tooltip: file,
    population,
    owner: species.guid,
    children: [],
    ...(description === undefined ? {} : { description }),
  });
  return {
    kind: 'species',
    id,
    label: species.name,
    description: `${resolution} · ${count}`,
    tooltip: [
      [
        `${species.diameter} Å`,
        ...(weight === undefined ? [] : [`${weight} kDa`]),
        `${species.symmetry} symmetry`,
        `${trimmed(species.pixelSize, 4)} Å/px`,
      ].join(', '),
      `FSC resolution: ${resolution}`,
      species.path,
    ].join('\n'),
    path: species.path,
    population,
    owner: species.guid,
    species,
    children: [
      ...maps.map((map) => row('map', map.label, map.path)),
      ...(particles === null
        ? []
        : [
            row(
              'particles',
              'Particles',
              companion(species, '_particles.star'),
              particles?.toLocaleString('en'),
            ),
          ]),
      ...(fsc === null ? [] : [row('fsc', 'FSC', fsc, resolution)]),
      {
        kind: 'versions',
        id: `${id}#versions`,
        label: 'Versions',
        population,
        owner: species.guid,
        children: [],
        lazy: versionRows(population, `${id}#versions`, species),
      },
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
