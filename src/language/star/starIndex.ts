/** Where everything in a STAR file is: blocks, tables, labels, rows, and what the columns hold. One pass over the bytes. */
import { endOfLine, grown, newValues, numberAt, splitLine, type Values } from './bytes';
import { ColumnCounter, type ColumnStatistics } from './columnStatistics';

/** Lines count from 0, columns in UTF-16 units. */
export interface StarIndex {
  readonly lineCount: number;
  readonly blocks: readonly StarBlock[];
}

export interface StarBlock {
  /** What follows `data_`; may be empty. */
  readonly name: string;
  readonly line: number;
  /** Last line that is not blank. */
  readonly endLine: number;
  readonly tables: readonly StarTable[];
}

export interface StarTable {
  /** Rows under a `loop_`, or one value beside each label. */
  readonly kind: 'loop' | 'values';
  /** Of `loop_`, or of the first label. */
  readonly line: number;
  readonly endLine: number;
  /** -1 without rows. */
  readonly firstRow: number;
  readonly rowCount: number;
  readonly labels: readonly StarLabel[];
}

export interface StarLabel {
  /** Without its underscore. */
  readonly name: string;
  readonly line: number;
  /** Of the underscore. */
  readonly start: number;
  readonly end: number;
  /** The `#n` behind it. */
  readonly number?: { readonly value: number; readonly start: number; readonly end: number };
  readonly statistics: ColumnStatistics;
  /** How many values are 1, how many 2, how many something else. */
  readonly halves: readonly [number, number, number];
}

/** A line that does not fit; `start` and `end` are those of the part that is wrong. */
export interface Misfit {
  readonly kind: 'ragged' | 'noNumber' | 'stray' | 'noBlock' | 'openQuote' | 'noValue' | 'tooManyValues';
  readonly table?: StarTable;
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly expected: number;
  readonly got: number;
}

/** The index, and what only the owner of the bytes can use. */
export interface IndexedStar {
  readonly index: StarIndex;
  readonly bytes: Uint8Array;
  /** For every table in file order: the offset of each row's first byte. */
  readonly rows: readonly Uint32Array[];
  readonly misfits: readonly Misfit[];
  /** Misfits of each kind, with those that are too many to list. */
  readonly misfitCounts: ReadonlyMap<Misfit['kind'], number>;
}

/** Beyond these a kind of misfit is only counted. */
const listed = 100;

/** @param mustBeNumber whether every value of a column has to be a number, by label */
export function indexStar(
  bytes: Uint8Array,
  mustBeNumber: (label: string) => boolean = () => false,
): IndexedStar {
  return new Indexer(bytes, mustBeNumber).run();
}

/** All tables of the file, in its order. */
export function tablesOf(index: StarIndex): readonly StarTable[] {
  return index.blocks.flatMap((block) => block.tables);
}

interface GrowingLabel {
  label: Omit<StarLabel, 'statistics' | 'halves'>;
  counter: ColumnCounter;
  numeric: boolean;
  halves: [number, number, number];
}

interface GrowingTable {
  kind: StarTable['kind'];
  line: number;
  endLine: number;
  firstRow: number;
  rowCount: number;
  labels: GrowingLabel[];
  offsets: Uint32Array;
}

interface GrowingBlock {
  name: string;
  line: number;
  endLine: number;
  tables: GrowingTable[];
}

const underscore = 95;
const decoder = new TextDecoder();

