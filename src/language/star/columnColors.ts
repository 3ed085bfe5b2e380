/** Which part of a line belongs to which column, so that a column and its label have one color. */
import { lineValues } from './lineValues';
import { locate } from './locate';
import type { StarIndex } from './starIndex';

/** How many colors there are before they begin again. */
export const colorCount = 8;

export interface ColoredPart {
  readonly line: number;
  readonly start: number;
  readonly length: number;
  /** From 0 to `colorCount` - 1. */
  readonly color: number;
}

/** Longer lines are left to the grammar, as VS Code leaves them uncolored. */
const longest = 20_000;

/** @param lineText text of a line; asked for lines from `first` to `last` only */
export function coloredParts(
  index: StarIndex,
  first: number,
  last: number,
  lineText: (line: number) => string,
): readonly ColoredPart[] {
  const parts: ColoredPart[] = [];
  for (let line = first; line <= last; line++) {
    const found = locate(index, line);
    if (found?.table === undefined) continue;
    const { table, label } = found;
    if (label !== undefined) {
      const color = table.labels.indexOf(label) % colorCount;
      parts.push({ line, start: label.start, length: label.end - label.start, color });
      if (table.kind === 'loop') continue;
    } else if (!found.isRow) continue;
    const text = lineText(line);
    if (text.length > longest) continue;
    const values = lineValues(text);
    if (label !== undefined) {
      const [, value] = values;
      if (value !== undefined)
        parts.push({ ...span(line, value), color: table.labels.indexOf(label) % colorCount });
    } else {
      if (values.length !== table.labels.length) continue;
      values.forEach((value, i) => parts.push({ ...span(line, value), color: i % colorCount }));
    }
  }
  return parts;
}

function span(line: number, { start, end }: { start: number; end: number }): Omit<ColoredPart, 'color'> {
  return { line, start, length: end - start };
}
