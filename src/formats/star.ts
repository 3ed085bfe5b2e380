/** Reads and writes STAR files: loops and blocks of single values. */
import { Problem } from '../problem';

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
  const tables: MutableTable[] = [];
  let name: string | undefined;
  let blockLine = 0;
  let table: MutableTable | undefined;
  let state: 'block' | 'labels' | 'rows' = 'block';
  /** A label whose value stands on the next line, or in a text between semicolons. */
  let pending: string | undefined;
  let longText: string[] | undefined;
  let line = 0;
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
    if (tokens.length === 0) continue;
    const first = tokens[0];
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
    } else if (state === 'labels' && isLabel(raw)) {
      addColumn(table, first, where, line);
    } else if (state !== 'block' && table !== undefined && !(state === 'rows' && isLabel(raw))) {
      if (tokens.length !== table.columns.length)
        fail(
          `expected ${plural(table.columns.length, 'value')}, got ${tokens.length}`,
          'the file may be truncated or edited by hand',
        );
      state = 'rows';
      table.rows.push(tokens);
    } else if (isLabel(raw) && tokens.length === 2) {
      addValue(first, tokens[1]);
    } else if (isLabel(raw) && tokens.length === 1 && name !== undefined) {
      pending = first;
    } else {
      fail(
        name === undefined
          ? 'this is not a STAR file'
          : 'expected a label with one value, a loop_ or a data_ line',
      );
    }
  }
  if (pending !== undefined) fail(`${pending} has no value`, 'the file may be truncated');
  if (name === undefined) throw new Problem('this is not a STAR file: it has no data_ line', { where });
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

/** Every table as a loop, laid out as Warp and M do. */
export function formatStar(tables: readonly Omit<StarTable, 'line'>[]): string {
  return tables.map(formatTable).join('\n\n\n');
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

/** Tables of particles have millions of values, so those of plain columns are neither copied nor looked at twice. */
function formatTable(table: Omit<StarTable, 'line'>): string {
  const { columns, rows } = table;
  const widths = columns.map(() => 0);
  const plain = columns.map(() => true);
  for (const row of rows)
    for (let i = 0; i < columns.length; i++) {
      const quoted = quote(row[i]);
      if (quoted.length > widths[i]) widths[i] = quoted.length;
      if (quoted !== row[i]) plain[i] = false;
    }
  const lines = ['', `data_${table.name}`, '', 'loop_', ...columns.map((label, i) => `_${label} #${i + 1}`)];
  const cells = columns.map(() => '');
  for (const row of rows) {
    for (let i = 0; i < columns.length; i++)
      cells[i] = (plain[i] ? row[i] : quote(row[i])).padStart(widths[i] + 2);
    lines.push(cells.join(''));
  }
  return `${lines.join('\n')}\n`;
}

/** M has no quotes, but a value with blanks, or none at all, would otherwise shift its whole row. */
function quote(value: string): string {
  if (isPlain(value)) return value;
  const flat = value.replace(/[\r\n]+/g, ' ');
  return flat.includes('"') ? `'${flat}'` : `"${flat}"`;
}

/** Without regular expression: tables have tens of millions of values. */
function isPlain(value: string): boolean {
  // A double or single quote, # or _ at the start means something else.
  const first = value.charCodeAt(0);
  if (value === '' || first === 34 || first === 39 || first === 35 || first === 95) return false;
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code <= 32 || code === 127 || code >= 160) return !/\s/.test(value);
  }
  return true;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
