/** What stands at a line of a STAR file: the block, its table, a label or a row. */
import type { StarBlock, StarIndex, StarLabel, StarTable } from './starIndex';

export interface Located {
  readonly block: StarBlock;
  readonly table?: StarTable;
  /** On the line of a label. */
  readonly label?: StarLabel;
  /** On a line with values of a loop. */
  readonly isRow: boolean;
}

export function locate(index: StarIndex, line: number): Located | undefined {
  const block = index.blocks.findLast((candidate) => candidate.line <= line);
  if (block === undefined) return undefined;
  const table = block.tables.findLast((candidate) => candidate.line <= line);
  if (table === undefined || line > table.endLine) return { block, isRow: false };
  const label = table.labels.find((candidate) => candidate.line === line);
  const isRow = table.kind === 'loop' && table.firstRow >= 0 && line >= table.firstRow;
  return { block, table, isRow, ...(label === undefined ? {} : { label }) };
}

/** The index as it is after lines were put in or taken out, until a new one is made. */
export function shifted(index: StarIndex, fromLine: number, removed: number, added: number): StarIndex {
  const change = added - removed;
  if (change === 0) return index;
  // What begins in the changed lines stays with the first of them; what lies behind moves.
  const move = (line: number): number =>
    line > fromLine + removed ? line + change : Math.min(line, fromLine + Math.max(added, 0));
  return {
    lineCount: index.lineCount + change,
    blocks: index.blocks.map((block) => ({
      ...block,
      line: move(block.line),
      endLine: move(block.endLine),
      tables: block.tables.map((table) => ({
        ...table,
        line: move(table.line),
        endLine: move(table.endLine),
        firstRow: table.firstRow < 0 ? -1 : move(table.firstRow),
        rowCount: rowCountAfter(table, fromLine, change),
        labels: table.labels.map((label) => ({ ...label, line: move(label.line) })),
      })),
    })),
  };
}

function rowCountAfter(table: StarTable, line: number, change: number): number {
  const inRows = table.kind === 'loop' && line >= table.firstRow && line <= table.endLine;
  return inRows ? Math.max(0, table.rowCount + change) : table.rowCount;
}
