/** What was found for the series of a round, for those who put it together. */
import { readAhead } from '../../../files/readAhead';
import type { ParticleTable } from '../../../model/particles';
import { movedParticles } from '../alignHalfMaps';
import { withRefinedRows, type RefinedRows } from '../particlesOfSeries';
import type { HalfMotions } from './averageSpecies';
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
    async (file, { series, particles, scoreBefore, scoreAfter, movement, evaluations, report }) =>
      file.readAll<Omit<RefinedSeries, 'noises'>>({
        ...{ series, particles, scoreBefore, scoreAfter, movement, evaluations, report },
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

/** A species' table with all that the round found, also for series that had no part in it: they follow their half-map. */
export async function refinedTable(
  species: number,
  table: ParticleTable,
  motions: HalfMotions | null,
  round: PlannedRound,
): Promise<ParticleTable> {
  const { plan } = round;
  const { starts, rows } = await preparedSpecies(species, round);
  const found: RefinedRows[] = [];
  const rowsOf = async (series: number): Promise<RefinedRows> => {
    const { particles, report } = await refinedSeries(series, round);
    return {
      rows: Array.from(rows.subarray(starts[series], starts[series + 1])),
      particles: particles[species],
      scores: plan.settings.subIterations === 0 ? [] : (report.species.at(species)?.perParticle ?? []),
    };
  };
  for (const shard of plan.shards.keys()) {
    const { done } = await seriesOfShard(shard, round);
    for await (const one of readAhead(done, rowsOf)) found.push(one);
  }
  const refined = withRefinedRows(table, found);
  return motions === null ? refined : { ...refined, ...movedParticles(refined, motions) };
}
