/**
 * One round: references of every species, every series against them, then new maps of all. What there is to do stands in a
 * plan; tasks do it, from files to files, and what they have left is put together at the end.
 */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { problemOf } from '../check/doubt';
import { isTemporary, removeTree } from '../../files/durableFile';
import { readAhead } from '../../files/readAhead';
import { Problem } from '../../../shared/problem';
import type { RefinementEvent } from '../../../shared/records/events';
import type { MeasuredResolution } from '../../compute/maps/resolution';
import type { Species } from '../../model/species';
import { leftAlone } from './leftAlone';
import { planRound } from './planRound';
import type { RoundProgress } from './progress';
import type { Project, ProjectSpecies } from './project';
import { residualReport } from './residualReport';
import { whereThereIsRoom } from './roomOnDisk';
import type { Run } from './run';
import type { FinishedSpecies, WorkedSeries } from './saveRound';
import type { Resolved } from './speciesState';
import { halfMotions } from './tasks/averageSpecies';
import type { CheckedReferences } from './tasks/checkReferences';
import type { FinishedMaps } from './tasks/finishSpecies';
import {
  keyOfRound,
  keyOfShard,
  markOf,
  readPlan,
  seriesParts,
  writePlan,
  type PlannedRound,
} from './tasks/plan';
import { plannedSeries } from './tasks/plannedSeries';
import { preparedSpecies } from './tasks/prepared';
import { joined, type RefinedShard, type ShardSeries, type SourceResiduals } from './tasks/shardResult';
import {
  refinedSeries,
  refinedTable,
  seriesOfShard,
  shardResiduals,
  shardSeries,
  shardStatistics,
  type FoundSeries,
} from './tasks/refinedSeries';
import { needResult, readHead } from './tasks/results';
import type { Task } from './tasks/task';
import { unfinished } from './tasks/unfinished';
import { clearWork, workFolder } from './tasks/workFolder';
import { changedParts } from './tasks/workKey';

/** A species as it was before the round. */
export interface SpeciesBefore extends Resolved, Pick<MeasuredResolution, 'dips'> {
  readonly species: Species;
}

export interface RoundDone {
  readonly species: readonly FinishedSpecies[];
  /** Those of the series that were worked on. */
  readonly refined: readonly WorkedSeries[];
}

/** A round whose references are ready. */
export interface StartedRound {
  readonly species: readonly SpeciesBefore[];
  /** `markOf` its plan. */
  readonly plan: string;
  /** What is to be known of it before it goes on. */
  readonly cautions: readonly string[];
  /** Throws Problem, also where images and references do not belong together. */
  finish(): Promise<RoundDone>;
  /** The round is saved, and another follows: nothing of it is left to take up. */
  clear(): Promise<void>;
}

export async function startRound(run: Run, project: Project, progress: RoundProgress): Promise<StartedRound> {
  const { runner, options, emit } = run;
  const asked = { round: progress.round, options, adapter: runner.adapter };
  // What is said before the start of a run would be forgotten.
  const later: RefinementEvent[] = [];
  const plan = await planRound(project, asked, (event) => later.push(event));
  const folder = workFolder(plan.population);
  const round = { plan, folder };
  await takeUp(round, (event) => later.push(event));
  await runTasks(
    run,
    round,
    progress,
    plan.species.map((_, species) => ({ kind: 'prepare', species })),
  );
  const species: SpeciesBefore[] = [];
  for (const [index, { species: own }] of project.species.entries()) {
    const { measured, half1 } = await preparedSpecies(index, round);
    species.push({ ...measured, half1, species: own });
  }
  return {
    species,
    plan: markOf(plan),
    cautions: leftAlone(options, species),
    async finish() {
      progress.report('prepare', 0, 'references are made');
      later.forEach(emit);
      return finishRound(run, round, progress, project);
    },
    clear: async () => clearWork(folder),
  };
}

