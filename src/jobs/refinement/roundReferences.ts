/** What every series of a round is compared with, and adds its images to: references and empty sums of each species. */
import type { EngineSpecies } from '../../compute/refine/seriesSession';
import type { Run } from './run';
import { emptySums, engineSpecies, type SpeciesState, type SpeciesSums } from './speciesState';

/** One species of a round. */
export interface RoundSpecies {
  /** As it was before the round. */
  readonly state: SpeciesState;
  readonly engine: EngineSpecies;
  readonly sums: SpeciesSums;
}

export interface RoundReferences {
  readonly species: readonly RoundSpecies[];
  readonly destroy: () => void;
}

export async function prepareReferences(
  { gpu, options }: Run,
  states: readonly SpeciesState[],
): Promise<RoundReferences> {
  const species: RoundSpecies[] = [];
  const destroy = (): void => {
    for (const { engine, sums } of species) {
      engine.references.destroy();
      sums.destroy();
    }
  };
  try {
    for (const state of states)
      species.push({
        state,
        engine: await engineSpecies(gpu, state, options),
        sums: emptySums(gpu, state.species),
      });
  } catch (error) {
    destroy();
    throw error;
  }
  return { species, destroy };
}
