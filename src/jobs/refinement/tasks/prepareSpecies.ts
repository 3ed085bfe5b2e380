/** Makes a species ready for the series of a round. */
import type { ParticleTable } from '../../../model/particles';
import { rowsBySeries, takeRows } from '../particlesOfSeries';
import { prepareEngine, withMeasuredFsc } from '../speciesState';
import type { TaskContext } from './context';
import { keyOfRound, type RoundPlan } from './plan';
import type { ParticlesBySeries, PreparedSpecies } from './prepared';
import { isDone, saveResult } from './results';

export async function prepareSpecies(index: number, context: TaskContext): Promise<void> {
  const { gpu, plan, folder, inputs } = context;
  const path = folder.result({ kind: 'prepare', species: index });
  const key = keyOfRound(plan);
  if (await isDone(path, key)) return;
  const loaded = await inputs.species(index);
  const { half1, particles, species } = loaded;
  const state = await withMeasuredFsc(gpu, loaded);
  // A species made with --lowpass says a coarser resolution than its maps have: it is to start from there.
  const resolution = Math.max(state.resolution, species.globalResolution);
  const { curves, dips, resolutionAtHalf } = state;
  const prepared: PreparedSpecies = {
    measured: { curves, dips, resolution, resolutionAtHalf },
    half1: { size: half1.size, pixelSize: half1.pixelSize },
    engine: await prepareEngine(gpu, { ...state, resolution }, plan.settings),
    particles: bySeries(particles, plan),
  };
  await saveResult(path, key, prepared);
}

function bySeries(table: ParticleTable, { series }: RoundPlan): ParticlesBySeries {
  const grouped = rowsBySeries(table, series);
  const starts = Int32Array.from({ length: series.length + 1 }, () => 0);
  grouped.forEach((own, i) => (starts[i + 1] = starts[i] + own.length));
  const rows = grouped.flat();
  const { samples, positions, angles, halfSet } = takeRows(table, rows);
  return { samples, starts, rows: Int32Array.from(rows), positions, angles, halfSet };
}
