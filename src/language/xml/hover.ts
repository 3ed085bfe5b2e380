/** What a hover says about an element or a parameter; Markdown. */
import type { Param } from '../../formats/params/param';
import { rangeText } from './paramCheck';
import type { XmlIndex } from './xmlIndex';
import { elementSchema, foundParams, type FoundParam } from './xmlParams';

export interface XmlHover {
  readonly markdown: string;
  readonly start: number;
  readonly end: number;
}

export function xmlHover(index: XmlIndex, line: number, character: number): XmlHover | undefined {
  const over = ({ place, value }: FoundParam): boolean =>
    (place.line === line && place.start <= character && character <= place.end) ||
    (value.line === line && value.valueStart <= character && character <= value.valueEnd);
  const found = foundParams(index).find((param) => param.param !== undefined && over(param));
  if (found?.param !== undefined) {
    const { place, value, name, param } = found;
    const onName = place.line === line && place.start <= character && character <= place.end;
    const span = onName ? place : { start: value.valueStart, end: value.valueEnd };
    return { markdown: paramMarkdown(name, param), start: span.start, end: span.end };
  }
  const item = index.elements.find(
    (element) =>
      element.line === line &&
      element.start < character &&
      character <= element.start + element.name.length + 1,
  );
  const schema = item === undefined ? undefined : elementSchema(index, item);
  if (item === undefined || schema === undefined) return undefined;
  const size = item.nodes > 0 ? `\n\n${item.nodes.toLocaleString('en')} nodes` : '';
  const markdown = `**${item.name}**\n\n${schema.meaning}${size}`;
  return { markdown, start: item.start + 1, end: item.start + 1 + item.name.length };
}

/** Name, unit, meaning, then type, default and range. */
export function paramMarkdown(name: string, param: Param): string {
  const unit = param.unit === '' ? '' : ` · ${param.unit}`;
  const facts = [
    `Type: ${kindText(param)}`,
    `default: ${param.missing === '' ? 'none' : `\`${param.missing}\``}`,
  ];
  const range = rangeText(param);
  if (range !== undefined) facts.push(`range: ${range}`);
  return `**${name}**${unit}\n\n${param.meaning}\n\n${facts.join(', ')}`;
}

export function kindText({ kind, count }: Param): string {
  switch (kind) {
    case 'bool':
      return 'True or False';
    case 'three-state':
      return 'True, False or empty';
    case 'integer':
      return 'whole number';
    case 'decimal':
      return 'decimal without exponent';
    case 'float':
      return 'number';
    case 'numbers':
      return count === undefined ? 'list of numbers' : `${count} numbers`;
    case 'guid':
      return 'GUID';
    default:
      return kind;
  }
}
