/** Refines a population: rounds of refining every series against fixed references, then making new maps of all. */
import { openGpu } from '../../compute/gpu/adapter';
import type { Gpu } from '../../compute/gpu/gpu';
import { refineSeries } from '../../compute/refine/refineSeries';
import type { SeriesResult } from '../../compute/refine/refineSeries';
import { openSeries, withGeometry } from '../../compute/refine/seriesSession';
import type { EngineSpecies, SeriesSession } from '../../compute/refine/seriesSession';
import { changeProject, type ProjectChange } from '../../model/changeProject';
import { companionMaps } from '../species/companionMaps';
import { problemOf } from '../check/doubt';
import type { RefinementEvent, SpeciesResult } from '../../../shared/records/events';
import { checkProject } from './checkProject';
import { verdict } from './gain';
import { checkpoints } from './checkpoint';
import type { Checkpoints } from './checkpoint';
import { leftAlone } from './leftAlone';
import { insertImages, newMaps } from './newMaps';
import { withRows, withScores } from './particlesOfSeries';
import { loadProject } from './project';
import type { Project, ProjectSeries } from './project';
import { questionProject } from './projectDoubts';
import { progressOf } from './progress';
import type { RoundProgress } from './progress';
import { referenceCheck, type ReferenceCheck } from './referenceCheck';
import type { RefinementOptions } from './refinementOptions';
import { roundResiduals } from './residuals';
import { roundsDone, runSettings } from './runRecord';
import { endRun, saveRound, type FinishedSpecies, type WorkedSeries } from './saveRound';
import { seriesEvent } from './seriesEvent';
import { inputOf, rowsByTable } from './seriesInput';
import { seriesSettings } from './seriesSettings';
import { reasonToSkip } from './seriesToRefine';
import { emptySums, engineSpecies, withMeasuredFsc, sharedCautions } from './speciesState';
import type { SpeciesState, SpeciesSums } from './speciesState';

export async function refinePopulation(
  options: RefinementOptions,
  emit: (event: RefinementEvent) => void,
): Promise<readonly SpeciesResult[]> {
  const started = Date.now();
  const results = await changeProject('refine', options.population, async (changing) => {
    for (const { path } of await changing.readSources()) await changing.ownSource(path);
    for (const { path } of await changing.readSpecies()) await changing.ownSpecies(path);
    const project = await loadProject(changing.population.path);
    await checkProject(project, options.minParticles);
    questionProject(project, options.accept ?? [], (message) =>
      emit({ event: 'log', level: 'warning', message }),
    );
    const gpu = await openGpu({ adapter: options.adapter });
    try {
      return await refineWith({ gpu, options, emit }, changing, project);
    } finally {
      gpu.close();
    }
  });
  emit({ event: 'done', species: results, seconds: (Date.now() - started) / 1000 });
  return results;
}

/** What stays the same from the first round to the last. */
interface Run {
  readonly gpu: Gpu;
  readonly options: RefinementOptions;
  readonly emit: (event: RefinementEvent) => void;
}

async function refineWith(
  run: Run,
  changing: ProjectChange,
  start: Project,
): Promise<readonly SpeciesResult[]> {
  const { gpu, options, emit } = run;
  const rounds = options.subIterations === 0 ? 1 : options.rounds;
  const settings = runSettings(options);
  const progress = progressOf(emit, rounds);
  let project = start;
  let states = await measuredSpecies(gpu, project);
  emit({
    event: 'start',
    population: project.population.path,
    species: states.map(resultOf),
    sources: project.sources.map(({ guid, name, files }) => ({ guid, name, series: files.length })),
    rounds,
    subIterations: options.subIterations,
    adapter: gpu.description,
    processId: process.pid,
    ...(options.localReference === true ? { localReference: true } : {}),
  });
  sharedCautions(states, options).forEach((message) => emit({ event: 'log', level: 'warning', message }));
  const done = await roundsDone(project.population.path, settings, filesOf(project));
  if (done > 0)
    emit({
      event: 'log',
      level: 'info',
      message: `round ${done} of ${rounds} was saved by a run that was interrupted: going on with round ${done + 1}`,
    });
  for (let round = done + 1; round <= rounds; round++) {
    options.signal?.throwIfAborted();
    const { sources, series } = project;
    const kept = await checkpoints(project.population.path, {
      species: states,
      sources,
      settings: { ...seriesSettings(options), adapter: gpu.description },
    });
    const refined = await runRound(run, { states, series }, progress.round(round), kept);
    const found = verdict(states, refined.states, round, options.sharedReference);
    const ended = round === rounds || !found.goesOn;
    if (found.reason !== null && round < rounds)
      emit({ event: 'log', level: 'info', message: `ends before round ${round + 1}: ${found.reason}` });
    else if (!found.isKept) emit({ event: 'log', level: 'warning', message: found.reason ?? '' });
    if (!found.isKept) {
      await endRun(changing, settings, round - 1);
      await kept.clear();
      break;
    }
    const finished: FinishedSpecies[] = [];
    for (const state of refined.states) finished.push({ state, maps: await companionMaps(gpu, state) });
    await saveRound(changing, {
      species: finished,
      series: refined.refined,
      groups: options.subIterations > 0 ? options.groups : null,
      sources,
      options,
      progress: { settings, roundsDone: round, ended },
    });
    await kept.clear();
    emit({ event: 'round', round, species: refined.states.map(resultOf) });
    if (ended) return refined.states.map(resultOf);
    // The next round starts from what the files say, as a run does that takes this one up.
    project = await loadProject(project.population.path);
    states = await measuredSpecies(gpu, project);
  }
  return states.map(resultOf);
}

