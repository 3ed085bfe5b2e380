/**
 * Series of a shard, one after the other: refined against the references, and their images put into sums of the shard's own.
 * What was found for a series is kept at once. A series that fails is tried again, with the sums begun anew; one that fails for
 * the third time is set aside, and the round goes on without it.
 */
import { ctfParameters } from '../../../compute/ctf/ctfParameters';
import { wavelength } from '../../../compute/refine/seriesOptics';
import {
  measureImages,
  type MeasuredImages,
  type ResidualSums,
} from '../../../compute/refine/phaseResiduals';
import { refineSeries, type SeriesResult } from '../../../compute/refine/refineSeries';
import { openSeries, withGeometry, type SeriesSession } from '../../../compute/refine/seriesSession';
import { refinedParameters } from '../../../compute/parameters/refinedParameters';
import type { TiltSeries } from '../../../model/tiltSeries';
import type { TiltSeriesChanges } from '../../../model/tiltSeriesChanges';
import type { PhaseResiduals } from '../../../../shared/records/aberrations';
import { residualReport } from '../residualReport';
import { emptySums, type SpeciesSums } from '../speciesState';
import type { TaskContext } from './context';
import { causesOfFailure, isOfTheMachine, mostFailures, noteFailure, TaskFailed } from './failures';
import { keyOfSeries, keyOfShard } from './plan';
import { inputOf } from './plannedSeries';
import { preparedParticles } from './prepared';
import { isDone, readResult, saveResult } from './results';
import {
  joined,
  type RefinedSeries,
  type RefinedShard,
  type SetAside,
  type ShardSeries,
  type ShardStatistics,
  type SourceResiduals,
} from './shardResult';
import { insertImages, readSums } from './sums';
import { takenUp, tellShard } from './tellShard';

/** Throws TaskFailed where it is to be run again. */
export async function refineShard(shard: number, context: TaskContext): Promise<void> {
  const { plan, folder } = context;
  const path = folder.result({ kind: 'series', shard });
  const key = keyOfShard(plan, shard);
  const isThere = await isDone(path, key);
  if (!isThere) await saveResult(path, key, await refined(shard, context));
  await tellShard(shard, context, isThere);
}

async function refined(shard: number, context: TaskContext): Promise<RefinedShard> {
  const { gpu, plan, inputs, signal } = context;
  const series: (ShardSeries | SetAside)[] = [];
  const sums: SpeciesSums[] = [];
  const statistics: ShardStatistics[] = [];
  let residuals: readonly SourceResiduals[] = [];
  try {
    for (const index of plan.species.keys()) sums.push(emptySums(gpu, (await inputs.engine(index)).geometry));
    for (const index of plan.shards[shard]) {
      signal?.throwIfAborted();
      const work = async (): Promise<ShardSeries> => {
        const { session, noises } = await refinedSession(index, context);
        const measured = await ownImages(session, noises, context);
        const own = measured.map((one) => one?.residuals ?? null);
        statistics.push({ index, species: measured.map((one) => one?.statistics ?? null) });
        context.step({ series: index, phase: 'reconstruct', fraction: 0.9 });
        for (const [at, into] of sums.entries())
          await insertImages(session, at, { species: await inputs.speciesFile(at), sums: into }, signal);
        residuals = withResiduals(residuals, plan.series[index].sourceName, own, session.input.series);
        return { index, residuals: own.map((sum) => reportOf(sum, session.input.series)) };
      };
      series.push(await unlessSetAside(index, context, work));
    }
    const isEmpty = series.every((one) => 'cause' in one);
    const read: RefinedShard['sums'][number][] = [];
    for (const own of sums) read.push(isEmpty ? null : await readSums(gpu, own));
    return { series, residuals, statistics, sums: read };
  } finally {
    for (const own of sums) own.destroy();
  }
}

