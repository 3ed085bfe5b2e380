/** A round as the engine does it, with everything in memory: what tasks, their files and keys cost is measured against it. */
import type { Gpu } from '../../src/compute/gpu/gpu';
import { measurePhaseResiduals } from '../../src/compute/refine/phaseResiduals';
import { testReferences } from '../../src/compute/refine/referenceTest';
import { uploadReferences } from '../../src/compute/refine/references';
import { refineSeries } from '../../src/compute/refine/refineSeries';
import { openSeries, withGeometry, type EngineSpecies } from '../../src/compute/refine/seriesSession';
import { halfMapMotions } from '../../src/jobs/refinement/alignHalfMaps';
import { rowsBySeries, takeRows } from '../../src/jobs/refinement/particlesOfSeries';
import type { Project } from '../../src/jobs/refinement/project';
import type { RefinementOptions } from '../../src/jobs/refinement/refinementOptions';
import {
  emptySums,
  prepareEngine,
  reconstructHalfMaps,
  withMeasuredFsc,
} from '../../src/jobs/refinement/speciesState';
import { inputOf } from '../../src/jobs/refinement/tasks/plannedSeries';
import { insertImages } from '../../src/jobs/refinement/tasks/sums';
import { companionMaps } from '../../src/jobs/species/companionMaps';

/** The first round of a project with one species whose halves stay in register. */
export async function engineAlone(
  gpu: Gpu,
  { series, species: [one] }: Project,
  options: RefinementOptions,
): Promise<void> {
  const state = await withMeasuredFsc(gpu, one);
  const resolution = Math.max(state.resolution, one.species.globalResolution);
  const { references, ...prepared } = await prepareEngine(gpu, { ...state, resolution });
  const engine: EngineSpecies = { ...prepared, references: uploadReferences(gpu, references) };
  const sums = emptySums(gpu, one.species);
  const rows = rowsBySeries(one.particles, series);
  const asked = { ...options, budget: options.memory };
  for (const [index, of] of series.entries()) {
    const input = inputOf(of, [takeRows(one.particles, rows[index])]);
    // The round compares references with the images of the first series, before it begins.
    if (index === 0) await testReferences(openSeries(gpu, input, [engine]), asked);
    const session = openSeries(gpu, input, [engine]);
    const found = await refineSeries(session, asked);
    const refined = withGeometry(session, found.series, found.particles);
    await measurePhaseResiduals(refined, 0, options.weightThreshold);
    await insertImages(refined, 0, { species: one.species, sums });
  }
  const maps = { ...state, ...(await reconstructHalfMaps(gpu, one.species, sums)) };
  const measured = await withMeasuredFsc(gpu, maps);
  if ((await halfMapMotions(gpu, measured)) !== null) throw new Error('halves are out of register');
  await companionMaps(gpu, measured);
  sums.destroy();
  engine.references.destroy();
}
