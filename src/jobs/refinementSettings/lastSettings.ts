/** The settings that a new settings file starts with: those of the last refinement, ours or M's. */
import { child, param } from '../../formats/xmlEdit';
import { parseBool, parseNumber } from '../../formats/xmlNumbers';
import type { Population } from '../../model/population';
import { lastOptionsElement } from '../refinement/lastOptions';
import { valueProblem } from './check';
import { defaultSettings, settingFields, type RefinementSettings } from './fields';
import { firstRefinement } from './presets';

/** What was asked last, as far as the engine can do it; the first refinement where the population says nothing. */
export function lastSettings(population: Population): RefinementSettings {
  const last = child(population.xml.root, lastOptionsElement);
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
