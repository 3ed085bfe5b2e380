/** New maps of a species, their resolution, and all that M keeps beside them. */
import { companionMaps, type CompanionMaps } from '../../species/companionMaps';
import { averagedMaps, halfMotions, type AveragedMaps, type AveragedSpecies } from './averageSpecies';
import type { TaskContext } from './context';
import { keyOfRound } from './plan';
import { allFound, refinedTable } from './refinedSeries';
import { isDone, needParts, saveResult } from './results';

export interface FinishedMaps {
  readonly maps: AveragedMaps;
  readonly companions: {
    readonly files: readonly (readonly [Parameters<CompanionMaps['files']['get']>[0], Uint8Array | string])[];
    readonly bfactor: number;
  };
}

export async function finishSpecies(index: number, context: TaskContext): Promise<void> {
  const { gpu, plan, folder, inputs } = context;
  const path = folder.result({ kind: 'finish', species: index });
  const key = keyOfRound(plan);
  if (await isDone(path, key)) return;
  const motions = await halfMotions(index, context);
  const maps =
    motions === null ? await mapsInRegister(index, context) : await averagedMaps('insert', index, context);
  const state = await inputs.species(index);
  const { files, bfactor } = await companionMaps(gpu, {
    ...state,
    half1: { ...state.half1, data: maps.half1 },
    half2: { ...state.half2, data: maps.half2 },
    ...maps.measured,
    particles: await refinedTable(index, state.particles, await allFound(context), context),
  });
  const finished: FinishedMaps = { maps, companions: { files: [...files], bfactor } };
  await saveResult(path, key, finished);
}

async function mapsInRegister(index: number, { plan, folder }: TaskContext): Promise<AveragedMaps> {
  return needParts<AveragedSpecies, AveragedMaps>(
    folder.result({ kind: 'average', species: index }),
    keyOfRound(plan),
    async (file, { maps }) => file.readAll<AveragedMaps>(maps),
  );
}
