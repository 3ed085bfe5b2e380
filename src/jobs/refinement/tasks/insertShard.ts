/** The images of a shard once more, of species whose halves were moved to meet: the same poses always give the same maps. */
import { openSeries, type EngineSpecies } from '../../../compute/refine/seriesSession';
import { emptySums } from '../speciesState';
import { movedParticles } from '../alignHalfMaps';
import { halfMotions, type HalfMotions } from './averageSpecies';
import type { TaskContext } from './context';
import { keyOfRound } from './plan';
import { inputOf } from './plannedSeries';
import { refinedSeries, seriesOfShard } from './refinedSeries';
import { isDone, saveResult } from './results';
import { insertImages, readSums, type HalfSums, type ShardSums } from './sums';

export async function insertShard(shard: number, context: TaskContext): Promise<void> {
  const { plan, folder } = context;
  const path = folder.result({ kind: 'insert', shard });
  const key = keyOfRound(plan);
  if (await isDone(path, key)) return;
  const sums: (HalfSums | null)[] = [];
  for (const index of plan.species.keys()) {
    const motions = await halfMotions(index, context);
    sums.push(motions === null ? null : await inserted(shard, index, motions, context));
  }
  const result: ShardSums = { sums };
  await saveResult(path, key, result);
}

async function inserted(
  shard: number,
  index: number,
  motions: HalfMotions,
  context: TaskContext,
): Promise<HalfSums | null> {
  const { gpu, inputs, signal } = context;
  const { done } = await seriesOfShard(shard, context);
  if (done.length === 0) return null;
  const engine: EngineSpecies = await inputs.engine(index);
  const species = await inputs.speciesFile(index);
  const sums = emptySums(gpu, species);
  try {
    for (const series of done) {
      signal?.throwIfAborted();
      const one = await inputs.series(series);
      const found = await refinedSeries(series, context);
      const moved = movedParticles(found.particles[index], motions);
      const input = inputOf(one, [moved]);
      const geometry = { ...one.file.series, ...found.series };
      const session = openSeries(gpu, { ...input, series: geometry }, [engine]);
      await insertImages(session, 0, { species, sums }, signal);
    }
    return await readSums(gpu, sums);
  } finally {
    sums.destroy();
  }
}
