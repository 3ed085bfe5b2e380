/** What is refined, as M keeps it in a population (`LastRefinementOptions`): M starts from it next time, and so do our settings. */
import { ctfParameters, noCtf } from '../../compute/ctf/ctfParameters';
import {
  refinedParameters,
  type ParameterKey,
  type RefinedGroups,
} from '../../compute/parameters/refinedParameters';
import type { RefinedParameter } from '../../compute/parameters/parameter';
import { child, element, withChild, withParams } from '../../formats/xmlEdit';
import type { Population } from '../../model/population';
import type { RefinementOptions } from './refinementOptions';

export const lastOptionsElement = 'LastRefinementOptions';

/** Sets what was asked now; what M keeps beside it stays. */
export function withLastOptions(population: Population, options: RefinementOptions): Population {
  const { groups, ctf = noCtf } = options;
  const { root } = population.xml;
  const last = child(root, lastOptionsElement) ?? element(lastOptionsElement);
  const params = {
    NIterations: options.subIterations,
    InitialResolutionPercent: Math.round(options.firstFraction * 100),
    MinParticlesPerItem: options.minParticles,
    BFactorWeightingThreshold: options.weightThreshold,
    ...Object.assign({}, ...refinedParameters.map((parameter) => paramsOf(parameter, groups[parameter.key]))),
    ...Object.fromEntries(
      ctfParameters.flatMap(({ key, paramsOfM }) => paramsOfM.map((name) => [name, ctf[key]])),
    ),
    MinimumCTFRefinementResolution: ctf.minimumResolution,
    BatchSize: ctf.batch,
  };
  const changed = withChild(root, withParams(last, params, 2), () => true);
  return { ...population, xml: { ...population.xml, root: changed } };
}

function paramsOf(
  { paramsOfM }: RefinedParameter<ParameterKey>,
  setting: RefinedGroups[ParameterKey],
): Record<string, boolean | number> {
  if (paramsOfM === undefined) return {};
  const nodes = Array.isArray(setting) ? (setting as readonly number[]) : [];
  const named = nodes.map((count, axis) => [paramsOfM.grid?.[axis] ?? '', count]);
  return { [paramsOfM.on]: setting !== null, ...Object.fromEntries(named) };
}