async function measuredSpecies(gpu: Gpu, project: Project): Promise<readonly SpeciesState[]> {
  const states: SpeciesState[] = [];
  for (const one of project.species) states.push(withDeclaredResolution(await withMeasuredFsc(gpu, one)));
  return states;
}

function filesOf({ sources, species }: Project): Parameters<typeof roundsDone>[2] {
  return {
    sources: sources.map((source) => ({ source })),
    species: species.map((one) => ({ species: one.species })),
  };
}

interface Round {
  readonly states: readonly SpeciesState[];
  readonly series: readonly ProjectSeries[];
}

interface RoundDone extends Round {
  /** Those of the series that were worked on. */
  readonly refined: readonly WorkedSeries[];
}

async function runRound(
  run: Run,
  { states, series }: Round,
  progress: RoundProgress,
  kept: Checkpoints,
): Promise<RoundDone> {
  const { gpu, options, emit } = run;
  progress.report('prepare', 0, 'making references');
  for (const message of leftAlone(options.groups, states)) emit({ event: 'log', level: 'warning', message });
  const engines: EngineSpecies[] = [];
  const sums: SpeciesSums[] = [];
  const check = referenceCheck(gpu, states);
  const isFirst = progress.round === 1 && options.accept?.includes('references') !== true;
  try {
    for (const state of states) {
      engines.push(await engineSpecies(gpu, state, options));
      sums.push(emptySums(gpu, state.species));
    }
    let tables = states.map(({ particles }) => particles);
    const next: ProjectSeries[] = [];
    const worked: WorkedSeries[] = [];
    const residuals = roundResiduals(progress.round, options.weightThreshold);
    const lastOf = new Map(series.map(({ source }, index) => [source.guid, index]));
    for (const [index, one] of series.entries()) {
      options.signal?.throwIfAborted();
      const rows = rowsByTable(one, tables);
      const reason = reasonToSkip(one, rows, options.minParticles);
      if (reason !== null) {
        emit({ event: 'skipped', round: progress.round, source: one.source.name, series: one.name, reason });
        next.push(one);
        continue;
      }
      const name = one.file.series.name;
      const place = { name, index, count: series.length };
      const note = (message: string): void => emit({ event: 'log', level: 'warning', message });
      const input = inputOf(one, tables, rows, progress.round === 1 ? note : undefined);
      const session = openSeries(gpu, input, engines);
      const earlier = options.subIterations > 0 ? await kept.load(one) : null;
      if (earlier !== null)
        emit({ event: 'log', level: 'info', message: `${name}: taken up from an interrupted run` });
      const result =
        earlier ??
        (await refineOne(options, session, isFirst && check.wants, (fraction) =>
          progress.series('refine', place, 0.9 * fraction),
        ));
      if (earlier === null && options.subIterations > 0) await kept.save(one, result);
      if (isFirst) {
        await check.add(session, result.references);
        await stopIfWrong(check, kept, false);
      }
      progress.series('reconstruct', place, 0.9);
      const refined = withGeometry(session, result.series, result.particles);
      const isLast = lastOf.get(one.source.guid) === index;
      const phases = await residuals.add(refined, one.source.name, isLast, options.signal);
      for (const [species, state] of states.entries())
        await insertImages(refined, { index: species, state, sums: sums[species] }, options.signal);
      tables = tables.map((table, i) =>
        withScores(
          withRows(table, rows[i], result.particles[i]),
          rows[i],
          options.subIterations > 0 ? (result.report.species.at(i)?.perParticle ?? []) : [],
        ),
      );
      const of = { ...one, file: { ...one.file, series: result.series } };
      next.push(of);
      worked.push({ of, report: result.report, residuals: phases.own });
      emit(seriesEvent(progress.round, { source: one.source.name, series: name }, result, phases.own));
      phases.events.forEach(emit);
    }
    if (isFirst) await stopIfWrong(check, kept, true);
    progress.report('finish', 0.95, 'new maps and their resolution');
    const finished = await newMaps(
      gpu,
      states.map((state, i) => ({
        state: { ...state, particles: tables[i] },
        engine: engines[i],
        sums: sums[i],
      })),
      worked.map(({ of }) => of),
      {
        movesParticles: options.subIterations > 0 && options.groups.particlePoses !== null,
        signal: options.signal,
      },
    );
    return { states: finished, series: next, refined: worked };
  } finally {
    check.destroy();
    for (const engine of engines) engine.references.destroy();
    for (const sum of sums) sum.destroy();
  }
}

/** Throws Problem where images and references do not belong together; what was found by then is forgotten. */
async function stopIfWrong(check: ReferenceCheck, kept: Checkpoints, isLast: boolean): Promise<void> {
  const doubt = await check.verdict(isLast);
  if (doubt === null) return;
  await kept.clear();
  throw problemOf(doubt);
}

async function refineOne(
  options: RefinementOptions,
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

/** A species made with --lowpass says a coarser resolution than its maps have: it is to start from there. */
function withDeclaredResolution(state: SpeciesState): SpeciesState {
  return { ...state, resolution: Math.max(state.resolution, state.species.globalResolution) };
}

function resultOf({ species, resolution, dips }: SpeciesState): SpeciesResult {
  return { guid: species.guid, name: species.name, resolution, ...(dips.length > 0 ? { dips } : {}) };
}
