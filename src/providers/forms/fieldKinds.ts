/** Fields of forms that are alike but for their words. */
import type { FormField, NumberRule } from '../../../shared/protocol/form';

export function file(name: string, label: string, help: string): FormField {
  return { kind: 'file', name, label, help };
}

export function number(
  name: string,
  label: string,
  rule: NumberRule,
  more: Partial<Pick<Extract<FormField, { kind: 'number' }>, 'help' | 'placeholder' | 'shownWhen'>> = {},
): FormField {
  return { kind: 'number', name, label, rule, ...more };
}
