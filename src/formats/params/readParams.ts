/** Reads parameters by their tables: what is missing or cannot be read is what the table says. */
import { parseBool, parseInteger, parseNumber, parseNumbers } from '../xmlNumbers';
import type { ParamTable } from './param';

/** Every name is one of the table's. */
export interface ParamReader<Name extends string> {
  readonly number: (name: Name) => number;
  readonly integer: (name: Name) => number;
  readonly flag: (name: Name) => boolean;
  /** As it stands in the file; an empty one is one that is there. */
  readonly text: (name: Name) => string;
  /** As many numbers as the table asks for. */
  readonly numbers: (name: Name) => readonly number[];
}

/** @param textOf what the file says for a name; undefined when it says nothing */
export function paramReader<Table extends ParamTable>(
  table: Table,
  textOf: (name: string) => string | undefined,
): ParamReader<keyof Table & string> {
  const read = <Value>(name: string, parse: (text: string | undefined) => Value | undefined): Value => {
    const value = parse(textOf(name)) ?? parse(table[name].missing);
    if (value === undefined) throw new Error(`the table has no default for ${name}`);
    return value;
  };
  return {
    number: (name) => read(name, parseNumber),
    integer: (name) => read(name, parseInteger),
    flag: (name) => read(name, parseBool),
    text: (name) => textOf(name) ?? table[name].missing,
    numbers: (name) =>
      table[name].missing === ''
        ? (parseNumbers(textOf(name)) ?? [])
        : read(name, (text) => parseNumbers(text, table[name].count)),
  };
}
