/** What a round leaves as it is because no species is resolved well enough for it. */
import { refinedOf, type RefinedGroups } from '../../compute/parameters/refinedParameters';
import type { SpeciesState } from './speciesState';

export function leftAlone(
  groups: RefinedGroups,
  states: readonly Pick<SpeciesState, 'resolution'>[],
): readonly string[] {
  return refinedOf(groups).flatMap(({ parameter: { name, coarsest } }) =>
    coarsest === undefined || states.some(({ resolution }) => resolution <= coarsest)
      ? []
      : [`the ${name} stays as it is in this round: no species is resolved to ${coarsest} Å yet`],
  );
}
