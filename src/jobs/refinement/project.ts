/** Everything a refinement reads before it starts: sources with their series, species with their particles and maps. */
import { Problem } from '../../../shared/problem';
import { readAhead } from '../../files/readAhead';
import type { Volume } from '../../compute/maps/volume';
import { readMrc } from '../../formats/mrc';
import { readParticles } from '../../model/particleFile';
import type { ParticleTable } from '../../model/particles';
import { readPopulation, readPopulationSources, readPopulationSpecies } from '../../model/population';
import type { Population } from '../../model/population';
import { holdsTiltSeries, seriesXmlPath } from '../../model/source';
import type { DataSource } from '../../model/source';
import { companion } from '../../model/species';
import type { CompanionSuffix, Species } from '../../model/species';
import { readTiltSeries } from '../../model/tiltSeriesFile';
import type { TiltSeriesFile } from '../../model/tiltSeriesFile';

export interface ProjectSeries {
  readonly source: DataSource;
  /** As the source lists it: `TS_1.tomostar`. */
  readonly name: string;
  readonly hash: string;
  readonly file: TiltSeriesFile;
}

export interface ProjectSpecies {
  readonly species: Species;
  readonly particles: ParticleTable;
  readonly half1: Volume;
  readonly half2: Volume;
  readonly mask: Volume;
}

export interface Project {
  readonly population: Population;
  readonly sources: readonly DataSource[];
  readonly series: readonly ProjectSeries[];
  readonly species: readonly ProjectSpecies[];
}

/** Throws Problem for anything that is missing, broken or does not fit together, before any work is done. */
export async function loadProject(populationPath: string): Promise<Project> {
  const population = await readPopulation(populationPath);
  const sources = await readPopulationSources(population);
  if (sources.length === 0)
    throw new Problem('the population has no data source', {
      where: population.path,
      remedy: 'add one with create_source',
    });
  const listed = await readPopulationSpecies(population);
  if (listed.length === 0)
    throw new Problem('the population has no species', {
      where: population.path,
      remedy: 'add one with create_species',
    });
  const series = await loadSeries(sources);
  const species: ProjectSpecies[] = [];
  for (const one of listed) species.push(await loadSpecies(one));
  return { population, sources, series, species };
}

/** Every series that the sources list. Throws Problem for one that cannot be read, and for frame series. */
export async function loadSeries(sources: readonly DataSource[]): Promise<readonly ProjectSeries[]> {
  const series: ProjectSeries[] = [];
  for (const source of sources) {
    if (!holdsTiltSeries(source))
      throw new Problem('it holds frame series; only tilt series can be refined', {
        where: source.path,
        remedy: 'remove this source from the population',
      });
    const read = async ({ name, hash }: DataSource['files'][number]): Promise<ProjectSeries> => {
      const file = await readTiltSeries(seriesXmlPath(source, name), source);
      return { source, name, hash, file };
    };
    for await (const one of readAhead(source.files, read)) series.push(one);
  }
  return series;
}

/** With its particles and maps. Throws Problem for what does not fit together. */
export async function loadSpecies(species: Species): Promise<ProjectSpecies> {
  const particles = await readParticles(companion(species, '_particles.star'), species.temporalSamples);
  const half1 = await loadMap(species, '_half1.mrc');
  const half2 = await loadMap(species, '_half2.mrc');
  const mask = await loadMap(species, '_mask.mrc');
  for (const [other, suffix] of [
    [half2, '_half2.mrc'],
    [mask, '_mask.mrc'],
  ] as const)
    if (other.size !== half1.size)
      throw new Problem(`it is ${other.size} voxels wide, half-map 1 is ${half1.size}`, {
        where: companion(species, suffix),
        remedy: 'give all maps of a species the same size',
      });
  return { species, particles, half1, half2, mask };
}

/** A cubic map of the species' pixel size. */
async function loadMap(species: Species, suffix: CompanionSuffix): Promise<Volume> {
  const path = companion(species, suffix);
  const { header, data } = await readMrc(path);
  const [x, y, z] = header.size;
  if (x !== y || y !== z)
    throw new Problem(`it is ${x} x ${y} x ${z} voxels, expected a cube`, {
      where: path,
      remedy: 'restore the map, or make the species again',
    });
  const [pixel] = header.pixelSize;
  // M allows this much between a header and the species.
  if (pixel > 0 && Math.abs(pixel - species.pixelSize) > 0.02)
    throw new Problem(`its pixel size is ${pixel} Å, the species' is ${species.pixelSize} Å`, {
      where: path,
      remedy: 'rescale the map, or fix its header',
    });
  checkValues(data, suffix, path);
  return { size: x, pixelSize: species.pixelSize, data };
}

/** A mask of ones everywhere is one way to have none. */
function checkValues(data: Float32Array, suffix: CompanionSuffix, where: string): void {
  const remedy = 'restore the map, or make the species again';
  if (!data.every(Number.isFinite)) throw new Problem('it has voxels that are no numbers', { where, remedy });
  if (suffix === '_mask.mrc') {
    if (!data.some((value) => value >= 0.5)) throw new Problem('the mask is empty', { where, remedy });
  } else if (data.every((value) => value === data[0]))
    throw new Problem(`it has the same value everywhere, ${data[0]}`, { where, remedy });
}
