/** Reads and writes STAR files: loops and blocks of single values. */
import { Problem } from '../../shared/problem';

export interface StarTable {
  /** What follows `data_`; may be empty. */
  readonly name: string;
  /** Labels without their underscore. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Line of `data_`, from 1. */
  readonly line: number;
}

/**
 * All tables in file order; a block of single values becomes a table of one row. Texts between semicolons are one value.
 * Throws Problem with `where:line` for rows that do not have a value for every column.
 */
export function parseStar(text: string, where: string): readonly StarTable[] {
  return scan(text, where, () => undefined);
}

/** @param onRow told of every row of a loop, with its line */
function scan(
  text: string,
  where: string,
  onRow: (table: MutableTable, line: number) => void,
): readonly StarTable[] {
  const tables: MutableTable[] = [];
  let name: string | undefined;
  let blockLine = 0;
  let table: MutableTable | undefined;
  let state: 'block' | 'labels' | 'rows' = 'block';
  /** A label whose value stands on the next line, or in a text between semicolons. */
  let pending: string | undefined;
  let longText: string[] | undefined;
  let line = 0;
  let afterBlank = false;
  const fail = (what: string, remedy?: string): never => {
    throw new Problem(what, { where: `${where}:${line}`, ...(remedy === undefined ? {} : { remedy }) });
  };
  const open = (): MutableTable => {
    if (name === undefined) return fail('expected data_ before any value');
    const opened: MutableTable = { name, columns: [], labels: new Set(), rows: [], line: blockLine };
    tables.push(opened);
    return opened;
  };
  const addValue = (label: string, value: string): void => {
    // After a loop, single values start a table of their own.
    if (table === undefined || state === 'rows') {
      table = open();
      table.rows.push([]);
      state = 'block';
    }
    addColumn(table, label, where, line);
    table.rows[0].push(value);
    pending = undefined;
  };

  for (const raw of lines(text)) {
    line++;
    if (longText !== undefined) {
      if (!raw.startsWith(';')) longText.push(raw.trimEnd());
      else if (pending !== undefined) {
        addValue(pending, longText.join('\n'));
        longText = undefined;
      }
      continue;
    }
    if (pending !== undefined && raw.startsWith(';')) {
      longText = [raw.slice(1).trimEnd()];
      continue;
    }
    const tokens = tokenise(raw);
    if (tokens.length === 0) {
      afterBlank = true;
      continue;
    }
    const first = tokens[0];
    const isRow =
      table !== undefined && state !== 'block' && isRowOf(table, state, { tokens, raw, afterBlank });
    afterBlank = false;
    if (pending !== undefined) {
      if (tokens.length > 1 || isLabel(raw)) fail(`expected the value of ${pending}`);
      addValue(pending, first);
    } else if (tokens.length === 1 && first.startsWith('data_')) {
      name = first.slice(5);
      blockLine = line;
      table = undefined;
      state = 'block';
    } else if (tokens.length === 1 && first === 'loop_') {
      table = open();
      state = 'labels';
    } else if (state === 'labels' && !isRow) {
      addColumn(table, first, where, line);
    } else if (isRow && table !== undefined) {
      if (tokens.length !== table.columns.length)
        fail(
          `expected ${plural(table.columns.length, 'value')}, got ${tokens.length}`,
          'the file may be truncated or edited by hand',
        );
      state = 'rows';
      table.rows.push(tokens);
      onRow(table, line);
    } else if (isLabel(raw) && tokens.length === 2) {
      addValue(first, tokens[1]);
    } else if (isLabel(raw) && tokens.length === 1 && name !== undefined) {
      pending = first;
    } else {
      fail(
        name === undefined
          ? 'this is not a STAR file'
          : 'expected a label with one value, a loop_ or a data_ line',
        name === undefined ? 'check which file you chose' : 'the file may be truncated or edited by hand',
      );
    }
  }
  if (pending !== undefined) fail(`${pending} has no value`, 'the file may be truncated');
  if (name === undefined)
    throw new Problem('this is not a STAR file: it has no data_ line', {
      where,
      remedy: 'check which file you chose',
    });
  return tables.map(({ name: parsed, columns, rows, line: opened }) => ({
    name: parsed,
    columns,
    rows,
    line: opened,
  }));
}

/** The values of one column, by label without underscore. */
export function column(table: StarTable, label: string): readonly string[] | undefined {
  const index = table.columns.indexOf(label);
  return index < 0 ? undefined : table.rows.map((row) => row[index]);
}

/** `where:line` of a row of a table that came from this text, for messages about what stands in it. */
export function rowPlace(text: string, where: string, table: StarTable, row: number): string {
  let found = table.line;
  let left = row;
  scan(text, where, (opened, line) => {
    const isSame = opened.line === table.line && opened.columns.join(' ') === table.columns.join(' ');
    if (isSame && left-- === 0) found = line;
  });
  return `${where}:${found}`;
}

/**
 * Names may start with an underscore, as labels do: a line of a loop with as many values as there are columns is a row,
 * unless it could be a single value after the loop.
 */
function isRowOf(
  { columns }: MutableTable,
  state: 'labels' | 'rows',
  { tokens, raw, afterBlank }: { tokens: readonly string[]; raw: string; afterBlank: boolean },
): boolean {
  if (!isLabel(raw)) return true;
  if (state === 'labels') return tokens.length > 2 && tokens.length === columns.length;
  return tokens.length === columns.length && tokens.length > (afterBlank ? 2 : 1);
}

