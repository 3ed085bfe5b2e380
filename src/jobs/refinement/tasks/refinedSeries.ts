/** What was found for the series of a round, for those who put it together. */
import { readAhead } from '../../../files/readAhead';
import type { ParticleTable } from '../../../model/particles';
import { movedParticles } from '../alignHalfMaps';
import { withRefinedRows } from '../particlesOfSeries';
import { halfMotions } from './averageSpecies';
import { keyOfSeries, keyOfShard, type PlannedRound } from './plan';
import { preparedSpecies } from './prepared';
import type { RefinedSeries, RefinedShard, SetAside } from './shardResult';
import { needParts } from './results';

/** Throws Problem where it is not there. */
export async function refinedSeries(
  index: number,
  { plan, folder }: PlannedRound,
): Promise<Omit<RefinedSeries, 'noises'>> {
  return needParts<RefinedSeries, Omit<RefinedSeries, 'noises'>>(
    folder.series(plan.series[index]),
    keyOfSeries(plan, index),
    async (
      file,
      { series, particles, scoreBefore, scoreAfter, movement, evaluations, report, optics, errors },
    ) =>
      file.readAll<Omit<RefinedSeries, 'noises'>>({
        ...{ series, particles, scoreBefore, scoreAfter, movement, evaluations, report, optics, errors },
      }),
  );
}

/** Of all its series together. */
export async function shardResiduals(
  shard: number,
  { plan, folder }: PlannedRound,
): Promise<RefinedShard['residuals']> {
  return needParts<RefinedShard, RefinedShard['residuals']>(
    folder.result({ kind: 'series', shard }),
    keyOfShard(plan, shard),
    async (file, { residuals }) => file.readAll<RefinedShard['residuals']>(residuals),
  );
}

/** Of each of its series. */
export async function shardStatistics(
  shard: number,
  { plan, folder }: PlannedRound,
): Promise<RefinedShard['statistics']> {
  return needParts<RefinedShard, RefinedShard['statistics']>(
    folder.result({ kind: 'series', shard }),
    keyOfShard(plan, shard),
    async (file, { statistics }) => file.readAll<RefinedShard['statistics']>(statistics),
  );
}

/** What is kept of each of its series besides what was found. */
export async function shardSeries(
  shard: number,
  { plan, folder }: PlannedRound,
): Promise<RefinedShard['series']> {
  return needParts<RefinedShard, RefinedShard['series']>(
    folder.result({ kind: 'series', shard }),
    keyOfShard(plan, shard),
    async (file, { series }) => file.readAll<RefinedShard['series']>(series),
  );
}

/** By their places in the plan. */
export async function seriesOfShard(
  shard: number,
  round: PlannedRound,
): Promise<{ readonly done: readonly number[]; readonly setAside: readonly SetAside[] }> {
  const series = await shardSeries(shard, round);
  return {
    done: series.flatMap((one) => ('cause' in one ? [] : [one.index])),
    setAside: series.filter((one): one is SetAside => 'cause' in one),
  };
}

/** A series by its place in the plan, with what was found for its particles. */
export interface FoundSeries extends Pick<RefinedSeries, 'particles' | 'report' | 'errors'> {
  readonly index: number;
}

/** In the order of the plan's shards. */
export async function allFound(round: PlannedRound): Promise<readonly FoundSeries[]> {
  const all: FoundSeries[] = [];
  const read = async (index: number): Promise<FoundSeries> => {
    const { particles, report, errors } = await refinedSeries(index, round);
    return { index, particles, report, errors };
  };
  for (const shard of round.plan.shards.keys()) {
    const { done } = await seriesOfShard(shard, round);
    for await (const one of readAhead(done, read)) all.push(one);
  }
  return all;
}

/**
 * A species' table with all that the round found, also for series that had no part in it: they follow their half-map.
 * @param found in the order of the plan's shards
 */
export async function refinedTable(
  species: number,
  table: ParticleTable,
  found: readonly FoundSeries[],
  round: PlannedRound,
): Promise<ParticleTable> {
  const { subIterations } = round.plan.settings;
  const { starts, rows } = await preparedSpecies(species, round);
  const refined = withRefinedRows(
    table,
    found.map(({ index, particles, report, errors }) => ({
      rows: Array.from(rows.subarray(starts[index], starts[index + 1])),
      particles: particles[species],
      scores: subIterations === 0 ? [] : (report.species.at(species)?.perParticle ?? []),
      errors: errors?.particles.at(species) ?? null,
    })),
  );
  const motions = await halfMotions(species, round);
  return motions === null ? refined : { ...refined, ...movedParticles(refined, motions) };
}
