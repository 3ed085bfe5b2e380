/** The rows of one table as they lie in the file's bytes: read, sorted, filtered and written without copies of them all. */
import { endOfLine, newValues, numberAt, splitLine } from '../star/bytes';
import type { IndexedStar, StarTable } from '../star/starIndex';
import { tablesOf } from '../star/starIndex';
import { isNumeric, keeps, parseRowFilter } from './rowFilter';

export interface Sorting {
  readonly column: number;
  readonly descending: boolean;
}

export class TableData {
  readonly table: StarTable;
  private readonly offsets: Uint32Array;
  private readonly bytes: Uint8Array;
  private readonly values = newValues();
  private readonly numbers = new Map<number, Float64Array>();

  /** @param number which table of the file, from 0 */
  constructor(star: IndexedStar, number: number) {
    this.table = tablesOf(star.index)[number];
    this.offsets = star.rows[number];
    this.bytes = star.bytes;
  }

  /** Values as text, quotes left out. */
  row(row: number): readonly string[] {
    this.split(row);
    return Array.from({ length: this.values.count }, (_, column) => this.text(column));
  }

  /** Of every row; NaN for what is no number. */
  column(column: number): Float64Array {
    const known = this.numbers.get(column);
    if (known !== undefined) return known;
    const values = Float64Array.from({ length: this.table.rowCount }, (_, row) => {
      this.split(row);
      return numberAt(this.bytes, this.values.starts[column], this.values.ends[column]);
    });
    this.numbers.set(column, values);
    return values;
  }

  /**
   * Row numbers that the filters keep, in order.
   *
   * @param filters what is typed over each column, by column
   */
  select(filters: ReadonlyMap<number, string>, sorting: Sorting | null): Uint32Array {
    const parsed = [...filters].flatMap(([column, typed]) => {
      const filter = parseRowFilter(typed);
      return filter === undefined ? [] : [{ column, filter, numbers: this.column(column) }];
    });
    const kept = new Uint32Array(this.table.rowCount);
    let count = 0;
    for (let row = 0; row < kept.length; row++) {
      if (parsed.some(({ filter }) => !isNumeric(filter))) this.split(row);
      const keep = parsed.every(({ column, filter, numbers }) =>
        keeps(filter, numbers[row], () => this.text(column)),
      );
      if (keep) kept[count++] = row;
    }
    return this.sorted(kept.slice(0, count), sorting);
  }

  /** The file with these rows of this table alone, in their order in the file; everything else as it is. */
  extract(rows: Uint32Array): string {
    const chosen = new Set(rows);
    const decoder = new TextDecoder();
    const { bytes, offsets } = this;
    const parts: string[] = [];
    let from = 0;
    for (let row = 0; row < offsets.length; row++) {
      if (chosen.has(row)) continue;
      parts.push(decoder.decode(bytes.subarray(from, offsets[row])));
      from = Math.min(endOfLine(bytes, offsets[row]) + 1, bytes.length);
    }
    parts.push(decoder.decode(bytes.subarray(from)));
    return parts.join('');
  }

  /** Numbers before everything else, which goes by the alphabet. */
  private sorted(rows: Uint32Array, sorting: Sorting | null): Uint32Array {
    if (sorting === null) return rows;
    const { column, descending } = sorting;
    const numbers = this.column(column);
    const sign = descending ? -1 : 1;
    if (this.table.labels[column].statistics.numbers === this.table.rowCount)
      return rows.sort((a, b) => sign * (numbers[a] - numbers[b]) || a - b);
    const texts = new Map<number, string>();
    for (const row of rows) {
      this.split(row);
      texts.set(row, this.text(column));
    }
    const collator = new Intl.Collator('en', { numeric: true });
    return rows.sort((a, b) => {
      const [x, y] = [numbers[a], numbers[b]];
      if (!Number.isNaN(x) && !Number.isNaN(y)) return sign * (x - y) || a - b;
      if (Number.isNaN(x) !== Number.isNaN(y)) return Number.isNaN(x) ? 1 : -1;
      return sign * collator.compare(texts.get(a) ?? '', texts.get(b) ?? '') || a - b;
    });
  }

  private split(row: number): void {
    const start = this.offsets[row];
    splitLine(this.bytes, start, endOfLine(this.bytes, start), this.values);
  }

  private text(column: number): string {
    const { starts, ends } = this.values;
    return new TextDecoder().decode(this.bytes.subarray(starts[column], ends[column]));
  }
}
