/** Checks that several forms share; each returns what is wrong in one sentence, or null. */
import path from 'node:path';
import type { FormField, FormSection, FormValues, NumberRule } from '../../../shared/protocol/form';
import { readMapHeader } from '../../formats/maps/mapHeader';
import { isShown } from '../../../shared/isShown';

export function numberProblem(text: string, rule: NumberRule): string | null {
  if (text.trim() === '') return rule.required === true ? 'A number is needed.' : null;
  const value = Number(text);
  if (!Number.isFinite(value)) return 'This is not a number.';
  if (rule.whole === true && !Number.isInteger(value)) return 'A whole number is needed.';
  if (value < rule.least || value > rule.most) return `Between ${rule.least} and ${rule.most}.`;
  return null;
}

/** What the fields' own rules say, by field; fields that are not shown are not asked for. */
export function checkFields(sections: readonly FormSection[], values: FormValues): Record<string, string> {
  const shown = sections.flatMap(({ fields }) => fields).filter((field) => isShown(field, values));
  return problems(Object.fromEntries(shown.map((field) => [field.name, fieldProblem(field, values)])));
}

export function text(values: FormValues, name: string): string {
  const value = values[name];
  return typeof value === 'string' ? value.trim() : '';
}

export function flag(values: FormValues, name: string): boolean {
  return values[name] === true;
}

/** @param what the file is, with its article: `A map` */
export function pathProblem(file: string, what: string): string | null {
  if (file === '') return `${what} is needed.`;
  return path.isAbsolute(file) ? null : 'The whole path is needed, from the root.';
}

/** Why a file is not a map; null where its header can be read. */
export async function mapProblem(file: string): Promise<string | null> {
  const problem = pathProblem(file, 'A map');
  if (problem !== null) return problem;
  return readMapHeader(file).then(
    () => null,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

/** `--option value`, or nothing where the field is empty. */
export function option(name: string, value: string): string[] {
  return value === '' ? [] : [name, value];
}

/** Collects sentences by field, leaving out the fields that are fine. */
export function problems(found: Readonly<Record<string, string | null>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(found).filter((entry): entry is [string, string] => entry[1] !== null),
  );
}

/** What arrives need not be what a control gives: it comes from outside. */
function fieldProblem(field: FormField, values: FormValues): string | null {
  const value: unknown = values[field.name];
  if (field.kind === 'check') {
    if (typeof value !== 'boolean') return 'Either on or off.';
    return field.unavailable === undefined || value === (field.fixed ?? false) ? null : field.unavailable;
  }
  if (typeof value !== 'string') return 'Text is needed.';
  if (field.kind === 'number') return numberProblem(value, field.rule);
  if (field.kind === 'choice' && !field.options.some((option) => option.value === value))
    return 'This is none of the choices.';
  return null;
}
