/** Whether a field is asked for with these values. */
import type { FormField, FormValues } from './protocol/form';

export function isShown({ shownWhen }: Pick<FormField, 'shownWhen'>, values: FormValues): boolean {
  if (shownWhen === undefined) return true;
  const value = values[shownWhen.field];
  return Array.isArray(shownWhen.is) ? shownWhen.is.includes(value) : value === shownWhen.is;
}
