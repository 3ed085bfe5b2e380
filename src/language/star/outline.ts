/** The outline of a STAR file, its folds, and how many rows each table has. */
import { whole } from './hover';
import type { StarBlock, StarIndex, StarTable } from './starIndex';

export interface OutlineItem {
  readonly kind: 'block' | 'table' | 'label';
  readonly name: string;
  readonly detail: string;
  readonly line: number;
  readonly endLine: number;
  readonly children: readonly OutlineItem[];
}

/** Beyond these, labels of a table are left out of the outline. */
const most = 400;

export function outline(index: StarIndex): readonly OutlineItem[] {
  return index.blocks.map((block) => {
    const tables = block.tables.map(tableItem);
    return {
      kind: 'block',
      name: `data_${block.name}`,
      detail: blockDetail(block),
      line: block.line,
      endLine: block.endLine,
      // A block of single values has nothing between itself and them.
      children: tables.length === 1 && block.tables[0].kind === 'values' ? tables[0].children : tables,
    };
  });
}

/** First and last line of what can be folded. */
export function folds(index: StarIndex): readonly (readonly [number, number])[] {
  return index.blocks.flatMap((block) => [
    [block.line, block.endLine] as const,
    ...block.tables
      .filter(({ kind }) => kind === 'loop')
      .map(({ line, endLine }) => [line, endLine] as const),
  ]);
}

export function tableDetail(table: StarTable): string {
  const columns = `${table.labels.length} ${table.labels.length === 1 ? 'column' : 'columns'}`;
  if (table.kind === 'values')
    return `${table.labels.length} ${table.labels.length === 1 ? 'value' : 'values'}`;
  return `${whole(table.rowCount)} ${table.rowCount === 1 ? 'row' : 'rows'}, ${columns}`;
}

function blockDetail({ tables }: StarBlock): string {
  return tables.map(tableDetail).join('; ');
}

function tableItem(table: StarTable): OutlineItem {
  return {
    kind: 'table',
    name: table.kind === 'loop' ? 'loop_' : 'values',
    detail: tableDetail(table),
    line: table.line,
    endLine: table.endLine,
    children: table.labels.slice(0, most).map((label, i) => ({
      kind: 'label',
      name: `_${label.name}`,
      detail: table.kind === 'loop' ? `column ${i + 1}` : '',
      line: label.line,
      endLine: label.line,
      children: [],
    })),
  };
}
