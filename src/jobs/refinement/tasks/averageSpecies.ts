/** Half-maps of a species from the sums of all shards, and how each is to move so that they meet. */
import type { MeasuredResolution } from '../../../compute/maps/resolution';
import type { SymmetryOperator } from '../../../compute/maps/finishReconstruction';
import { halfMapMotions } from '../alignHalfMaps';
import { reconstructHalfMaps, withMeasuredFsc } from '../speciesState';
import type { TaskContext } from './context';
import { keyOfRound, type PlannedRound } from './plan';
import { isDone, needParts, saveResult } from './results';
import { totalSums } from './sums';

export interface AveragedSpecies {
  readonly maps: AveragedMaps;
  /** (half) null where they are in register: the maps are those of the round. */
  readonly motions: HalfMotions | null;
}

export type HalfMotions = readonly [SymmetryOperator, SymmetryOperator];

export interface AveragedMaps {
  /** Voxels of the file's box. */
  readonly half1: Float32Array;
  readonly half2: Float32Array;
  readonly measured: MeasuredResolution;
}

export async function averageSpecies(index: number, context: TaskContext): Promise<void> {
  const { gpu, plan, folder, inputs } = context;
  const path = folder.result({ kind: 'average', species: index });
  const key = keyOfRound(plan);
  if (await isDone(path, key)) return;
  const maps = await averagedMaps('series', index, context);
  const { groups, subIterations } = plan.settings;
  const movesParticles = subIterations > 0 && groups.particlePoses !== null;
  const state = await inputs.species(index);
  const averaged: AveragedSpecies = {
    maps,
    motions: movesParticles
      ? await halfMapMotions(gpu, {
          ...state,
          half1: { ...state.half1, data: maps.half1 },
          half2: { ...state.half2, data: maps.half2 },
          ...maps.measured,
        })
      : null,
  };
  await saveResult(path, key, averaged);
}

/** @param kind of the tasks whose sums they are made of */
export async function averagedMaps(
  kind: 'series' | 'insert',
  index: number,
  context: TaskContext,
): Promise<AveragedMaps> {
  const { gpu, inputs } = context;
  const state = await inputs.species(index);
  const sums = await totalSums(kind, index, state.species, context);
  try {
    const maps = await reconstructHalfMaps(gpu, state.species, sums);
    const { curves, dips, resolution, resolutionAtHalf } = await withMeasuredFsc(gpu, { ...state, ...maps });
    const measured = { curves, dips, resolution, resolutionAtHalf };
    return { half1: maps.half1.data, half2: maps.half2.data, measured };
  } finally {
    sums.destroy();
  }
}

/** Null where its halves are in register. */
export async function halfMotions(
  index: number,
  { plan, folder }: PlannedRound,
): Promise<HalfMotions | null> {
  return needParts<AveragedSpecies, { motions: HalfMotions | null }>(
    folder.result({ kind: 'average', species: index }),
    keyOfRound(plan),
    async (file, { motions }) => ({ motions: await file.readAll<HalfMotions | null>(motions) }),
  ).then(({ motions }) => motions);
}
