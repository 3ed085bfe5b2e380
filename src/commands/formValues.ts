/** Values of a form, and what can be wrong with them: each check returns one sentence, or null. */
import path from 'node:path';
import type { FormValues, NumberRule } from '../../shared/protocol/form';

export function text(values: FormValues, name: string): string {
  const value = values[name];
  return typeof value === 'string' ? value.trim() : '';
}

export function flag(values: FormValues, name: string): boolean {
  return values[name] === true;
}

export function numberProblem(typed: string, rule: NumberRule): string | null {
  if (typed.trim() === '') return rule.required === true ? 'A number is needed.' : null;
  const value = Number(typed);
  if (!Number.isFinite(value)) return 'This is not a number.';
  if (rule.whole === true && !Number.isInteger(value)) return 'A whole number is needed.';
  if (value < rule.least || value > rule.most) return `Between ${rule.least} and ${rule.most}.`;
  return null;
}

/** @param what the file is, with its article: `A map` */
export function pathProblem(file: string, what: string): string | null {
  if (file === '') return `${what} is needed.`;
  return path.isAbsolute(file) ? null : 'The whole path is needed, from the root.';
}

/** Collects sentences by field, leaving out the fields that are fine. */
export function problems(found: Readonly<Record<string, string | null>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(found).filter((entry): entry is [string, string] => entry[1] !== null),
  );
}
