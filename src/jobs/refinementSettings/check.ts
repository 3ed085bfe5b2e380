/** Checks what a settings file or a form says, value by value; each finding is a sentence with what to do. */
import { refinedParameters } from '../../compute/parameters/refinedParameters';
import {
  defaultSettings,
  settingFields,
  type RefinementSettings,
  type SettingField,
  type SettingKey,
} from './fields';

export interface CheckedSettings {
  /** Values that are fine, and defaults for those that are missing or wrong. */
  readonly settings: RefinementSettings;
  readonly errors: Readonly<Partial<Record<SettingKey, string>>>;
  /** Keys that mean nothing, with the one that may have been meant. */
  readonly unknown: readonly { readonly key: string; readonly meant: string | null }[];
}

export function checkSettings(raw: Readonly<Record<string, unknown>>): CheckedSettings {
  const errors: Partial<Record<SettingKey, string>> = {};
  const settings: Record<string, unknown> = { ...defaultSettings };
  for (const field of settingFields) {
    const value = raw[field.key];
    if (value === undefined) continue;
    const problem = valueProblem(field, value);
    if (problem === null) settings[field.key] = field.kind === 'grid' ? tidyGrid(value as string) : value;
    else errors[field.key as SettingKey] = problem;
  }
  for (const { key, excludes } of refinedParameters)
    if (excludes !== undefined && settings[key] === true && settings[excludes.key] === true)
      errors[key] = `${excludes.why}; ${excludes.remedy}.`;
  const known = new Set<string>([...settingFields.map(({ key }) => key), '$schema']);
  const unknown = Object.keys(raw)
    .filter((key) => !known.has(key))
    .map((key) => ({ key, meant: closest(key, [...known]) }));
  return { settings: settings as unknown as RefinementSettings, errors, unknown };
}

/** What is wrong with the value of a field, and what to do; null when it is fine. */
export function valueProblem(field: SettingField, value: unknown): string | null {
  switch (field.kind) {
    case 'switch':
      if (typeof value !== 'boolean') return 'Expected true or false; write one of them without quotes.';
      return value && field.unavailable !== undefined ? `${field.unavailable} Set it to false.` : null;
    case 'number':
      return numberProblem(field, value);
    case 'grid':
      return gridProblem(field, value);
    default:
      return typeof value === 'string' ? null : 'Expected text; put it in double quotes.';
  }
}

function numberProblem(field: Extract<SettingField, { kind: 'number' }>, value: unknown): string | null {
  const { least, most, whole } = field;
  if (typeof value !== 'number' || !Number.isFinite(value))
    return `Expected a number; give one between ${least} and ${most}.`;
  if (whole && !Number.isInteger(value))
    return `Expected a whole number; give one between ${least} and ${most}.`;
  return value < least || value > most ? `${value} is out of range; give ${least} to ${most}.` : null;
}

function gridProblem(field: Extract<SettingField, { kind: 'grid' }>, value: unknown): string | null {
  const { range } = field;
  const nodes = typeof value === 'string' ? tidyGrid(value).split('x') : [];
  if (nodes.length !== range.length || !nodes.every((part) => /^\d{1,4}$/.test(part)))
    return `Expected ${range.length === 2 ? 'two' : 'four'} numbers with an x between them; write "${field.default}", say.`;
  const wrong = range.findIndex(([least, most], i) => Number(nodes[i]) < least || Number(nodes[i]) > most);
  return wrong === -1
    ? null
    : `Number ${wrong + 1} of the grid is out of range; give ${range[wrong][0]} to ${range[wrong][1]}.`;
}

/** `6 × 4` to `6x4` */
function tidyGrid(text: string): string {
  return text
    .split(/[x×X*]/)
    .map((part) => part.trim())
    .join('x');
}

function closest(key: string, known: readonly string[]): string | null {
  const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '');
  const typed = plain(key);
  return (
    known.find((one) => {
      const name = plain(one);
      return name === typed || (typed.length > 3 && (name.startsWith(typed) || typed.startsWith(name)));
    }) ?? null
  );
}
