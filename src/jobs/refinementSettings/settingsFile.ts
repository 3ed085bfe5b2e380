/** Reads and writes refinement settings as a text file, `*.refine.json`. */
import path from 'node:path';
import { readText } from '../../files/fileProblem';
import { parseJsonMembers, type JsonMember } from '../../formats/jsonMembers';
import { Problem } from '../../../shared/problem';
import { checkSettings } from './check';
import { settingFields, type RefinementSettings } from './fields';

export interface ReadSettings {
  /** The population's path is absolute, or empty. */
  readonly settings: RefinementSettings;
  /** One sentence each: keys that mean nothing. */
  readonly warnings: readonly string[];
}

/** Throws Problem with file, line and key for the first value that cannot be. */
export async function readSettingsFile(file: string): Promise<ReadSettings> {
  const where = path.resolve(file);
  return parseSettings(await readText(where), where);
}

export function parseSettings(text: string, file: string): ReadSettings {
  const members = parseJsonMembers(text, file);
  const { settings, errors, unknown } = checkSettings(valuesOf(members));
  const lineOf = (key: string): number => members.findLast((member) => member.name === key)?.line ?? 1;
  const [wrong] = Object.entries(errors).sort(([a], [b]) => lineOf(a) - lineOf(b));
  if (wrong !== undefined) {
    const [key, sentence] = wrong;
    throw new Problem(`"${key}": ${asClause(sentence)}`, { where: `${file}:${lineOf(key)}` });
  }
  const population = settings.population === '' ? '' : path.resolve(path.dirname(file), settings.population);
  return {
    settings: { ...settings, population },
    warnings: unknown.map(
      ({ key, meant }) =>
        `${file}:${lineOf(key)}: "${key}" is no setting of a refinement${meant === null ? '' : `; did you mean "${meant}"?`}`,
    ),
  };
}

export function valuesOf(members: readonly JsonMember[]): Record<string, unknown> {
  return Object.fromEntries(members.map(({ name, value }) => [name, value]));
}

/**
 * A new file: everything that the engine can do, one setting a line.
 *
 * @param folder that the population's path is written from; without one it is absolute
 */
export function formatSettings(settings: RefinementSettings, folder?: string): string {
  const listed = settingFields.filter((field) => field.unavailable === undefined);
  const population =
    settings.population === '' || folder === undefined
      ? settings.population
      : path.relative(folder, settings.population).split(path.sep).join('/');
  const all: Readonly<Record<string, unknown>> = { ...settings };
  const values = Object.fromEntries(listed.map(({ key }) => [key, all[key]]));
  return `${JSON.stringify({ ...values, population }, null, 2)}\n`;
}

/** As part of a longer sentence. */
function asClause(sentence: string): string {
  const [first] = sentence;
  return first.toLowerCase() + sentence.slice(1).replace(/\.$/, '');
}
