/** The work that is too long for the extension host's thread; runs in a worker, one for the documents, one for each table. */
import type { Edit } from './edit';
import type { Finding } from './finding';
import { findLabel } from './labels/dictionary';
import { starFindings, mustBeNumber } from './star/findings';
import { formatStarText, type Layout } from './star/format';
import { rewritten, type Rewrite } from './star/rewrite';
import { indexStar, tablesOf, type StarIndex, type StarLabel } from './star/starIndex';
import { TableData, type Sorting } from './table/tableData';
import { xmlFindings } from './xml/findings';
import { xmlReferences, type XmlReference } from './xml/references';
import { indexXml, type XmlIndex } from './xml/xmlIndex';

/** A file on a disk that the worker can reach, or its content; a long one was handed over before, part by part. */
export type Source =
  | { readonly path: string }
  | { readonly bytes: Uint8Array }
  | { readonly text: string }
  | { readonly parts: number };

export interface StarReport {
  readonly index: StarIndex;
  readonly findings: readonly Finding[];
}

export interface XmlReport {
  readonly index: XmlIndex;
  readonly findings: readonly Finding[];
  readonly references: readonly XmlReference[];
}

export interface TableSummary {
  readonly block: string;
  readonly rowCount: number;
  readonly columns: readonly ColumnSummary[];
}

export interface ColumnSummary {
  readonly name: string;
  readonly unit: string;
  readonly meaning: string;
  /** Whether every value is a number. */
  readonly numeric: boolean;
}

/** Points of a plot; at most as many as were asked for. */
export interface Points {
  readonly rows: Uint32Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** How many there are in all. */
  readonly of: number;
}

/** Columns of a table, against each other. */
export type Pair = readonly [x: number, y: number];

export interface LanguageWorker {
  /** One more part of a text, which the next call with its number uses up. */
  take(number: number, part: string): void;
  /** Forgets parts that nobody will ask for. */
  drop(number: number): void;
  star(source: Source): Promise<StarReport>;
  xml(source: Source): Promise<XmlReport>;
  /** Null for what is laid out so already. */
  format(source: Source, layout: Layout): Promise<string | null>;
  /** What a change of whole columns replaces. */
  rewrite(source: Source, rewrite: Rewrite): Promise<Edit>;
  /** Keeps the file for the calls below. */
  open(source: Source): Promise<readonly TableSummary[]>;
  /** Rows that the filters keep, in order: numbers of rows in the file. */
  select(
    table: number,
    filters: readonly (readonly [column: number, typed: string])[],
    sorting: Sorting | null,
  ): Uint32Array;
  rows(table: number, rows: Uint32Array): readonly (readonly string[])[];
  points(table: number, columns: Pair, rows: Uint32Array, most: number): Points;
  /** Those of the rows whose point lies in a rectangle. */
  within(
    table: number,
    columns: Pair,
    rows: Uint32Array,
    box: readonly [left: number, right: number, bottom: number, top: number],
  ): Uint32Array;
  extract(table: number, rows: Uint32Array): string;
}

/** @param read reads a file from the disk; not every worker can */
export function languageWorker(read: (path: string) => Promise<Uint8Array>): LanguageWorker {
  let opened: TableData[] = [];
  const parts = new Map<number, string[]>();
  const taken = (number: number): string => {
    const text = (parts.get(number) ?? []).join('');
    parts.delete(number);
    return text;
  };
  const bytesOf = async (source: Source): Promise<Uint8Array> => {
    if ('path' in source) return read(source.path);
    return 'bytes' in source ? source.bytes : new TextEncoder().encode(await textOf(source));
  };
  const textOf = async (source: Source): Promise<string> => {
    if ('text' in source) return source.text;
    return 'parts' in source ? taken(source.parts) : new TextDecoder().decode(await bytesOf(source));
  };

  return {
    take(number, part) {
      const before = parts.get(number);
      if (before === undefined) parts.set(number, [part]);
      else before.push(part);
    },
    drop: (number) => void parts.delete(number),
    async star(source) {
      const star = indexStar(await bytesOf(source), mustBeNumber);
      return { index: star.index, findings: starFindings(star) };
    },
    async xml(source) {
      const index = indexXml(await textOf(source));
      return { index, findings: xmlFindings(index), references: xmlReferences(index) };
    },
    async format(source, layout) {
      const text = await textOf(source);
      const formatted = formatStarText(text, layout);
      return formatted === text ? null : formatted;
    },
    rewrite: async (source, rewrite) => rewritten(indexStar(await bytesOf(source)), rewrite),
    async open(source) {
      opened = [];
      const star = indexStar(await bytesOf(source));
      opened = tablesOf(star.index).map((_, number) => new TableData(star, number));
      return star.index.blocks.flatMap((block) =>
        block.tables.map(({ rowCount, labels }) => ({
          block: block.name,
          rowCount,
          columns: labels.map(columnSummary),
        })),
      );
    },
    select: (table, filters, sorting) => opened[table].select(new Map(filters), sorting),
    rows: (table, rows) => Array.from(rows, (row) => opened[table].row(row)),
    points(table, [x, y], rows, most) {
      const chosen = thinned(rows, most);
      const [xs, ys] = [opened[table].column(x), opened[table].column(y)];
      return {
        rows: chosen,
        x: Float64Array.from(chosen, (row) => xs[row]),
        y: Float64Array.from(chosen, (row) => ys[row]),
        of: rows.length,
      };
    },
    within(table, [x, y], rows, [left, right, bottom, top]) {
      const [xs, ys] = [opened[table].column(x), opened[table].column(y)];
      return rows.filter((row) => xs[row] >= left && xs[row] <= right && ys[row] >= bottom && ys[row] <= top);
    },
    extract: (table, rows) => opened[table].extract(rows),
  };
}

function columnSummary({ name, statistics }: StarLabel): ColumnSummary {
  const known = findLabel(name);
  return {
    name,
    unit: known?.unit ?? '',
    meaning: known?.meaning ?? '',
    numeric: statistics.count > 0 && statistics.numbers === statistics.count,
  };
}

/** Evenly spread, so that no part of the file is missing. */
function thinned(rows: Uint32Array, most: number): Uint32Array {
  if (rows.length <= most) return rows;
  return Uint32Array.from({ length: most }, (_, i) => rows[Math.floor((i * rows.length) / most)]);
}
