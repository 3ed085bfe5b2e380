/** Refines a population: rounds of refining every series against fixed references, then making new maps of all. */
import type { Gpu } from '../../compute/gpu/gpu';
import { changeProject, type ProjectChange } from '../../model/changeProject';
import { openTestedGpu } from '../selfTest/openTestedGpu';
import { companionMaps } from '../species/companionMaps';
import type { RefinementEvent, SpeciesResult } from '../../../shared/records/events';
import { checkProject } from './checkProject';
import { verdict } from './gain';
import { checkpoints } from './checkpoint';
import { loadProject } from './project';
import type { Project } from './project';
import { questionProject } from './projectDoubts';
import { progressOf } from './progress';
import type { RefinementOptions } from './refinementOptions';
import { runRound } from './round';
import { roundsDone, runSettings } from './runRecord';
import type { Run } from './run';
import { endRun, saveRound, type FinishedSpecies } from './saveRound';
import { seriesSettings } from './seriesSettings';
import { sharedCautions, withMeasuredFsc, type SpeciesState } from './speciesState';

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
    const gpu = await openTestedGpu({
      adapter: options.adapter,
      selfTest: options.selfTest === true ? 'always' : 'once',
      say: (message) => emit({ event: 'log', level: 'info', message }),
    });
    try {
      return await refineWith({ gpu, options, emit }, changing, project);
    } finally {
      gpu.close();
    }
  });
  emit({ event: 'done', species: results, seconds: (Date.now() - started) / 1000 });
  return results;
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

/** A species made with --lowpass says a coarser resolution than its maps have: it is to start from there. */
function withDeclaredResolution(state: SpeciesState): SpeciesState {
  return { ...state, resolution: Math.max(state.resolution, state.species.globalResolution) };
}

function resultOf({ species, resolution, dips }: SpeciesState): SpeciesResult {
  return { guid: species.guid, name: species.name, resolution, ...(dips.length > 0 ? { dips } : {}) };
}
