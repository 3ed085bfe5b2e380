/** Plans a round: which series take part, in which shards, and what everything depends on. */
import { createHash } from 'node:crypto';
import { accumulatorVoxels } from '../../compute/kernels/insert';
import { noCtf } from '../../compute/ctf/ctfParameters';
import { mapEdges } from '../../compute/refine/boxShapes';
import { readAhead } from '../../files/readAhead';
import { formatSpecies } from '../../model/species';
import type { RefinementEvent } from '../../../shared/records/events';
import { rowsBySeries } from './particlesOfSeries';
import type { Project, ProjectSeries, ProjectSpecies } from './project';
import type { RefinementOptions } from './refinementOptions';
import { settingParts } from './seriesSettings';
import { reasonToSkip } from './seriesToRefine';
import { shardsOf, type PlannedSeries, type RoundPlan } from './tasks/plan';
import { contentOfSeries } from './tasks/plannedSeries';
import { engineParts, type WorkKey } from './tasks/workKey';

export interface AskedRound {
  /** Counted from 1. */
  readonly round: number;
  readonly options: RefinementOptions;
  /** All that work on it, in words: GPUs of other kinds give other last digits. */
  readonly adapter: string;
}

/** @param emit is told of series that are left out */
export async function planRound(
  project: Project,
  asked: AskedRound,
  emit: (event: RefinementEvent) => void,
): Promise<RoundPlan> {
  const { population, species } = project;
  const { round, options } = asked;
  const series = await takingPart(project, asked, emit);
  const { groups, subIterations, firstFraction, adaptive, prior, weightThreshold } = options;
  const { memory, workers } = options;
  const { localReference = false, sharedReference = false, ctf = noCtf } = options;
  const settings = { groups, ctf, subIterations, firstFraction, adaptive, prior, weightThreshold };
  return {
    population: population.path,
    round,
    key: keyOf(project, asked),
    settings: { ...settings, localReference, sharedReference, memory, workers },
    species: species.map(({ species: { name, path } }) => ({ name, path })),
    series,
    shards: shardsOf(
      series.map(({ particles }) => particles),
      species.reduce((sum, one) => sum + 2 * 12 * accumulatorVoxels(mapEdges(one.species).sums), 0),
    ),
  };
}

async function takingPart(
  { species, series }: Project,
  { round, options }: AskedRound,
  emit: (event: RefinementEvent) => void,
): Promise<readonly PlannedSeries[]> {
  const rows = species.map(({ particles }) => rowsBySeries(particles, series));
  const taking: { readonly one: ProjectSeries; readonly particles: number }[] = [];
  for (const [index, one] of series.entries()) {
    const own = rows.map((grouped) => grouped[index]);
    const reason = reasonToSkip(one, own, options.minParticles);
    const { source, name } = one;
    if (reason !== null) emit({ event: 'skipped', round, source: source.name, series: name, reason });
    else taking.push({ one, particles: own.reduce((sum, some) => sum + some.length, 0) });
  }
  const plan = async ({ one, particles }: (typeof taking)[number]): Promise<PlannedSeries> => {
    const { source, name, hash, file } = one;
    return {
      source: source.path,
      sourceGuid: source.guid,
      sourceName: source.name,
      name,
      stem: file.series.name,
      hash,
      content: await contentOfSeries(file),
      particles,
    };
  };
  const planned: PlannedSeries[] = [];
  for await (const one of readAhead(taking, plan)) planned.push(one);
  return planned;
}

/**
 * Version numbers do not tell: files may have been changed by hand, or a process may have died before it could count. So
 * species are told by what they hold.
 */
function keyOf({ sources, species }: Project, { options, adapter }: AskedRound): WorkKey {
  return {
    ...engineParts,
    adapter,
    ...settingParts(options),
    ...Object.fromEntries(
      species.map((one, i) => [`species ${one.species.name} (${i + 1})`, contentOf(one)]),
    ),
    ...Object.fromEntries(
      sources.map(({ name, guid, version }, i) => [`data source ${name} (${i + 1})`, `${guid} ${version}`]),
    ),
  };
}

/** Fingerprint of everything that a species brings into a round. */
function contentOf({ species, particles, half1, half2, mask }: ProjectSpecies): string {
  const hash = createHash('sha256').update(formatSpecies(species));
  hash.update(
    JSON.stringify([particles.count, particles.samples, particles.sourceHash, particles.sourceName]),
  );
  for (const { buffer, byteOffset, byteLength } of [
    particles.positions,
    particles.angles,
    particles.halfSet,
    half1.data,
    half2.data,
    mask.data,
  ])
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  return hash.digest('hex');
}
