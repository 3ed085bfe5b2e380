/** Changes of whole columns, which touch every row of a table: written as one edit of the table's lines. */
import type { Edit } from '../edit';
import { lineValues } from './lineValues';
import { endOfLine, newValues, splitLine } from './bytes';
import { tablesOf, type IndexedStar, type StarLabel, type StarTable } from './starIndex';

export type Rewrite =
  /** Takes a column out, with its label. */
  | { readonly kind: 'remove-column'; readonly table: number; readonly column: number }
  /** Adds a label whose values are 1 and 2 in turn. */
  | { readonly kind: 'add-half-sets'; readonly table: number; readonly label: string };

/** What the rewriting of a loop replaces; ragged rows stay as they are. */
export function rewritten(star: IndexedStar, rewrite: Rewrite): Edit {
  const table = tablesOf(star.index)[rewrite.table];
  const lines = linesOf(star.bytes, table.line, table.endLine);
  const labels = new Map(table.labels.map((label, column) => [label.line - table.line, column] as const));
  const change =
    rewrite.kind === 'remove-column'
      ? columnRemoved(table, rewrite.column)
      : columnAdded(table, rewrite.label);
  let row = 0;
  const changed = lines.flatMap((line, i) => {
    const column = labels.get(i);
    if (column !== undefined) return change.label(line, column);
    if (table.firstRow < 0 || table.line + i < table.firstRow) return [line];
    const values = lineValues(line);
    return values.length === table.labels.length ? [change.row(line, row++)] : [line];
  });
  const end = lines.at(-1)?.length ?? 0;
  return { line: table.line, start: 0, endLine: table.endLine, end, text: changed.join('\n') };
}

/** Whether two columns hold the same text in every row. */
export function sameColumns({ bytes, rows }: IndexedStar, table: number, a: number, b: number): boolean {
  const values = newValues();
  const text = (column: number): Uint8Array => bytes.subarray(values.starts[column], values.ends[column]);
  return rows[table].every((row) => {
    splitLine(bytes, row, endOfLine(bytes, row), values);
    const [one, other] = [text(a), text(b)];
    return one.length === other.length && one.every((byte, i) => byte === other[i]);
  });
}

interface Change {
  /** @returns the lines that stand for that of a label */
  label(line: string, column: number): readonly string[];
  row(line: string, row: number): string;
}

function columnRemoved({ labels }: StarTable, removed: number): Change {
  return {
    label(line, column) {
      if (column === removed) return [];
      return [column < removed ? line : counted(line, labels[column].number)];
    },
    row(line) {
      const values = lineValues(line);
      const { start, end } = values[removed];
      const next = values.at(removed + 1);
      // Blanks go with the value before which they stand, so that what follows stays in its column.
      const from = next === undefined && removed > 0 ? values[removed - 1].end : start;
      return line.slice(0, from) + line.slice(next?.start ?? end);
    },
  };
}

function columnAdded({ labels }: StarTable, name: string): Change {
  const numbered = labels.some(({ number }) => number !== undefined);
  const last = labels.length - 1;
  // The pipelines of older RELIONs count from 0.
  const number = (labels[last]?.number?.value ?? last + 1) + 1;
  return {
    label(line, column) {
      if (column !== last) return [line];
      const windows = line.endsWith('\r') ? '\r' : '';
      const indent = /^\s*/.exec(line)?.[0] ?? '';
      return [line, `${indent}_${name}${numbered ? ` #${number}` : ''}${windows}`];
    },
    row(line, row) {
      const { end } = lineValues(line)[last];
      return `${line.slice(0, end)} ${1 + (row % 2)}${line.slice(end)}`;
    },
  };
}

/** One column further to the left, by the number behind the label if there is one. */
function counted(line: string, number: StarLabel['number']): string {
  if (number === undefined) return line;
  return `${line.slice(0, number.start)}#${number.value - 1}${line.slice(number.end)}`;
}

function linesOf(bytes: Uint8Array, first: number, last: number): readonly string[] {
  let at = 0;
  for (let line = 0; line < first; line++) at = endOfLine(bytes, at) + 1;
  const from = at;
  for (let line = first; line < last; line++) at = endOfLine(bytes, at) + 1;
  return new TextDecoder().decode(bytes.subarray(from, endOfLine(bytes, at))).split('\n');
}
