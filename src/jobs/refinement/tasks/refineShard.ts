/**
 * Series of a shard, one after the other: refined against the references, and their images put into sums of the shard's own.
 * What was found for a series is kept at once. A series that fails is tried again, with the sums begun anew; one that fails for
 * the third time is set aside, and the round goes on without it.
 */
import { wavelength } from '../../../compute/refine/optics';
import {
  addedResiduals,
  measurePhaseResiduals,
  type ResidualSums,
} from '../../../compute/refine/phaseResiduals';
import { refineSeries, type SeriesResult } from '../../../compute/refine/refineSeries';
import { openSeries, withGeometry, type SeriesSession } from '../../../compute/refine/seriesSession';
import { refinedParameters } from '../../../compute/parameters/refinedParameters';
import type { TiltSeries } from '../../../model/tiltSeries';
import type { TiltSeriesChanges } from '../../../model/tiltSeriesChanges';
import type { PhaseResiduals } from '../../../../shared/records/aberrations';
import type { RefinementEvent } from '../../../../shared/records/events';
import { residualReport } from '../residualReport';
import { seriesEvent } from '../seriesEvent';
import { emptySums, type SpeciesSums } from '../speciesState';
import type { TaskContext } from './context';
import { causesOfFailure, isOfTheMachine, mostFailures, noteFailure, TaskFailed } from './failures';
import { keyOfSeries, keyOfShard } from './plan';
import { inputOf, plannedSeries } from './plannedSeries';
import { preparedParticles } from './prepared';
import { needResult, readHead, readResult, saveResult } from './results';
import { insertImages, readSums, type ShardSums } from './sums';

/** What is kept of a series: all that a refinement can change, and how it went. */
export interface RefinedSeries extends Omit<SeriesResult, 'series'> {
  readonly series: TiltSeriesChanges;
}

export interface RefinedShard extends ShardSums {
  readonly series: readonly (ShardSeries | SetAside)[];
  readonly residuals: readonly SourceResiduals[];
}

/** A series by its place in the plan. */
export interface ShardSeries {
  readonly index: number;
  /** (species) null without images. */
  readonly residuals: readonly (PhaseResiduals | null)[];
}

/** One that failed too often. */
export interface SetAside {
  readonly index: number;
  readonly cause: string;
}

/** Of the shard's series of one source, in images of one species. */
export interface SourceResiduals {
  readonly source: string;
  readonly species: number;
  readonly series: number;
  readonly sums: ResidualSums;
  readonly optics: Parameters<typeof residualReport>[1];
}

/** Throws TaskFailed where it is to be run again. */
export async function refineShard(shard: number, context: TaskContext): Promise<void> {
  const { plan, folder, emit } = context;
  const path = folder.result({ kind: 'series', shard });
  const key = keyOfShard(plan, shard);
  const before = await readHead<RefinedShard>(path, key);
  const series = (before?.series as RefinedShard['series'] | undefined) ?? null;
  if (series === null) {
    const result = await refined(shard, context);
    await saveResult(path, key, result);
    for (const one of result.series) await tell(one, context);
    return;
  }
  // A run that takes up another says the same as that one did.
  for (const one of series) {
    if (!('cause' in one)) emit(takenUp(plan.series[one.index].stem));
    await tell(one, context);
  }
}

async function refined(shard: number, context: TaskContext): Promise<RefinedShard> {
  const { gpu, plan, inputs, signal } = context;
  const series: (ShardSeries | SetAside)[] = [];
  const sums: SpeciesSums[] = [];
  let residuals: readonly SourceResiduals[] = [];
  try {
    for (const index of plan.species.keys()) sums.push(emptySums(gpu, (await inputs.engine(index)).geometry));
    for (const index of plan.shards[shard]) {
      signal?.throwIfAborted();
      const work = async (): Promise<ShardSeries> => {
        const session = await refinedSession(index, context);
        const own = await ownResiduals(session, context);
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
    return { series, residuals, sums: read };
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
async function refinedSession(index: number, context: TaskContext): Promise<SeriesSession> {
  const { gpu, plan, folder, inputs, signal } = context;
  const { settings, round } = plan;
  const one = await plannedSeries(plan, index);
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
    return withGeometry(session, { ...one.file.series, ...kept.series }, kept.particles);
  }
  const { series, ...found } = await refineSeries(session, {
    ...settings,
    budget: settings.memory,
    signal,
    onProgress: (part) => context.step({ series: index, phase: 'refine', fraction: 0.9 * part }),
  });
  const refined: RefinedSeries = { ...found, series: partsOf(series) };
  await saveResult(path, key, refined);
  return withGeometry(session, series, found.particles);
}

function partsOf(series: TiltSeries): TiltSeriesChanges {
  return Object.fromEntries(
    refinedParameters.flatMap(({ writes }) => writes.map((part) => [part, series[part]])),
  );
}

async function ownResiduals(
  session: SeriesSession,
  { plan, signal }: TaskContext,
): Promise<readonly (ResidualSums | null)[]> {
  const own: (ResidualSums | null)[] = [];
  for (const species of session.species.keys())
    own.push(await measurePhaseResiduals(session, species, plan.settings.weightThreshold, signal));
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

/** Of the same source and species. */
export function joined(one: SourceResiduals, other: SourceResiduals): SourceResiduals {
  return {
    ...other,
    series: one.series + other.series,
    sums: addedResiduals(one.sums, other.sums),
  };
}

function takenUp(series: string): RefinementEvent {
  return { event: 'log', level: 'info', message: `${series}: taken up from an interrupted run` };
}

async function tell(one: ShardSeries | SetAside, { plan, folder, emit, step }: TaskContext): Promise<void> {
  const planned = plan.series[one.index];
  const { sourceName: source, name, stem } = planned;
  step({ series: one.index, phase: 'reconstruct', fraction: 1 });
  if ('cause' in one) {
    const reason = `set aside after ${mostFailures} failures, the last: ${one.cause}`;
    emit({ event: 'skipped', round: plan.round, source, series: name, reason });
    return;
  }
  const kept = await needResult<RefinedSeries>(folder.series(planned), keyOfSeries(plan, one.index));
  emit(seriesEvent(plan.round, { source, series: stem }, kept, one.residuals));
}
