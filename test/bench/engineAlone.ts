/** A round as the engine does it, with everything in memory: what tasks, their files and keys cost is measured against it. */
import type { Gpu } from '../../src/compute/gpu/gpu';
import { measureImages } from '../../src/compute/refine/phaseResiduals';
import { testReferences } from '../../src/compute/refine/referenceTest';
import { uploadReferences } from '../../src/compute/refine/references';
import { refineSeries, type SeriesResult } from '../../src/compute/refine/refineSeries';
import {
  openSeries,
  withGeometry,
  type EngineSpecies,
  type SeriesInput,
} from '../../src/compute/refine/seriesSession';
import { halfMapMotions, movedParticles } from '../../src/jobs/refinement/alignHalfMaps';
import { rowsBySeries, takeRows } from '../../src/jobs/refinement/particlesOfSeries';
import type { Project } from '../../src/jobs/refinement/project';
import type { RefinementOptions } from '../../src/jobs/refinement/refinementOptions';
import {
  emptySums,
  prepareEngine,
  reconstructHalfMaps,
  withMeasuredFsc,
} from '../../src/jobs/refinement/speciesState';
import { imageMemoryOn } from '../../src/jobs/refinement/cardMemory';
import { inputOf } from '../../src/jobs/refinement/tasks/plannedSeries';
import { insertImages } from '../../src/jobs/refinement/tasks/sums';
import { companionMaps } from '../../src/jobs/species/companionMaps';

/** The first round of a project with one species. */
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
  const asked = { ...options, budget: options.memory ?? (await imageMemoryOn(gpu)) };
  const done: { readonly input: SeriesInput; readonly found: SeriesResult }[] = [];
  for (const [index, of] of series.entries()) {
    const input = inputOf(of, [takeRows(one.particles, rows[index])]);
    // The round compares references with the images of the first series, before it begins.
    if (index === 0) await testReferences(openSeries(gpu, input, [engine]), asked);
    const session = openSeries(gpu, input, [engine]);
    const found = await refineSeries(session, asked);
    const refined = withGeometry(session, found.series, found.particles);
    const { weightThreshold } = options;
    await measureImages(refined, 0, { noise: found.noises[0], weightThreshold });
    await insertImages(refined, 0, { species: one.species, sums });
    done.push({ input, found });
  }
  const maps = { ...state, ...(await reconstructHalfMaps(gpu, one.species, sums)) };
  let measured = await withMeasuredFsc(gpu, maps);
  const motions = await halfMapMotions(gpu, measured);
  sums.destroy();
  if (motions !== null) {
    const moved = emptySums(gpu, one.species);
    for (const { input, found } of done) {
      const particles = found.particles.map((some) => movedParticles(some, motions));
      const session = openSeries(gpu, { ...input, series: found.series, particles }, [engine]);
      await insertImages(session, 0, { species: one.species, sums: moved });
    }
    const again = await reconstructHalfMaps(gpu, one.species, moved);
    measured = await withMeasuredFsc(gpu, { ...measured, ...again });
    moved.destroy();
  }
  await companionMaps(gpu, measured);
  engine.references.destroy();
}
