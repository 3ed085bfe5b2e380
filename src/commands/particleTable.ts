/** A table of particles: an option for each format on the command line, a choice and a file in forms. */
import type { FormValues } from '../../shared/protocol/form';
import { particleFormat, particleFormats, tableOption, tableOptions } from '../model/particleFormats';
import type { ParticleFormat } from '../model/particleFormats/particleFormat';
import type { Fields } from './field';
import { text } from './formValues';
import { tableUnits } from './sharedFields';

/** @param help what an option says where the command asks for anything but one table */
export function tableFields(formats = particleFormats, help?: (from: string) => string): Fields {
  return Object.fromEntries(
    tableOptions(formats).map(({ name, help: words, format: { from } }) => [
      name,
      { kind: 'file', files: 'particles', option: `--${name} <file>`, help: help?.(from) ?? words },
    ]),
  );
}

/** For a form, with the units of a table: which of the formats it is. */
export function tableKind(formats = particleFormats) {
  return {
    kind: 'choice',
    label: 'Particle table from',
    choices: formats.map(({ key, name }) => ({ value: key, label: name })),
    start: formats[0].key,
  } as const;
}

/** @param kind field of a form that says the format */
export function unitsOf(kind: string, formats = particleFormats) {
  return tableUnits({ field: kind, is: keysOf(({ hasUnits }) => hasUnits, formats) });
}

/** Keys of formats, for fields that only they have. */
export function keysOf(
  fits: (format: ParticleFormat) => boolean = () => true,
  formats = particleFormats,
): readonly string[] {
  return formats.filter(fits).map(({ key }) => key);
}

/** The file of a form as one of the options. @param kind field that says the format */
export function tableOf(values: FormValues, kind: string): Readonly<Record<string, string>> {
  return { [tableOption(particleFormat(text(values, kind)))]: text(values, 'particles') };
}
