/** The form of a command, from its description: sections of controls, start values, and the arguments that values become. */
import type {
  FieldValue,
  FormDescription,
  FormField,
  FormSection,
  FormValues,
} from '../../../shared/protocol/form';
import { isShown } from '../../../shared/isShown';
import { optionArguments } from '../../commands/arguments';
import type { Command, CommandForm } from '../../commands/command';
import type { About, Field } from '../../commands/field';
import { flag, text } from '../../commands/formValues';
import { sourceBox, usedSources } from '../../commands/sourceBoxes';
import { mapFilters } from '../../formats/mapFormats';
import { particleFilters } from '../../model/particleFormats';

export type FormCommand = Pick<Command, 'name' | 'fields'> & { readonly form?: CommandForm };

/** @param called what the form is about, in its title; @param population its name, for the introduction */
export function describeForm(
  command: FormCommand,
  about: About,
  { called, population = '' }: { readonly called?: string; readonly population?: string } = {},
): Omit<FormDescription, 'state'> {
  const { title, intro, submitLabel, busyLabel = 'Working…' } = formOf(command);
  return {
    title: called === undefined ? title : `${title}: ${called}`,
    intro: intro.replace('{population}', population),
    submitLabel,
    busyLabel,
    sections: sectionsOf(command, about.sources),
    initial: initialValues(command, about),
  };
}

/** @param sources names of the population's data sources */
export function sectionsOf(command: FormCommand, sources: readonly string[] = []): readonly FormSection[] {
  return formOf(command).sections.map(({ fields, ...section }) => ({
    ...section,
    fields: fields.flatMap((key) => controlsOf(key, command.fields[key], sources)),
  }));
}

export function initialValues(command: FormCommand, about: About): FormValues {
  const keys = formOf(command).sections.flatMap(({ fields }) => fields);
  return Object.fromEntries(keys.flatMap((key) => startsOf(key, command.fields[key], about)));
}

/**
 * Of fields that are shown; what is empty is left out.
 * @param instead values of fields that differ from those of the form
 */
export function formArguments(
  command: FormCommand,
  values: FormValues,
  about: About,
  instead: Readonly<Partial<Record<string, string>>> = {},
): string[] {
  const given: Readonly<Record<string, string | undefined>> = {
    population: about.population,
    ...(about.species !== null && { species: about.species.guid }),
    ...formOf(command).given?.(values, about),
    ...instead,
  };
  return [
    command.name,
    ...Object.entries(command.fields).flatMap(([key, field]) => {
      if (key in given) return field.option === undefined ? [] : optionArguments(field, given[key]);
      return field.label !== undefined && isShown(field, values) ? typedArguments(key, field, values) : [];
    }),
  ];
}

/** What the file dialog of a control offers: names and endings. */
export function fileFilters({ fields }: FormCommand, control: string): Record<string, string[]> {
  const field = fields[control];
  switch (field.kind === 'file' ? field.files : undefined) {
    case 'map':
      return mapFilters();
    case 'particles':
      return particleFilters();
    case 'star':
      return { 'STAR files': ['star'] };
    case 'source':
      return { 'Data sources': ['source'] };
    case 'settings':
      return { 'Warp settings': ['settings'] };
    default:
      return {};
  }
}

export function formOf({ name, form }: FormCommand): CommandForm {
  if (form === undefined) throw new Error(`${name} has no form`);
  return form;
}

function controlsOf(key: string, field: Field, sources: readonly string[]): readonly FormField[] {
  const { label = key, hint, shownWhen, placeholder } = field;
  const shown = shownWhen === undefined ? {} : { shownWhen };
  const named = { name: key, label, ...shown, ...(hint !== undefined && { help: hint }) };
  const empty = placeholder === undefined ? {} : { placeholder };
  switch (field.kind) {
    case 'number': {
      const [least, most] = field.range ?? [-1e12, 1e12];
      const rule = { least, most, required: isNeeded(field), ...(field.whole && { whole: true }) };
      return [{ ...named, ...empty, kind: 'number', rule }];
    }
    case 'file':
      return [{ ...named, ...empty, kind: 'file', ...(field.pick !== undefined && { pick: field.pick }) }];
    case 'choice':
      return [
        {
          ...named,
          kind: 'choice',
          options: field.choices.map(({ value, label: words = value }) => ({ value, label: words })),
        },
      ];
    case 'switch': {
      const { unavailable, start } = field;
      return [
        {
          ...named,
          kind: 'check',
          ...(unavailable !== undefined && { unavailable, fixed: start === true }),
        },
      ];
    }
    case 'vector': {
      const [least, most] = field.range;
      return axes.map((axis, i) => ({
        ...(i === 0 ? named : shown),
        kind: 'number',
        name: key + axis,
        label: field.labels[i],
        rule: { least, most, required: true },
      }));
    }
    case 'parts':
      return Object.entries(field.parts).map(([name, part]) => ({
        ...shown,
        kind: 'check',
        name,
        label: part.label,
      }));
    case 'sources':
      return sources.map((source) => ({ ...shown, kind: 'check', name: sourceBox(source), label: source }));
    default:
      return [
        { ...named, ...empty, kind: 'text', ...(field.kind === 'text' && field.short && { short: true }) },
      ];
  }
}

const axes = ['X', 'Y', 'Z'] as const;

function isNeeded(field: Extract<Field, { kind: 'number' }>): boolean {
  return (
    field.required === true ||
    field.needed === true ||
    (field.default !== undefined && field.start === undefined)
  );
}

function startsOf(key: string, field: Field, about: About): readonly (readonly [string, FieldValue])[] {
  const start = typeof field.start === 'function' ? field.start(about) : field.start;
  switch (field.kind) {
    case 'switch':
      return [[key, start ?? false]];
    case 'vector':
      return axes.map((axis) => [key + axis, '0']);
    case 'parts':
      return Object.keys(field.parts).map((name) => [name, false]);
    case 'sources':
      return about.sources.map((source) => [sourceBox(source), true]);
    case 'number':
    case 'text':
    case 'file':
    case 'choice':
      return [[key, start ?? String(field.default ?? '')]];
    default:
      return [[key, start ?? '']];
  }
}

function typedArguments(key: string, field: Field, values: FormValues): readonly string[] {
  const chosen =
    field.kind === 'choice' ? field.choices.find(({ value }) => value === text(values, key)) : undefined;
  if (chosen?.gives !== undefined) return chosen.gives;
  if (field.option === undefined) return [];
  switch (field.kind) {
    case 'switch':
      return optionArguments(field, flag(values, key));
    case 'vector': {
      const parts = axes.map((axis) => text(values, key + axis));
      return parts.every((part) => Number(part) === 0) ? [] : optionArguments(field, parts.join(','));
    }
    case 'parts': {
      const kept = Object.entries(field.parts).filter(([name]) => flag(values, name));
      return optionArguments(field, kept.map(([, { value }]) => value).join(','));
    }
    case 'sources':
      return optionArguments(field, usedSources(values));
    case 'names':
      return optionArguments(
        field,
        text(values, key)
          .split(/\s+/)
          .filter((name) => name !== ''),
      );
    default:
      return optionArguments(field, text(values, key));
  }
}
