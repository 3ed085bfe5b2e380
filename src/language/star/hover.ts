/** What a hover says about a label, and about a value in its column; Markdown. */
import { findLabel } from '../labels/dictionary';
import { lineValues, valueAt, type LineValue } from './lineValues';
import { locate } from './locate';
import type { ColumnStatistics } from './columnStatistics';
import type { StarIndex, StarLabel, StarTable } from './starIndex';

export interface StarHover {
  readonly markdown: string;
  readonly start: number;
  readonly end: number;
}

/** @param text the line's */
export function starHover(
  index: StarIndex,
  line: number,
  text: string,
  character: number,
): StarHover | undefined {
  const found = locate(index, line);
  if (found?.table === undefined) return undefined;
  const values = lineValues(text);
  const at = valueAt(values, character);
  if (at < 0) return undefined;
  const { table, label } = found;
  if (label !== undefined && at === 0)
    return hoverOf(values[0], [title(label), ...aboutColumn(table, label)]);
  if (label !== undefined && table.kind === 'values' && at === 1)
    return hoverOf(values[1], [title(label), meaning(label)]);
  const column = found.isRow ? table.labels[at] : undefined;
  if (column === undefined || values.length !== table.labels.length) return undefined;
  return hoverOf(values[at], [title(column), meaning(column), place(table, at, line)]);
}

function hoverOf({ start, end }: LineValue, paragraphs: readonly string[]): StarHover {
  return { markdown: paragraphs.filter((paragraph) => paragraph !== '').join('\n\n'), start, end };
}

function title({ name }: StarLabel): string {
  const known = findLabel(name);
  const unit = known === undefined || known.unit === '' ? '' : ` · ${known.unit}`;
  const family = known === undefined ? '' : ` · ${known.family}`;
  return `**${name}**${unit}${family}`;
}

function meaning({ name }: StarLabel): string {
  const known = findLabel(name);
  if (known === undefined) return '';
  return known.sample === undefined
    ? known.meaning
    : `${known.meaning}; sample ${known.sample} of the trajectory over the exposure`;
}

function aboutColumn(table: StarTable, label: StarLabel): readonly string[] {
  const known = meaning(label);
  if (table.kind === 'values') return [known];
  return [known, statisticsTable(label.statistics, findLabel(label.name)?.unit ?? '')];
}

function statisticsTable(statistics: ColumnStatistics, unit: string): string {
  const { count, numbers, range } = statistics;
  const inUnit = unit === '' ? '' : ` ${unit}`;
  const rows = [['Values', whole(count)]];
  if (range !== null) {
    rows.push(['Smallest', `${short(range.min)}${inUnit}`], ['Largest', `${short(range.max)}${inUnit}`]);
    rows.push(['Mean', `${short(range.mean)}${inUnit}`]);
    if (numbers < count) rows.push(['Not numbers', whole(count - numbers)]);
  }
  rows.push(['Different', distinct(statistics)]);
  return ['| | |', '|:--|--:|', ...rows.map(([name, value]) => `| ${name} | ${value} |`)].join('\n');
}

/** `exact`, or `about` where they are too many to remember. */
export function distinct({ distinct: count, distinctIsExact }: ColumnStatistics): string {
  return distinctIsExact ? whole(count) : `about ${whole(Number(count.toPrecision(2)))}`;
}

function place(table: StarTable, column: number, line: number): string {
  const at = `Column ${column + 1} of ${table.labels.length}`;
  // With comments or empty lines between the rows the line does not tell the row.
  const dense = table.endLine - table.firstRow + 1 === table.rowCount;
  return dense ? `${at}, row ${whole(line - table.firstRow + 1)} of ${whole(table.rowCount)}` : at;
}

export function whole(value: number): string {
  return value.toLocaleString('en');
}

export function short(value: number): string {
  return String(Number(value.toPrecision(7)));
}
