/** Checks that several forms share; each returns what is wrong in one sentence, or null. */
import type { FormValues } from '../../../webview/protocol/form';

export interface NumberRule {
  readonly least: number;
  readonly most: number;
  readonly whole?: boolean;
  readonly required?: boolean;
}

export function numberProblem(text: string, rule: NumberRule): string | null {
  if (text.trim() === '') return rule.required === true ? 'A number is needed.' : null;
  const value = Number(text);
  if (!Number.isFinite(value)) return 'This is not a number.';
  if (rule.whole === true && !Number.isInteger(value)) return 'A whole number is needed.';
  if (value < rule.least || value > rule.most) return `Between ${rule.least} and ${rule.most}.`;
  return null;
}

/** Symmetry names as M and RELION write them. */
export function symmetryProblem(text: string): string | null {
  const known = /^(C[1-9]\d?[HV]?|CI|CS|S[1-9]\d?|D[1-9]\d?[HV]?|T[DH]?|OH?|I[1-5]?H?)$/i;
  return known.test(text.trim()) ? null : 'Not a point group: C1, C6, D7, T, O, I and so on.';
}

export function text(values: FormValues, name: string): string {
  const value = values[name];
  return typeof value === 'string' ? value.trim() : '';
}

export function flag(values: FormValues, name: string): boolean {
  return values[name] === true;
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
