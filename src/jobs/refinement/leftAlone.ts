/** What a round leaves as it is because no species is resolved well enough for it. */
import { asksTilts, noCtf, type CtfSettings } from '../../compute/ctf/ctfParameters';
import { refinedOf, type RefinedGroups } from '../../compute/parameters/refinedParameters';
import type { SpeciesState } from './speciesState';

export function leftAlone(
  { groups, ctf = noCtf }: { readonly groups: RefinedGroups; readonly ctf?: CtfSettings | undefined },
  states: readonly Pick<SpeciesState, 'resolution'>[],
): readonly string[] {
  const { minimumResolution } = ctf;
  const isTooCoarse = asksTilts(ctf) && !states.some(({ resolution }) => resolution <= minimumResolution);
  const ofCtf = isTooCoarse
    ? [`the CTF stays as it is in this round: no species is resolved to ${minimumResolution} Å yet`]
    : [];
  const others = refinedOf(groups).flatMap(({ parameter: { name, coarsest } }) =>
    coarsest === undefined || states.some(({ resolution }) => resolution <= coarsest)
      ? []
      : [`the ${name} stays as it is in this round: no species is resolved to ${coarsest} Å yet`],
  );
  return [...others, ...ofCtf];
}