/** Says what cannot be used of an interrupted run, and removes it. */
async function takeUp({ plan, folder }: PlannedRound, emit: (event: RefinementEvent) => void): Promise<void> {
  const before = await readPlan(folder);
  const say = (message: string): void => emit({ event: 'log', level: 'info', message });
  const changed = before === null ? [] : changedParts(before.key, plan.key);
  if (changed.length > 0) {
    say(`what an interrupted run had found is not used; changed since: ${changed.join(', ')}`);
    await clearWork(folder);
  } else if (before !== null) {
    const series = changedParts(seriesParts(before), seriesParts(plan));
    if (series.length > 0) say(`changed since an interrupted run, and done again: ${series.join(', ')}`);
  }
  await writePlan(folder, plan);
  // What failed is tried again by whoever starts anew; what was half written goes.
  for (const name of await readdir(folder.path))
    if (name.endsWith('.failed.json') || isTemporary(name)) await removeTree(path.join(folder.path, name));
  const hadFailures = await Promise.all(
    plan.shards.map(async (_, shard) => {
      const result = folder.result({ kind: 'series', shard });
      const head = await readHead<RefinedShard>(result, keyOfShard(plan, shard));
      const failed = head?.series.some((one) => 'cause' in one) === true;
      if (failed) await removeTree(result);
      return failed;
    }),
  );
  if (!hadFailures.includes(true)) return;
  const later = [
    ...[...plan.species.keys()].flatMap((species): Task[] => [
      { kind: 'average', species },
      { kind: 'finish', species },
    ]),
    ...plan.shards.map((_, shard): Task => ({ kind: 'insert', shard })),
  ];
  for (const task of later) await removeTree(folder.result(task));
}

async function runTasks(
  run: Run,
  round: PlannedRound,
  progress: RoundProgress,
  tasks: readonly Task[],
): Promise<void> {
  const { runner, options, emit } = run;
  const { series } = round.plan;
  await whereThereIsRoom(run, round.folder.path, async (isAgain) =>
    runner.run(isAgain ? await unfinished(tasks, round) : tasks, {
      ...round,
      emit,
      signal: options.signal,
      step: ({ series: index, phase, fraction }) =>
        progress.series(phase, { name: series[index].stem, index, count: series.length }, fraction),
    }),
  );
}

async function finishRound(
  run: Run,
  round: PlannedRound,
  progress: RoundProgress,
  project: Project,
): Promise<RoundDone> {
  const { plan } = round;
  const { options, emit } = run;
  const all = [...plan.species.keys()];
  const shards = [...plan.shards.keys()];
  const runAll = async (tasks: readonly Task[]): Promise<void> => runTasks(run, round, progress, tasks);
  if (plan.round === 1 && options.accept?.includes('references') !== true) {
    progress.report('prepare', 0.02, 'comparing references with images');
    await runAll(all.map((species) => ({ kind: 'check', species })));
    await stopIfWrong(round);
  }
  await runAll(shards.map((shard) => ({ kind: 'series', shard })));
  await stopIfNothing(round);
  progress.report('finish', 0.95, 'new maps and their resolution');
  await runAll(all.map((species) => ({ kind: 'average', species })));
  let isMoved = false;
  for (const species of all) isMoved ||= (await halfMotions(species, round)) !== null;
  if (isMoved) await runAll(shards.map((shard) => ({ kind: 'insert', shard })));
  await runAll(all.map((species) => ({ kind: 'finish', species })));
  const worked = await workedSeries(round, project);
  for (const event of await sourceResiduals(round)) emit(event);
  const species: FinishedSpecies[] = [];
  for (const index of all)
    species.push(
      await finishedSpecies(
        index,
        project.species[index],
        worked.map(({ found }) => found),
        round,
      ),
    );
  return { species, refined: worked.map(({ series }) => series) };
}