class Indexer {
  private readonly values: Values = newValues();
  private readonly blocks: GrowingBlock[] = [];
  private table: GrowingTable | null = null;
  private state: 'block' | 'labels' | 'rows' = 'block';
  private readonly misfits: { misfit: Misfit; table: GrowingTable | null }[] = [];
  private readonly counts = new Map<Misfit['kind'], number>();
  private line = 0;
  private lineStart = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly mustBeNumber: (label: string) => boolean,
  ) {}

  run(): IndexedStar {
    const { bytes, values } = this;
    let at = bytes[0] === 0xef && bytes[1] === 0xbb ? 3 : 0;
    for (; at <= bytes.length; this.line++) {
      const end = endOfLine(bytes, at);
      this.lineStart = at;
      splitLine(bytes, at, end, values);
      if (values.count > 0) this.takeLine();
      at = end + 1;
    }
    return this.finished();
  }

  private takeLine(): void {
    const { values, bytes, state } = this;
    const first = values.starts[0];
    const startsLabel = bytes[first] === underscore && bytes[first + 1] > 32;
    if (state === 'rows' && !startsLabel && !this.isKeyword(first)) return this.takeRow();
    if (values.count === 1 && this.wordIs(first, 'data_')) return this.openBlock();
    if (values.count === 1 && this.wordIs(first, 'loop_') && values.ends[0] === first + 5)
      return this.openTable('loop');
    if (this.blocks.length === 0) return this.report('noBlock', 0, 0, 0);
    if (state === 'labels' && startsLabel) return this.takeLabel();
    if (state === 'labels') return this.takeRow();
    if (startsLabel) return this.takePair();
    this.report('stray', 0, 0, 0);
  }

  private isKeyword(first: number): boolean {
    return this.values.count === 1 && (this.wordIs(first, 'data_') || this.wordIs(first, 'loop_'));
  }

  private openBlock(): void {
    this.blocks.push({ name: this.text(0).slice(5), line: this.line, endLine: this.line, tables: [] });
    this.table = null;
    this.state = 'block';
  }

  private openTable(kind: StarTable['kind']): void {
    const block = this.blocks.at(-1);
    if (block === undefined) return this.report('noBlock', 0, 0, 0);
    this.table = {
      kind,
      line: this.line,
      endLine: this.line,
      firstRow: -1,
      rowCount: 0,
      labels: [],
      offsets: new Uint32Array(16),
    };
    block.tables.push(this.table);
    block.endLine = this.line;
    this.state = kind === 'loop' ? 'labels' : 'block';
  }

  private takeLabel(): void {
    const { table, values } = this;
    if (table === null) return;
    const name = this.text(0).slice(1);
    const end = endOfLine(this.bytes, this.lineStart);
    const number = /^\s*#(\d+)/.exec(decoder.decode(this.bytes.subarray(values.ends[0], end)));
    const labelEnd = this.column(values.ends[0]);
    const label = {
      name,
      line: this.line,
      start: this.column(values.starts[0]),
      end: labelEnd,
      ...(number === null
        ? {}
        : {
            number: {
              value: Number(number[1]),
              start: labelEnd + number[0].indexOf('#'),
              end: labelEnd + number[0].length,
            },
          }),
    };
    table.labels.push({
      label,
      counter: new ColumnCounter(),
      numeric: this.mustBeNumber(name),
      halves: [0, 0, 0],
    });
    this.touch();
  }

  /** A label with its value on the same line. */
  private takePair(): void {
    const { values } = this;
    // After a loop, single values start a table of their own.
    if (this.table === null || this.table.kind === 'loop') this.openTable('values');
    this.takeLabel();
    const { table } = this;
    if (table === null) return;
    if (values.count < 2) return this.report('noValue', 0, 1, 0);
    if (values.count > 2) this.report('tooManyValues', 2, 1, values.count - 1);
    table.firstRow = table.line;
    table.rowCount = 1;
    this.count(table, table.labels.length - 1, 1);
  }

  private takeRow(): void {
    const { table, values } = this;
    if (table === null) return;
    if (this.state === 'labels') {
      table.firstRow = this.line;
      this.state = 'rows';
    }
    this.touch();
    if (values.count !== table.labels.length) {
      const quote = this.openQuote();
      if (quote >= 0) this.report('openQuote', quote, table.labels.length, values.count);
      else this.report('ragged', 0, table.labels.length, values.count);
      return;
    }
    if (table.rowCount === table.offsets.length) table.offsets = grown(table.offsets);
    table.offsets[table.rowCount++] = this.lineStart;
    for (let column = 0; column < values.count; column++) this.count(table, column, column);
  }

  private count(table: GrowingTable, column: number, at: number): void {
    const { bytes } = this;
    const start = this.values.starts[at];
    const end = this.values.ends[at];
    const { counter, numeric, halves } = table.labels[column];
    const value = numberAt(bytes, start, end);
    counter.add(value, bytes, start, end);
    halves[value === 1 ? 0 : value === 2 ? 1 : 2]++;
    if (numeric && Number.isNaN(value) && !isMissing(decoder.decode(bytes.subarray(start, end))))
      this.report('noNumber', at, 0, 0);
  }

  private touch(): void {
    const block = this.blocks.at(-1);
    if (block !== undefined) block.endLine = this.line;
    if (this.table !== null) this.table.endLine = this.line;
  }

  /** Which value starts with a quote that nothing closes; -1 for none. */
  private openQuote(): number {
    for (let at = 0; at < this.values.count; at++) {
      const start = this.values.starts[at];
      const quote = this.bytes[start];
      // Of a closed quote the values keep what is inside.
      if ((quote === 34 || quote === 39) && this.bytes[start - 1] <= 32) return at;
    }
    return -1;
  }

  /** @param from which value of the line is wrong; for a ragged row the whole line is */
  private report(kind: Misfit['kind'], from: number, expected: number, got: number): void {
    const { values } = this;
    // What is no STAR file at all is so on every line.
    if (kind === 'noBlock' && this.counts.has(kind)) return;
    const so = (this.counts.get(kind) ?? 0) + 1;
    this.counts.set(kind, so);
    if (so > listed) return;
    const whole = kind !== 'noNumber';
    const end = values.ends[whole ? values.count - 1 : from];
    const misfit: Misfit = {
      kind,
      line: this.line,
      start: this.column(values.starts[from]),
      end: this.column(end),
      text: this.text(from),
      expected,
      got,
    };
    this.misfits.push({ misfit, table: this.table });
  }

  private wordIs(start: number, word: string): boolean {
    for (let i = 0; i < word.length; i++) if (this.bytes[start + i] !== word.charCodeAt(i)) return false;
    return true;
  }

  private text(value: number): string {
    return decoder.decode(this.bytes.subarray(this.values.starts[value], this.values.ends[value]));
  }

  /** UTF-16 column of a byte of this line. */
  private column(offset: number): number {
    return decoder.decode(this.bytes.subarray(this.lineStart, offset)).length;
  }

  private finished(): IndexedStar {
    const tables = new Map<GrowingTable, StarTable>();
    const blocks = this.blocks.map(({ name, line, endLine, tables: growing }): StarBlock => {
      for (const table of growing) tables.set(table, finishedTable(table));
      return { name, line, endLine, tables: growing.map((table) => tables.get(table) as StarTable) };
    });
    return {
      index: { lineCount: this.line, blocks },
      bytes: this.bytes,
      rows: this.blocks.flatMap((block) =>
        block.tables.map((table) => table.offsets.slice(0, table.rowCount)),
      ),
      misfits: this.misfits.map(({ misfit, table }) => {
        const found = table === null ? undefined : tables.get(table);
        return found === undefined ? misfit : { ...misfit, table: found };
      }),
      misfitCounts: this.counts,
    };
  }
}

function finishedTable({ kind, line, endLine, firstRow, rowCount, labels }: GrowingTable): StarTable {
  const finished = labels.map(({ label, counter, halves }) => ({
    ...label,
    statistics: counter.statistics(),
    halves,
  }));
  return { kind, line, endLine, firstRow, rowCount, labels: finished };
}

/** What programs write where they have no number. */
function isMissing(text: string): boolean {
  return /^(|none|null|<na>|[-+]?nan|[-+]?inf(inity)?)$/i.test(text);
}
