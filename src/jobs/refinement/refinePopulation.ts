/** Refines a population: rounds of refining every series against fixed references, then making new maps of all. */
import { changeProject, type ProjectChange } from '../../model/changeProject';
import type { RefinementEvent, SpeciesResult } from '../../../shared/records/events';
import { checkProject } from './checkProject';
import { verdict } from './gain';
import { loadProject } from './project';
import type { Project } from './project';
import { questionProject } from './projectDoubts';
import { progressOf } from './progress';
import type { RefinementOptions } from './refinementOptions';
import { whereThereIsRoom } from './roomOnDisk';
import { startRound, type SpeciesBefore } from './round';
import { leftToDo, runSettings, type LeftToDo, type ProjectFiles } from './runRecord';
import type { Run } from './run';
import { openRunner } from './runners/openRunner';
import { endRun, saveRound } from './saveRound';
import { handWords } from '../optics/handWords';
import { sharedCautions } from './speciesState';
import { markOf, readPlan } from './tasks/plan';
import { clearWork, workFolder } from './tasks/workFolder';

/** @param open who runs its tasks: another only in tests. Throws Problem, and what the signal was aborted with. */
export async function refinePopulation(
  options: RefinementOptions,
  emit: (event: RefinementEvent) => void,
  open = openRunner,
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
    const runner = await open(options, changing.population.path, emit);
    let found: readonly SpeciesResult[];
    try {
      found = await refineWith({ runner, options, emit }, changing, project);
    } finally {
      await runner.close();
    }
    await clearWork(workFolder(changing.population.path));
    return found;
  });
  emit({ event: 'done', species: results, seconds: (Date.now() - started) / 1000 });
  return results;
}

async function refineWith(
  run: Run,
  changing: ProjectChange,
  start: Project,
): Promise<readonly SpeciesResult[]> {
  const { options, emit } = run;
  const rounds = options.subIterations === 0 ? 1 : options.rounds;
  const settings = runSettings(options);
  const progress = progressOf(emit, rounds);
  const warn = (message: string): void => emit({ event: 'log', level: 'warning', message });
  const { roundsDone: done, isOver, planIsDone } = await interruptedRun(start, settings);
  if (isOver) return endAgain(run, start, rounds);
  if (planIsDone) await clearWork(workFolder(start.population.path));
  let project = start;
  for (let round = done + 1; ; round++) {
    options.signal?.throwIfAborted();
    const started = await startRound(run, project, progress.round(round));
    if (round === done + 1) {
      emit(startEvent(run, project, started.species.map(resultOf), rounds));
      sharedCautions(started.species, options).forEach(warn);
      if (done > 0) emit(takenUp(done, rounds));
    }
    started.cautions.forEach(warn);
    const finished = await started.finish();
    const states = finished.species.map(({ state }) => state);
    const found = verdict(started.species, states, round, options.sharedReference);
    const ended = round === rounds || !found.goesOn;
    if (found.reason !== null && round < rounds)
      emit({ event: 'log', level: 'info', message: `ends before round ${round + 1}: ${found.reason}` });
    else if (!found.isKept) warn(found.reason ?? '');
    const { plan } = started;
    if (!found.isKept) {
      await endRun(changing, { settings, roundsDone: round - 1, plan }, filesOf(project));
      return started.species.map(resultOf);
    }
    const { sources } = project;
    await whereThereIsRoom(run, workFolder(project.population.path).path, async () =>
      saveRound(changing, {
        species: finished.species,
        series: finished.refined,
        groups: options.subIterations > 0 ? options.groups : null,
        sources,
        options,
        progress: { settings, roundsDone: round, ended, plan },
      }),
    );
    emit({ event: 'round', round, species: states.map(resultOf) });
    if (ended) handWords(finished.refined).forEach(emit);
    if (ended) return states.map(resultOf);
    await started.clear();
    // The next round starts from what the files say, as a run does that takes this one up.
    project = await loadProject(project.population.path);
  }
}

function startEvent(
  { runner, options }: Run,
  { population, sources }: Project,
  species: readonly SpeciesResult[],
  rounds: number,
): RefinementEvent {
  return {
    event: 'start',
    population: population.path,
    species,
    sources: sources.map(({ guid, name, files }) => ({ guid, name, series: files.length })),
    rounds,
    subIterations: options.subIterations,
    adapter: runner.adapter,
    processId: process.pid,
    ...(options.localReference === true ? { localReference: true } : {}),
  };
}

function takenUp(done: number, rounds: number): RefinementEvent {
  const message = `round ${done} of ${rounds} was saved by a run that was interrupted: going on with round ${done + 1}`;
  return { event: 'log', level: 'info', message };
}

async function interruptedRun(project: Project, settings: string): Promise<LeftToDo> {
  const population = project.population.path;
  const plan = await readPlan(workFolder(population));
  return leftToDo(population, settings, {
    project: filesOf(project),
    plan: plan === null ? null : markOf(plan),
  });
}

/** Of a run that was killed after its last round was saved, and before it could say so. */
async function endAgain(run: Run, project: Project, rounds: number): Promise<readonly SpeciesResult[]> {
  const results = project.species.map(({ species }) =>
    resultOf({ species, resolution: species.globalResolution, dips: [] }),
  );
  run.emit(startEvent(run, project, results, rounds));
  const message = 'all rounds were saved by a run that was interrupted right after: nothing is left to do';
  run.emit({ event: 'log', level: 'info', message });
  return results;
}

function filesOf({ sources, species }: Project): ProjectFiles {
  return {
    sources: sources.map((source) => ({ source })),
    species: species.map((one) => ({ species: one.species })),
  };
}

function resultOf({
  species,
  resolution,
  dips,
}: Pick<SpeciesBefore, 'species' | 'resolution' | 'dips'>): SpeciesResult {
  return { guid: species.guid, name: species.name, resolution, ...(dips.length > 0 ? { dips } : {}) };
}
