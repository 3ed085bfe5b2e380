/** Fields of a command as options and arguments of commander, and what was given as values for it. */
import { Argument, InvalidArgumentError, Option, type Command as Program } from 'commander';
import { Problem } from '../../shared/problem';
import { optionName, type Field, type Fields } from '../commands/field';
import { parseNumber, parseVector } from '../commands/parse';

export function addFields(program: Program, fields: Fields): void {
  for (const field of Object.values(fields)) {
    const { option, help = '' } = field;
    if (option === undefined) continue;
    if (option.startsWith('<')) program.addArgument(new Argument(option, help));
    else program.addOption(optionOf(field, option, help));
  }
}

/** By the keys of the fields; undefined where nothing was given and nothing is the default. */
export function givenValues(program: Program, fields: Fields): Record<string, unknown> {
  const options = program.opts<Record<string, unknown>>();
  const positional = [...program.args];
  return Object.fromEntries(
    Object.entries(fields).flatMap(([key, field]) => {
      if (field.option === undefined) return [];
      if (field.option.startsWith('<')) return [[key, positional.shift()]];
      const value = options[optionName(field)];
      return [[key, field.kind === 'switch' ? (value === true) !== (field.reverse === true) : value]];
    }),
  );
}

/** Throws what commander reports with the option's name. */
export function parseNumberOption(text: string): number {
  return reported(parseNumber)(text);
}

export function parseIntegerOption(text: string): number {
  const value = parseNumberOption(text);
  if (!Number.isInteger(value)) throw new InvalidArgumentError('It is not a whole number.');
  return value;
}

function optionOf(field: Field, flags: string, help: string): Option {
  const option = new Option(flags, help);
  if (field.required === true) option.makeOptionMandatory();
  if ('default' in field)
    option.default(field.default, field.kind === 'parsed' ? field.defaultText : undefined);
  switch (field.kind) {
    case 'number':
      return option.argParser((text) => parsedNumber(field, text));
    case 'choice':
      return option.choices(
        field.choices.flatMap(({ value, gives }) => (gives === undefined ? [value] : [])),
      );
    case 'parsed':
      return option.argParser(reported(field.parse));
    case 'vector':
      return option.argParser(reported(parseVector));
    case 'parts':
      return option.argParser((text) => parsedParts(field, text));
    default:
      return option;
  }
}

function parsedNumber({ whole, range, positive }: Extract<Field, { kind: 'number' }>, text: string): number {
  const value = whole === true ? parseIntegerOption(text) : parseNumberOption(text);
  const [least, most] = range ?? [-Infinity, Infinity];
  if (!(value > 0) && (positive === true || (least > 0 && whole !== true)))
    throw new InvalidArgumentError('It must be more than 0.');
  if (value < least || value > most)
    throw new InvalidArgumentError(`It is not between ${least} and ${most}.`);
  return value;
}

function parsedParts({ parts }: Extract<Field, { kind: 'parts' }>, text: string): readonly string[] {
  const known = Object.values(parts).map(({ value }) => value);
  const asked = text.split(',');
  if (asked.some((part) => !known.includes(part)))
    throw new InvalidArgumentError(`It is not of ${known.join(', ')}.`);
  return asked;
}

/** What is wrong with a value is told with the option's name. */
function reported<T>(parse: (text: string) => T): (text: string) => T {
  return (text) => {
    try {
      return parse(text);
    } catch (error) {
      if (error instanceof Problem) throw new InvalidArgumentError(`${error.message}.`);
      throw error;
    }
  };
}
