/** What a round does with one series: refines it against the references, and adds its images to the sums of new maps. */
import { refineSeries, type SeriesResult } from '../../compute/refine/refineSeries';
import { openSeries, withGeometry, type SeriesSession } from '../../compute/refine/seriesSession';
import type { Checkpoints } from './checkpoint';
import { insertImages } from './newMaps';
import type { RefinedRows } from './particlesOfSeries';
import type { RoundProgress } from './progress';
import type { ProjectSeries } from './project';
import type { RoundSpecies } from './roundReferences';
import type { RoundResiduals } from './residuals';
import type { Run } from './run';
import type { WorkedSeries } from './saveRound';
import { seriesEvent } from './seriesEvent';
import { inputOf, rowsByTable } from './seriesInput';
import { reasonToSkip } from './seriesToRefine';

/** What a series needs to know of the round that it is in. */
export interface SeriesTask {
  readonly species: readonly RoundSpecies[];
  readonly one: ProjectSeries;
  /** Counted from 0. */
  readonly index: number;
  readonly count: number;
  /** Of its data source. */
  readonly isLast: boolean;
  readonly kept: Checkpoints;
  readonly residuals: RoundResiduals;
  /** Compares the references with the images of a series before its own are added; throws Problem where they don't fit. */
  readonly check: ((session: SeriesSession, result: SeriesResult) => Promise<void>) | null;
  readonly testsReferences: boolean;
}

export interface SeriesDone {
  readonly worked: WorkedSeries;
  /** (species) */
  readonly rows: readonly RefinedRows[];
}

/** Null for a series that is left out, which is said. */
export async function workOnSeries(
  run: Run,
  task: SeriesTask,
  progress: RoundProgress,
): Promise<SeriesDone | null> {
  const { gpu, options, emit } = run;
  const { species, one, index, count, kept } = task;
  const isStill = options.subIterations === 0;
  const tables = species.map(({ state }) => state.particles);
  const rows = rowsByTable(one, tables);
  const reason = reasonToSkip(one, rows, options.minParticles);
  if (reason !== null) {
    emit({ event: 'skipped', round: progress.round, source: one.source.name, series: one.name, reason });
    return null;
  }
  const { name } = one.file.series;
  const place = { name, index, count };
  const note = (message: string): void => emit({ event: 'log', level: 'warning', message });
  const input = inputOf(one, tables, rows, progress.round === 1 ? note : undefined);
  const session = openSeries(
    gpu,
    input,
    species.map(({ engine }) => engine),
  );
  const earlier = isStill ? null : await kept.load(one);
  if (earlier !== null)
    emit({ event: 'log', level: 'info', message: `${name}: taken up from an interrupted run` });
  const result =
    earlier ??
    (await refineOne(run, session, task.testsReferences, (fraction) =>
      progress.series('refine', place, 0.9 * fraction),
    ));
  if (earlier === null && !isStill) await kept.save(one, result);
  await task.check?.(session, result);
  progress.series('reconstruct', place, 0.9);
  const refined = withGeometry(session, result.series, result.particles);
  const phases = await task.residuals.add(refined, one.source.name, task.isLast, options.signal);
  for (const [at, { state, sums }] of species.entries())
    await insertImages(refined, { index: at, state, sums }, options.signal);
  emit(seriesEvent(progress.round, { source: one.source.name, series: name }, result, phases.own));
  phases.events.forEach(emit);
  return {
    worked: {
      of: { ...one, file: { ...one.file, series: result.series } },
      report: result.report,
      residuals: phases.own,
    },
    rows: rows.map((own, i) => ({
      rows: own,
      particles: result.particles[i],
      scores: isStill ? [] : (result.report.species.at(i)?.perParticle ?? []),
    })),
  };
}

async function refineOne(
  { options }: Run,
  session: SeriesSession,
  testsReferences: boolean,
  onProgress: (fraction: number) => void,
): Promise<SeriesResult> {
  return refineSeries(session, {
    groups: options.groups,
    subIterations: options.subIterations,
    firstFraction: options.firstFraction,
    adaptive: options.adaptive,
    prior: options.prior,
    weightThreshold: options.weightThreshold,
    budget: options.memory,
    signal: options.signal,
    testsReferences,
    onProgress,
  });
}
