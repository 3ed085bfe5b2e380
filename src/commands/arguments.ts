/** Values as arguments of a command, for whoever starts it as a process. */
import { optionName, type Field, type Fields } from './field';

export type Given = string | number | boolean | readonly string[] | undefined;

/** The command's name and an option for every value; '' and undefined give none. */
export function argumentsOf<F extends Fields>(
  { name, fields }: { readonly name: string; readonly fields: F },
  values: Readonly<Partial<Record<keyof F, Given>>>,
): string[] {
  return [
    name,
    ...Object.entries<Given>(values as Record<string, Given>).flatMap(([key, value]) =>
      optionArguments(fields[key], value),
    ),
  ];
}

export function optionArguments(field: Field, value: Given): string[] {
  const name = `--${optionName(field)}`;
  if (field.kind === 'switch') return (value === true) !== (field.reverse === true) ? [name] : [];
  if (value === undefined || value === '') return [];
  if (!field.option?.includes('--')) return [String(value)];
  const texts = typeof value === 'object' ? value : [String(value)];
  // What starts with a hyphen would be taken for an option: negative numbers, and one version's name in 64.
  const plain = texts.filter((text) => !text.startsWith('-'));
  const others = texts.filter((text) => text.startsWith('-'));
  return [...(plain.length === 0 ? [] : [name, ...plain]), ...others.map((text) => `${name}=${text}`)];
}
