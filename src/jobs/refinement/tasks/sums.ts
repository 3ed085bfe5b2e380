/** Sums of images that shards leave, and their total: always added in the order of the plan. */
import { backproject } from '../../../compute/refine/backproject';
import type { SeriesSession } from '../../../compute/refine/seriesSession';
import type { Gpu } from '../../../compute/gpu/gpu';
import type { Species } from '../../../model/species';
import { emptySums, symmetryOf, type SpeciesSums } from '../speciesState';
import type { TaskContext } from './context';
import { keyOfRound, keyOfShard } from './plan';
import { needParts } from './results';

/** (half) data and weights, as an accumulator holds them. */
export type HalfSums = readonly [Float32Array, Float32Array];

/** What a shard's file has of them: (species) null where nothing was added. */
export interface ShardSums {
  readonly sums: readonly (HalfSums | null)[];
}

/** Puts the images of a species in a session into its sums. */
export async function insertImages(
  session: SeriesSession,
  index: number,
  { species, sums: { halves, scratch } }: { readonly species: Species; readonly sums: SpeciesSums },
  signal?: AbortSignal,
): Promise<void> {
  const { copies } = symmetryOf(species);
  await backproject(session, index, { accumulators: halves, scratch, copies }, signal);
}

export async function readSums(gpu: Gpu, { halves }: SpeciesSums): Promise<HalfSums> {
  const read = async ({ sums, voxels }: (typeof halves)[0]): Promise<Float32Array> =>
    gpu.read(sums, 3 * voxels);
  return [await read(halves[0]), await read(halves[1])];
}

/** Of all shards, on the GPU. Its owner destroys it. */
export async function totalSums(
  kind: 'series' | 'insert',
  index: number,
  species: Species,
  { gpu, plan, folder, signal }: TaskContext,
): Promise<SpeciesSums> {
  let total: HalfSums | null = null;
  for (const shard of plan.shards.keys()) {
    signal?.throwIfAborted();
    const { own } = await needParts<ShardSums, { readonly own: HalfSums | null }>(
      folder.result({ kind, shard }),
      kind === 'series' ? keyOfShard(plan, shard) : keyOfRound(plan),
      async (file, { sums }) => {
        const stored = sums[index];
        return { own: stored === null ? null : [await file.read(stored[0]), await file.read(stored[1])] };
      },
    );
    if (own === null) continue;
    if (total === null) total = own;
    else for (const half of [0, 1] as const) add(total[half], own[half]);
  }
  const made = emptySums(gpu, species);
  if (total !== null) for (const half of [0, 1] as const) gpu.write(made.halves[half].sums, total[half]);
  return made;
}

function add(total: Float32Array, more: Float32Array): void {
  for (let i = 0; i < total.length; i++) total[i] += more[i];
}
