/** Checks of a form's values by the rules of its fields alone. */
import type { FormField, FormSection, FormValues } from '../../../shared/protocol/form';
import { isShown } from '../../../shared/isShown';
import { numberProblem, pathProblem, problems } from '../../commands/formValues';

/** What the fields' own rules say, by field; fields that are not shown are not asked for. */
export function checkFields(sections: readonly FormSection[], values: FormValues): Record<string, string> {
  const shown = sections.flatMap(({ fields }) => fields).filter((field) => isShown(field, values));
  return problems(Object.fromEntries(shown.map((field) => [field.name, fieldProblem(field, values)])));
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
  // Whether it can be left empty, and must be there, its form knows.
  if (field.kind === 'file') return value.trim() === '' ? null : pathProblem(value.trim(), 'A file');
  if (field.kind === 'choice' && !field.options.some((option) => option.value === value))
    return 'This is none of the choices.';
  return null;
}