async function unlessSetAside(
  index: number,
  { plan, folder, signal }: TaskContext,
  work: () => Promise<ShardSeries>,
): Promise<ShardSeries | SetAside> {
  const { [index]: planned } = plan.series;
  const key = keyOfSeries(plan, index);
  const causes = await causesOfFailure(folder.failures(planned), key);
  if (causes.length >= mostFailures) return { index, cause: causes[causes.length - 1] };
  try {
    return await work();
  } catch (error) {
    if (signal?.aborted === true || isOfTheMachine(error)) throw error;
    const cause = error instanceof Error ? error.message : String(error);
    const failed = await noteFailure(folder.failures(planned), key, cause);
    const next =
      failed.length < mostFailures
        ? 'it is tried again'
        : 'it is set aside, and the round goes on without it';
    throw new TaskFailed(`${planned.stem} failed (${failed.length} of ${mostFailures}): ${cause}; ${next}`, {
      cause: error,
    });
  }
}

/** The series as it is now: refined, or taken up from an interrupted run. */
async function refinedSession(
  index: number,
  context: TaskContext,
): Promise<{ readonly session: SeriesSession } & Pick<SeriesResult, 'noises'>> {
  const { gpu, plan, folder, inputs, signal } = context;
  const { settings, round } = plan;
  const one = await inputs.series(index);
  const { name } = one.file.series;
  context.step({ series: index, phase: 'refine', fraction: 0 });
  const particles = [];
  for (const species of plan.species.keys()) particles.push(await preparedParticles(species, index, context));
  const note = (message: string): void => context.emit({ event: 'log', level: 'warning', message });
  const input = inputOf(one, particles, round === 1 ? note : undefined);
  const session = openSeries(gpu, input, await inputs.engines());
  const path = folder.series(plan.series[index]);
  const key = keyOfSeries(plan, index);
  const kept = await readResult<RefinedSeries>(path, key);
  if (kept !== null) {
    context.emit(takenUp(name));
    const series = { ...one.file.series, ...kept.series };
    return { session: withGeometry(session, series, kept.particles), noises: kept.noises };
  }
  const { series, ...found } = await refineSeries(session, {
    ...settings,
    budget: await inputs.imageMemory(),
    signal,
    onProgress: (part) => context.step({ series: index, phase: 'refine', fraction: 0.9 * part }),
  });
  const refined: RefinedSeries = { ...found, series: partsOf(series) };
  await saveResult(path, key, refined);
  return { session: withGeometry(session, series, found.particles), noises: found.noises };
}

function partsOf(series: TiltSeries): TiltSeriesChanges {
  return Object.fromEntries(
    [...refinedParameters, ...ctfParameters].flatMap(({ writes }) =>
      writes.map((part) => [part, series[part]]),
    ),
  );
}

async function ownImages(
  session: SeriesSession,
  noises: SeriesResult['noises'],
  { plan, signal }: TaskContext,
): Promise<readonly (MeasuredImages | null)[]> {
  const { weightThreshold } = plan.settings;
  const own: (MeasuredImages | null)[] = [];
  for (const species of session.species.keys())
    own.push(await measureImages(session, species, { noise: noises[species], weightThreshold }, signal));
  return own;
}

function reportOf(sums: ResidualSums | null, series: TiltSeries): PhaseResiduals | null {
  return sums === null ? null : residualReport(sums, opticsOf(series));
}

function opticsOf(series: TiltSeries): SourceResiduals['optics'] {
  return { wavelength: wavelength(series), cs: series.optics.cs };
}

function withResiduals(
  all: readonly SourceResiduals[],
  source: string,
  own: readonly (ResidualSums | null)[],
  series: TiltSeries,
): readonly SourceResiduals[] {
  return own.reduce((sum, sums, species) => {
    if (sums === null) return sum;
    const one = { source, species, series: 1, sums, optics: opticsOf(series) };
    const before = sum.find((other) => other.source === source && other.species === species);
    return before === undefined
      ? [...sum, one]
      : sum.map((other) => (other === before ? joined(before, one) : other));
  }, all);
}
