/** Paths on a line of a STAR file: in columns that hold paths, and in unknown ones that look like it. */
import { findLabel } from '../labels/dictionary';
import { looksLikePath, pathIn, type PathReference } from '../references';
import { lineValues } from './lineValues';
import { locate } from './locate';
import type { StarIndex, StarLabel } from './starIndex';

export function pathsOnLine(index: StarIndex, line: number, text: string): readonly PathReference[] {
  const found = locate(index, line);
  if (found?.table === undefined) return [];
  const values = lineValues(text);
  const { table, label } = found;
  const columns: readonly (StarLabel | undefined)[] = found.isRow
    ? table.labels
    : table.kind === 'values' && label !== undefined
      ? [undefined, label]
      : [];
  if (values.length !== columns.length) return [];
  return values.flatMap(({ text: value, start, end }, i) => {
    const column = columns[i];
    if (column === undefined || !mayBePath(column.name, value)) return [];
    // A quote before the value is no part of the path.
    const quoted = end - start - value.length > 0 ? 1 : 0;
    const reference = pathIn(value, start + quoted);
    return reference === undefined ? [] : [reference];
  });
}

function mayBePath(label: string, value: string): boolean {
  const kind = findLabel(label)?.kind;
  return kind === undefined ? looksLikePath(value) : kind === 'path';
}