/** Throws Problem where images and references do not belong together; what was found by then is forgotten. */
async function stopIfWrong({ plan, folder }: PlannedRound): Promise<void> {
  for (const species of plan.species.keys()) {
    const path = folder.result({ kind: 'check', species });
    const { doubt } = await needResult<CheckedReferences>(path, keyOfRound(plan));
    if (doubt === null) continue;
    await clearWork(folder);
    throw problemOf(doubt);
  }
}

/** Throws Problem where every series was set aside. */
async function stopIfNothing(round: PlannedRound): Promise<void> {
  const causes: string[] = [];
  for (const shard of round.plan.shards.keys()) {
    const { done, setAside } = await seriesOfShard(shard, round);
    if (done.length > 0) return;
    causes.push(...setAside.map(({ cause }) => cause));
  }
  throw new Problem(`every series failed, the first with: ${causes[0]}`, {
    remedy: 'mend what is wrong, and start the refinement again',
  });
}

/** Of every series as it is to be saved, and what goes into the tables of the species. */
interface Worked {
  readonly series: WorkedSeries;
  readonly found: FoundSeries;
}

async function workedSeries(
  round: PlannedRound,
  { sources, series: all }: Project,
): Promise<readonly Worked[]> {
  const known = new Map(all.map((one) => [placeOf(one.source.path, one.name), one]));
  const sourceAt = new Map(sources.map((source) => [source.path, source]));
  const work = async ([one, statistics]: readonly [
    ShardSeries,
    WorkedSeries['statistics'],
  ]): Promise<Worked> => {
    const planned = round.plan.series[one.index];
    const source = sourceAt.get(planned.source);
    if (source === undefined) throw new Error(`${planned.source} is not of this project`);
    const of = await plannedSeries(planned, source, known.get(placeOf(planned.source, planned.name)));
    const { series, particles, report, errors } = await refinedSeries(one.index, round);
    const file = { ...of.file, series: { ...of.file.series, ...series } };
    return {
      series: { of: { ...of, file }, report, residuals: one.residuals, statistics },
      found: { index: one.index, particles, report, errors },
    };
  };
  const worked: Worked[] = [];
  for (const shard of round.plan.shards.keys()) {
    const all = await shardSeries(shard, round);
    const done = all.filter((one): one is ShardSeries => !('cause' in one));
    const statistics = new Map(
      (await shardStatistics(shard, round)).map(({ index, species }) => [index, species]),
    );
    const withStatistics = done.map((one) => [one, statistics.get(one.index) ?? []] as const);
    for await (const one of readAhead(withStatistics, work)) worked.push(one);
  }
  return worked;
}

function placeOf(source: string, name: string): string {
  return `${source}\n${name}`;
}

/** What the phases of all images of a source say of its optics, by each species. */
async function sourceResiduals(round: PlannedRound): Promise<readonly RefinementEvent[]> {
  const { plan } = round;
  const sums = new Map<string, SourceResiduals>();
  for (const shard of plan.shards.keys())
    for (const one of await shardResiduals(shard, round)) {
      const key = JSON.stringify([one.source, one.species]);
      const before = sums.get(key);
      sums.set(key, before === undefined ? one : joined(before, one));
    }
  return [...sums.values()].map(({ source, species, series, sums: own, optics }) => ({
    event: 'residuals',
    round: plan.round,
    source,
    species: plan.species[species].name,
    series,
    residuals: residualReport(own, optics),
  }));
}

async function finishedSpecies(
  index: number,
  before: ProjectSpecies,
  found: readonly FoundSeries[],
  round: PlannedRound,
): Promise<FinishedSpecies> {
  const { plan, folder } = round;
  const path = folder.result({ kind: 'finish', species: index });
  const { maps, companions } = await needResult<FinishedMaps>(path, keyOfRound(plan));
  return {
    state: {
      ...before,
      ...maps.measured,
      particles: await refinedTable(index, before.particles, found, round),
      half1: { ...before.half1, data: maps.half1 },
      half2: { ...before.half2, data: maps.half2 },
    },
    maps: { files: new Map(companions.files), bfactor: companions.bfactor },
  };
}
