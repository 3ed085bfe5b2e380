/** The settings of the last refinement as M keeps them in a population (`LastRefinementOptions`), so that each program finds the other's. */
import {
  refinedParameters,
  type ParameterKey,
  type RefinedGroups,
} from '../../compute/parameters/refinedParameters';
import type { RefinedParameter } from '../../compute/parameters/parameter';
import { child, element, param, withChild, withParams } from '../../formats/xmlEdit';
import { parseBool, parseNumber } from '../../formats/xmlNumbers';
import type { Population } from '../../model/population';
import type { RefinementOptions } from '../refinement/refinementOptions';
import { valueProblem } from './check';
import { defaultSettings, settingFields, type RefinementSettings } from './fields';
import { firstRefinement } from './presets';

const elementName = 'LastRefinementOptions';

/** What was asked last, as far as the engine can do it; the first refinement where the population says nothing. */
export function lastSettings(population: Population): RefinementSettings {
  const last = child(population.xml.root, elementName);
  const settings: Record<string, unknown> = {
    ...defaultSettings,
    ...firstRefinement.changes,
    population: population.path,
  };
  for (const field of settingFields) {
    const texts = (field.paramsOfM ?? []).map((name) => (last === undefined ? '' : param(last, name)));
    if (texts.length === 0) continue;
    const value =
      field.kind === 'switch'
        ? parseBool(texts[0])
        : field.kind === 'grid'
          ? texts.join('x')
          : parseNumber(texts[0]);
    if (value !== undefined && valueProblem(field, value) === null) settings[field.key] = value;
  }
  return settings as unknown as RefinementSettings;
}

/** Sets what was asked now; what M keeps beside it stays. */
export function withLastOptions(population: Population, options: RefinementOptions): Population {
  const { groups } = options;
  const { root } = population.xml;
  const last = child(root, elementName) ?? element(elementName);
  const params = {
    NIterations: options.subIterations,
    InitialResolutionPercent: Math.round(options.firstFraction * 100),
    MinParticlesPerItem: options.minParticles,
    BFactorWeightingThreshold: options.weightThreshold,
    ...Object.assign({}, ...refinedParameters.map((parameter) => paramsOf(parameter, groups[parameter.key]))),
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
