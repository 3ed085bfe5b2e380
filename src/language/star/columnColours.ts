/** Which part of a line belongs to which column, so that a column and its label have one colour. */
import { lineValues } from './lineValues';
import { locate } from './locate';
import type { StarIndex } from './starIndex';

/** How many colours there are before they begin again. */
export const colourCount = 8;

export interface ColouredPart {
  readonly line: number;
  readonly start: number;
  readonly length: number;
  /** From 0 to `colourCount` - 1. */
  readonly colour: number;
}

/** Longer lines are left to the grammar, as VS Code leaves them uncoloured. */
const longest = 20_000;

/** @param lineText text of a line; asked for lines from `first` to `last` only */
export function colouredParts(
  index: StarIndex,
  first: number,
  last: number,
  lineText: (line: number) => string,
): readonly ColouredPart[] {
  const parts: ColouredPart[] = [];
  for (let line = first; line <= last; line++) {
    const found = locate(index, line);
    if (found?.table === undefined) continue;
    const { table, label } = found;
    if (label !== undefined) {
      const colour = table.labels.indexOf(label) % colourCount;
      parts.push({ line, start: label.start, length: label.end - label.start, colour });
      if (table.kind === 'loop') continue;
    } else if (!found.isRow) continue;
    const text = lineText(line);
    if (text.length > longest) continue;
    const values = lineValues(text);
    if (label !== undefined) {
      const [, value] = values;
      if (value !== undefined)
        parts.push({ ...span(line, value), colour: table.labels.indexOf(label) % colourCount });
    } else {
      if (values.length !== table.labels.length) continue;
      values.forEach((value, i) => parts.push({ ...span(line, value), colour: i % colourCount }));
    }
  }
  return parts;
}

function span(line: number, { start, end }: { start: number; end: number }): Omit<ColouredPart, 'colour'> {
  return { line, start, length: end - start };
}
