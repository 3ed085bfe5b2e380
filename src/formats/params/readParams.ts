/** Reads parameters by their tables: what is missing is what the table says, what is there and cannot be read is an error. */
import { Problem } from '../../../shared/problem';
import type { XmlElement } from '../xml';
import { attribute, param, paramElement } from '../xmlEdit';
import { numberRemedy, parseBool, parseInteger, parseNumber, parseNumbers } from '../xmlNumbers';
import type { ParamTable } from './param';

/** Every name is one of the table's. All throw Problem with the line for values that cannot be read. */
export interface ParamReader<Name extends string> {
  readonly number: (name: Name) => number;
  readonly integer: (name: Name) => number;
  readonly flag: (name: Name) => boolean;
  /** As it stands in the file; an empty one is one that is there. */
  readonly text: (name: Name) => string;
  /** As many numbers as the table asks for. */
  readonly numbers: (name: Name) => readonly number[];
  /** Of the first name that the file has, positive. A pixel size that nobody gave would be a wrong one. */
  readonly required: (...names: readonly Name[]) => number;
}

/** Of the attributes of an element. */
export function attributeReader<Table extends ParamTable>(
  table: Table,
  element: XmlElement,
  where: string,
): ParamReader<keyof Table & string> {
  return reader(table, (name) => ({
    text: attribute(element, name),
    where: lineOf(element, where),
    what: `${name} of <${element.name}>`,
  }));
}

/** Of `<Param Name="..." Value="..." />` in an element; undefined where the file has none. */
export function paramReader<Table extends ParamTable>(
  table: Table,
  owner: XmlElement | undefined,
  where: string,
): ParamReader<keyof Table & string> {
  return reader(table, (name) => {
    if (owner === undefined) return { text: undefined, where, what: name };
    const place = lineOf(paramElement(owner, name) ?? owner, where);
    return { text: param(owner, name), where: place, what: `${name} of <${owner.name}>` };
  });
}

/** `file:line` of an element. */
export function lineOf({ line }: XmlElement, where: string): string {
  return line === undefined ? where : `${where}:${line}`;
}

/** A value that stands in a file and is not what it should be. */
export function unreadable(
  what: string,
  text: string,
  expected: 'number' | 'whole number' | 'True or False' | `${number} numbers` | 'list of numbers',
  where: string,
): Problem {
  const shown = `"${text.trim().slice(0, 40)}"`;
  const is = expected === 'True or False' ? 'is neither True nor False' : `is no ${expected}`;
  const counted = /^\d/.test(expected) ? `is not ${expected}` : is;
  return new Problem(`${what} ${counted}: ${text.trim() === '' ? 'it is empty' : shown}`, {
    where,
    remedy: numberRemedy(text, 'correct it, or restore the file from a backup'),
  });
}

interface Found {
  /** Undefined when the file says nothing. */
  readonly text: string | undefined;
  readonly where: string;
  readonly what: string;
}

function reader<Table extends ParamTable>(
  table: Table,
  find: (name: string) => Found,
): ParamReader<keyof Table & string> {
  const read = <Value>(
    name: string,
    expected: Parameters<typeof unreadable>[2],
    parse: (text: string | undefined) => Value | undefined,
  ): Value => {
    const { text, where, what } = find(name);
    const value = parse(text ?? table[name].missing);
    if (value !== undefined) return value;
    if (text === undefined) throw new Error(`the table has no default for ${name}`);
    throw unreadable(what, text, expected, where);
  };
  return {
    number: (name) => read(name, 'number', finite),
    integer: (name) => read(name, 'whole number', wholeNumber),
    flag: (name) => read(name, 'True or False', parseBool),
    text: (name) => find(name).text ?? table[name].missing,
    numbers: (name) => {
      const { missing, count, oldCount } = table[name];
      const list = (text: string | undefined): readonly number[] | undefined =>
        parseNumbers(text, count) ??
        (oldCount !== undefined && parseNumbers(text, oldCount) !== undefined
          ? parseNumbers(missing, count)
          : undefined);
      if (missing === '')
        return read(name, 'list of numbers', (text) => (text?.trim() === '' ? [] : list(text)));
      return read(name, count === undefined ? 'list of numbers' : `${count} numbers`, list);
    },
    required: (...names) => {
      const name = names.find((each) => find(each).text !== undefined);
      const { where, what } = find(name ?? names[names.length - 1]);
      if (name === undefined)
        throw new Problem(`${names[names.length - 1]} is missing`, {
          where,
          remedy: 'restore the file from a backup',
        });
      const value = read(name, 'number', finite);
      if (value > 0) return value;
      throw new Problem(`${what} is ${value}, expected more than 0`, { where, remedy: 'correct it' });
    },
  };
}

function finite(text: string | undefined): number | undefined {
  const value = parseNumber(text);
  return Number.isFinite(value) ? value : undefined;
}

/** `50.0` is whole, too. */
function wholeNumber(text: string | undefined): number | undefined {
  const value = parseInteger(text) ?? finite(text);
  return Number.isInteger(value) ? value : undefined;
}
