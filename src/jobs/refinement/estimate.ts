/** What a refinement would take, before it is run: parameters against data, memory, passes over the images, time. */
import { isSoftwareName } from '../../compute/gpu/adapter';
import { mapEdges, refinementEdge } from '../../compute/refine/boxShapes';
import { pixelList } from '../../compute/kernels/pixelList';
import { planParameters, withGridSizes } from '../../compute/refine/parameterVector';
import { projectParticles } from '../../compute/parameters/views';
import type { SeriesParticles } from '../../compute/parameters/views';
import { readParticles } from '../../model/particleFile';
import { readPopulation, readPopulationSources, readPopulationSpecies } from '../../model/population';
import { companion, type Species } from '../../model/species';
import type { ParticleTable } from '../../model/particles';
import { Problem } from '../../../shared/problem';
import type { LeftWork } from '../../../shared/records/leftWork';
import { cardMemory, freeOn, usualImageMemory } from './cardMemory';
import { earlierRates, type EarlierRate } from './earlierRates';
import { leftWork } from './leftWork';
import { rowsBySeries, takeRows } from './particlesOfSeries';
import { loadSeries, type ProjectSeries } from './project';
import type { RefinementOptions } from './refinementOptions';
import { reasonToSkip } from './seriesToRefine';

export interface SeriesEstimate {
  readonly source: string;
  readonly series: string;
  /** Why it is left out; null when it takes part. The numbers below are then 0. */
  readonly skipped: string | null;
  readonly particles: number;
  /** Particle images: a particle in each tilt that shows it. */
  readonly images: number;
  /** By group. */
  readonly parameters: Readonly<Record<string, number>>;
  /** Images for each parameter; null when nothing is refined. */
  readonly imagesPerParameter: number | null;
  /** Bytes of images at full resolution. */
  readonly imageBytes: number;
}

export interface Estimate {
  readonly series: readonly SeriesEstimate[];
  readonly images: number;
  readonly parameters: number;
  /** Bytes on the GPU: images of the largest series up to what is allowed, references, and sums for new maps. */
  readonly adapterBytes: number;
  /** Bytes of images that wait in main memory at most. */
  readonly waitingBytes: number;
  readonly rounds: number;
  /** Passes over all images of a round, as in earlier runs of this population; null without one. */
  readonly passes: number | null;
  /** Of all rounds; null without an earlier run. */
  readonly seconds: number | null;
  /** What the time is from. */
  readonly basis: EarlierRate | null;
  /** Of an interrupted run, which this one would take up. */
  readonly left: LeftWork | null;
}

type Asked = Omit<RefinementOptions, 'signal'>;

/** Reads the project but no image and no map. Throws Problem as the refinement would. */
export async function estimateRefinement(options: Asked): Promise<Estimate> {
  const population = await readPopulation(options.population);
  const sources = await readPopulationSources(population);
  const species = await readPopulationSpecies(population);
  if (sources.length === 0 || species.length === 0)
    throw new Problem(`the population has no ${sources.length === 0 ? 'data source' : 'species'}`, {
      where: population.path,
      remedy: 'add one first',
    });
  const tables: ParticleTable[] = [];
  for (const one of species)
    tables.push(await readParticles(companion(one, '_particles.star'), one.temporalSamples));
  const all = await loadSeries(sources);
  const grouped = tables.map((table) => rowsBySeries(table, all));
  const series = all.map((one, index) => {
    const rows = grouped.map((ofSpecies) => ofSpecies[index]);
    return estimateSeries({ ...one, rows }, species, tables, options);
  });
  const images = series.reduce((sum, one) => sum + one.images, 0);
  const largest = Math.max(0, ...series.map(({ imageBytes }) => imageBytes));
  const rounds = options.subIterations === 0 ? 1 : options.rounds;
  const basis = await earlierRates(population.path);
  const memory = options.memory ?? (await usualMemory(options.adapters));
  const working = series.filter(({ skipped }) => skipped === null);
  const particles = working.reduce((sum, one) => sum + one.particles, 0);
  const work = particles * Math.max(1, options.subIterations) * rounds;
  return {
    series,
    images,
    parameters: series.reduce((sum, one) => sum + total(one.parameters), 0),
    adapterBytes: Math.min(largest, memory) + species.reduce((sum, one) => sum + referenceBytes(one), 0),
    waitingBytes: Math.max(0, largest - memory),
    rounds,
    passes: options.subIterations === 0 ? 0 : (basis?.passes ?? null),
    seconds: basis === null ? null : work * basis.secondsPerParticle,
    basis,
    left: await leftWork({ ...options, population: population.path }),
  };
}

/** On the fullest of the GPUs that are asked for, or of all, without opening one. */
async function usualMemory(adapters: readonly string[]): Promise<number> {
  const cards = await cardMemory();
  const free =
    adapters.length === 0
      ? cards.map((card) => card.free)
      : adapters.map((adapter) => freeOn(adapter, cards)).filter((one) => one !== null);
  const isSoftware = adapters.length > 0 && adapters.every(isSoftwareName);
  return usualImageMemory(free.length === 0 ? null : Math.min(...free), isSoftware);
}

function estimateSeries(
  { rows, ...one }: ProjectSeries & { readonly rows: readonly (readonly number[])[] },
  species: readonly Species[],
  tables: readonly ParticleTable[],
  options: Asked,
): SeriesEstimate {
  const skipped = reasonToSkip(one, rows, options.minParticles);
  const named = { source: one.source.name, series: one.file.series.name, skipped };
  if (skipped !== null)
    return {
      ...named,
      particles: rows.reduce((sum, some) => sum + some.length, 0),
      images: 0,
      parameters: {},
      imagesPerParameter: null,
      imageBytes: 0,
    };
  const particles = rows.map((some, i) => takeRows(tables[i], some));
  const views = particles.map(
    (some, i) => projectParticles(one.file.series, some, species[i].diameter / 2).count,
  );
  const images = views.reduce((sum, count) => sum + count, 0);
  const parameters = options.subIterations === 0 ? {} : parametersOf(one, particles, options);
  const count = total(parameters);
  return {
    ...named,
    particles: particles.reduce((sum, some) => sum + some.count, 0),
    images,
    parameters,
    imagesPerParameter: count === 0 ? null : images / count,
    imageBytes: views.reduce((sum, number, i) => sum + number * imageBytes(species[i]), 0),
  };
}

function parametersOf(
  one: ProjectSeries,
  particles: readonly SeriesParticles[],
  { groups }: Asked,
): Record<string, number> {
  const planned = planParameters(groups, withGridSizes(one.file.series, groups), particles);
  const counts: Record<string, number> = {};
  for (const { group } of planned.groups) counts[group.name] = (counts[group.name] ?? 0) + group.count;
  return counts;
}

/** Complex numbers of the pixels that are compared. */
function imageBytes(species: Species): number {
  const { edge, shell } = refinementEdge(geometryOf(species));
  return pixelList(edge, shell).count * 8;
}

/** Two references at the resolution, and two halves of sums (complex values and weights) at full size. */
function referenceBytes(species: Species): number {
  const geometry = geometryOf(species);
  const { edge } = refinementEdge(geometry);
  const { sums } = mapEdges(geometry);
  return 2 * edge ** 2 * (edge / 2 + 1) * 8 + 2 * sums ** 2 * (sums / 2 + 1) * 12;
}

/** Without a known resolution, the finest that its pixels allow. */
function geometryOf({ diameter, pixelSize, globalResolution }: Species) {
  return { diameter, pixelSize, resolution: globalResolution > 0 ? globalResolution : 2 * pixelSize };
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
