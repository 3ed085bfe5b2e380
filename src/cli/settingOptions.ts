/** The settings of a refinement as options of the command line, from their table. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { valueProblem } from '../jobs/refinementSettings/check';
import {
  settingFields,
  type RefinementSettings,
  type SettingField,
  type SettingValue,
} from '../jobs/refinementSettings/fields';
import { parseIntegerOption, parseNumberOption } from './options';

/** What the nodes of a grid lie along: width, height, depth, time. */
const nodesAlong = ['W', 'H', 'D', 'T'];

const offered = settingFields.flatMap((field) =>
  field.option === undefined || field.unavailable !== undefined || field.key === 'population'
    ? []
    : [{ field, name: field.option }],
);

export function settingOptions(): readonly Option[] {
  return offered.map(({ field, name }) => optionFor(field, name));
}

/** What was given on the command line, by the names of settings files. */
export function givenSettings(command: Command): Partial<RefinementSettings> {
  const given: Record<string, unknown> = {};
  const values = command.opts<Record<string, unknown>>();
  for (const { field, name } of [...offered, { field: { key: 'population' }, name: 'population' }]) {
    const value = values[name];
    if (command.getOptionValueSource(name) !== 'cli') continue;
    given[field.key] = value;
    if ('of' in field && field.of !== undefined) given[field.of] = true;
  }
  return given;
}

function optionFor(field: SettingField, name: string): Option {
  const help = field.optionHelp ?? field.help;
  switch (field.kind) {
    case 'switch':
      return new Option(field.default ? `--no-${name}` : `--${name}`, help);
    case 'number':
      return new Option(
        `--${name} <n>`,
        field.default === 0 ? help : `${help} (default: ${told(field)})`,
      ).argParser((text) => typed(field, text));
    case 'grid':
      return new Option(`--${name} <${nodesAlong.slice(0, field.range.length).join('x')}>`, help).argParser(
        (text) => checked(field, text.toLowerCase()),
      );
    default:
      return new Option(`--${name} <text>`, help);
  }
}

type NumberField = Extract<SettingField, { kind: 'number' }>;

function told({ default: value, optionFactor = 1 }: NumberField): number {
  return scaled(value, optionFactor);
}

function typed(field: NumberField, text: string): number {
  const { optionFactor = 1, least, most } = field;
  const value = field.whole ? parseIntegerOption(text) : parseNumberOption(text);
  if (value < scaled(least, optionFactor) || value > scaled(most, optionFactor))
    throw new InvalidArgumentError(
      `It is not between ${scaled(least, optionFactor)} and ${scaled(most, optionFactor)}.`,
    );
  return scaled(value, 1 / optionFactor);
}

/** Without the last bits that a factor of 0.01 leaves. */
function scaled(value: number, factor: number): number {
  return Number((value * factor).toPrecision(12));
}

/** Throws for what a settings file would be refused for, too (MCore prints "ignoring" and refines all the same). */
function checked<Value extends SettingValue>(field: SettingField, value: Value): Value {
  const problem = valueProblem(field, value);
  if (problem !== null) throw new InvalidArgumentError(problem);
  return value;
}
