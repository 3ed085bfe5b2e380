/** Refinement settings as a form: the same table of settings as sections of fields, values as they are typed. */
import type {
  FieldValue,
  FormField,
  FormFindings,
  FormSection,
  FormValues,
} from '../../../shared/protocol/form';
import { checkSettings } from '../../jobs/refinementSettings/check';
import {
  settingFields,
  type RefinementSettings,
  type SettingField,
} from '../../jobs/refinementSettings/fields';

export const refinementSections: readonly FormSection[] = [
  ...new Set(settingFields.map(({ section }) => section)),
].map((title) => ({
  title,
  ...(title === 'Advanced' && { closed: true }),
  fields: settingFields.filter(({ section }) => section === title).map(formField),
}));

/** What the fields show for values as they stand in the file. */
export function shownValues(raw: Readonly<Record<string, unknown>>): FormValues {
  return Object.fromEntries(
    settingFields.map((field) => [field.key, shownValue(field, raw[field.key] ?? field.default)]),
  );
}

/** What goes into the file for a typed value: a number where it is one, else as typed, so that file and form agree. */
export function writtenValue(key: string, value: FieldValue | number): string | number | boolean {
  const field = settingFields.find((one) => one.key === key);
  if (field?.kind !== 'number' || typeof value !== 'string') return value;
  const number = Number(value.trim().replace(',', '.'));
  return value.trim() === '' || !Number.isFinite(number) ? value : number;
}

export function refinementFindings(raw: Readonly<Record<string, unknown>>): FormFindings {
  const { errors } = checkSettings(raw);
  return { errors: errors as Record<string, string>, notes: {} };
}

/** What a form with these values asks for. */
export function typedSettings(values: FormValues): {
  readonly settings: RefinementSettings;
  readonly findings: FormFindings;
} {
  const raw = Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, writtenValue(key, value)]),
  );
  return { settings: checkSettings(raw).settings, findings: refinementFindings(raw) };
}

function formField(field: SettingField): FormField {
  const { key: name, label, help, unavailable, of } = field;
  const common = {
    name,
    label,
    help,
    ...(unavailable !== undefined && { unavailable }),
    ...(of !== undefined && { shownWhen: { field: of, is: true } }),
  };
  switch (field.kind) {
    case 'switch':
      return { ...common, kind: 'check' };
    case 'number': {
      const { least, most, whole } = field;
      return { ...common, kind: 'number', rule: { least, most, whole, required: true } };
    }
    case 'grid':
      return { ...common, kind: 'text', short: true, placeholder: field.default };
    default:
      return { ...common, kind: 'text' };
  }
}

function shownValue(field: SettingField, value: unknown): FieldValue {
  if (field.kind === 'switch') return value === true;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