/** Every table as a loop, laid out as Warp and M do. For tables that may be large, see encodeStar. */
export function formatStar(tables: readonly Omit<StarTable, 'line'>[]): string {
  return new TextDecoder().decode(encodeStar(tables));
}

/** Bytes of formatStar in UTF-8, without a string of the whole file, whose length would be limited. */
export function encodeStar(tables: readonly Omit<StarTable, 'line'>[]): Uint8Array {
  const parts = tables.flatMap((table, i) => [Buffer.from(i === 0 ? '' : '\n\n\n'), encodeTable(table)]);
  return parts.length === 2 ? parts[1] : Buffer.concat(parts);
}

/** A block of single values, as RELION keeps what is said once. */
export function formatStarValues(name: string, values: readonly (readonly [string, string])[]): string {
  const width = Math.max(...values.map(([label]) => label.length)) + 2;
  const lines = values.map(([label, value]) => `_${label.padEnd(width)}${quote(value)}`);
  return `\ndata_${name}\n\n${lines.join('\n')}\n`;
}

interface MutableTable {
  readonly name: string;
  readonly columns: string[];
  readonly labels: Set<string>;
  readonly rows: string[][];
  readonly line: number;
}

function addColumn(table: MutableTable | undefined, label: string, where: string, line: number): void {
  const bare = label.slice(1);
  if (table === undefined || table.labels.has(bare))
    throw new Problem(`column ${label} occurs twice`, { where: `${where}:${line}` });
  table.columns.push(bare);
  table.labels.add(bare);
}

/** One after another: an array of all lines of a large file would double its memory. */
function* lines(text: string): Generator<string> {
  for (let start = 0; start <= text.length;) {
    const end = text.indexOf('\n', start);
    yield text.slice(start, end < 0 ? text.length : end);
    if (end < 0) return;
    start = end + 1;
  }
}

function isLabel(raw: string): boolean {
  return /^\s*_\S/.test(raw);
}

/** Values of one line: separated by blanks, a quoted one may hold them, `#` starts a comment. */
function tokenise(raw: string): string[] {
  if (!/["'#]/.test(raw)) {
    const trimmed = raw.trim();
    return trimmed === '' ? [] : trimmed.split(/\s+/);
  }
  const tokens: string[] = [];
  const pattern = /\s*(?:(#.*)|"(.*?)"(?=\s|$)|'(.*?)'(?=\s|$)|(\S+))/y;
  const end = raw.trimEnd().length;
  while (pattern.lastIndex < end) {
    const match = pattern.exec(raw);
    if (match === null || match[1] !== undefined) break;
    tokens.push(match[2] ?? match[3] ?? match[4]);
  }
  return tokens;
}

/**
 * Tables of particles have tens of millions of values. They are looked at once for the widths, which give the length of the
 * file, and then copied to their places among blanks.
 */
function encodeTable({ name, columns, rows }: Omit<StarTable, 'line'>): Uint8Array {
  const widths = columns.map(() => 0);
  /** True while all values of a column can be copied as they are, a byte a letter. */
  const plain = columns.map(() => true);
  let moreBytes = 0;
  for (const row of rows)
    for (let i = 0; i < columns.length; i++) {
      const value = row[i];
      if (isPlainAscii(value)) {
        if (value.length > widths[i]) widths[i] = value.length;
        continue;
      }
      plain[i] = false;
      const quoted = quote(value);
      widths[i] = Math.max(widths[i], quoted.length);
      moreBytes += Buffer.byteLength(quoted) - quoted.length;
    }
  const labels = columns.map((label, i) => `_${label} #${i + 1}\n`);
  const heading = `\ndata_${name}\n\nloop_\n${labels.join('')}`;
  const rowLength = widths.reduce((sum, width) => sum + width + 2, 1);
  const headingLength = Buffer.byteLength(heading);
  const bytes = Buffer.alloc(headingLength + rows.length * rowLength + moreBytes, blank);
  bytes.write(heading);
  let at = headingLength;
  for (const row of rows) {
    for (let i = 0; i < columns.length; i++) {
      const text = plain[i] ? row[i] : quote(row[i]);
      at += widths[i] + 2 - text.length;
      if (!plain[i]) at += bytes.write(text, at);
      else for (let letter = 0; letter < text.length; letter++) bytes[at++] = text.charCodeAt(letter);
    }
    bytes[at++] = lineBreak;
  }
  return bytes;
}

const blank = 32;
const lineBreak = 10;

/** M has no quotes, but a value with blanks, or none at all, would otherwise shift its whole row. */
function quote(value: string): string {
  if (isPlainAscii(value) || !(isMarked(value) || /\s/.test(value))) return value;
  const flat = value.replace(/[\r\n]+/g, ' ');
  return flat.includes('"') ? `'${flat}'` : `"${flat}"`;
}

/** Without regular expression, for speed: letters of one byte, no blanks, nothing that would need quotes. */
function isPlainAscii(value: string): boolean {
  if (isMarked(value)) return false;
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code <= 32 || code >= 127) return false;
  }
  return true;
}

/** Empty, or with a quote, # or _ at the start, which would mean something else. */
function isMarked(value: string): boolean {
  const first = value.charCodeAt(0);
  return value === '' || first === 34 || first === 39 || first === 35 || first === 95;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
