/** Refines a population: rounds of refining every series against fixed references, then making new maps of all. */
import { changeProject, type ProjectChange } from '../../model/changeProject';
import { openTestedGpu } from '../selfTest/openTestedGpu';
import type { RefinementEvent, SpeciesResult } from '../../../shared/records/events';
import { checkProject } from './checkProject';
import { verdict } from './gain';
import { loadProject } from './project';
import type { Project } from './project';
import { questionProject } from './projectDoubts';
import { progressOf } from './progress';
import type { RefinementOptions } from './refinementOptions';
import { startRound, type SpeciesBefore } from './round';
import { roundsDone, runSettings } from './runRecord';
import type { Run } from './run';
import { inProcess } from './runners/inProcess';
import { localWorkers } from './runners/localWorkers';
import { slurmTasks } from './runners/slurmTasks';
import { endRun, saveRound } from './saveRound';
import { sharedCautions } from './speciesState';
import type { TaskRunner } from './tasks/taskRunner';
import { workFolder } from './tasks/workFolder';

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
    const runner = await openRunner(options, changing.population.path, emit);
    try {
      return await refineWith({ runner, options, emit }, changing, project);
    } finally {
      await runner.close();
    }
  });
  emit({ event: 'done', species: results, seconds: (Date.now() - started) / 1000 });
  return results;
}

/** One GPU with one process is this process itself: the same tasks, without the others. */
async function openRunner(
  { adapters, workers, murmur, cluster, selfTest = false }: RefinementOptions,
  population: string,
  emit: (event: RefinementEvent) => void,
): Promise<TaskRunner> {
  const folder = workFolder(population);
  if (cluster !== undefined) return slurmTasks(cluster, folder);
  const say = (message: string): void => emit({ event: 'log', level: 'info', message });
  if (adapters.length <= 1 && workers === 1)
    return inProcess(async () =>
      openTestedGpu({ adapter: adapters.at(0), selfTest: selfTest ? 'always' : 'once', say }),
    );
  if (murmur === undefined) throw new Error('workers need to know how murmur is started');
  const places = adapters.length === 0 ? [undefined] : adapters;
  return localWorkers(
    places.flatMap((adapter) =>
      Array.from({ length: workers }, () => ({ murmur, folder, adapter, selfTest })),
    ),
    emit,
  );
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
  const done = await roundsDone(start.population.path, settings, filesOf(start));
  let project = start;
  for (let round = done + 1; ; round++) {
    options.signal?.throwIfAborted();
    const started = await startRound(run, project, progress.round(round));
    if (round === done + 1) {
      emit(startEvent(run, project, started.species, rounds));
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
    if (!found.isKept) {
      await endRun(changing, settings, round - 1);
      await started.clear();
      return started.species.map(resultOf);
    }
    await saveRound(changing, {
      species: finished.species,
      series: finished.refined,
      groups: options.subIterations > 0 ? options.groups : null,
      sources: project.sources,
      options,
      progress: { settings, roundsDone: round, ended },
    });
    await started.clear();
    emit({ event: 'round', round, species: states.map(resultOf) });
    if (ended) return states.map(resultOf);
    // The next round starts from what the files say, as a run does that takes this one up.
    project = await loadProject(project.population.path);
  }
}

function startEvent(
  { runner, options }: Run,
  { population, sources }: Project,
  species: readonly SpeciesBefore[],
  rounds: number,
): RefinementEvent {
  return {
    event: 'start',
    population: population.path,
    species: species.map(resultOf),
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

function filesOf({ sources, species }: Project): Parameters<typeof roundsDone>[2] {
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
