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
 * All tables in file order; a block of single values becomes a table of one row.
 * Throws Problem with `where:line` for rows that do not have a value for every column.
 */
export function parseStar(text: string, where: string): readonly StarTable[] {
  const tables: MutableTable[] = [];
  let name: string | undefined;
  let blockLine = 0;
  let table: MutableTable | undefined;
  let state: 'block' | 'labels' | 'rows' = 'block';
  const open = (line: number): MutableTable => {
    if (name === undefined)
      throw new Problem('expected data_ before any value', { where: `${where}:${line}` });
    const opened: MutableTable = { name, columns: [], rows: [], line: blockLine };
    tables.push(opened);
    return opened;
  };

  let line = 0;
  for (const raw of text.split('\n')) {
    line++;
    const tokens = tokenise(raw);
    if (tokens.length === 0) continue;
    const first = tokens[0];
    if (tokens.length === 1 && first.startsWith('data_')) {
      name = first.slice(5);
      blockLine = line;
      table = undefined;
      state = 'block';
    } else if (tokens.length === 1 && first === 'loop_') {
      table = open(line);
      state = 'labels';
    } else if (state === 'labels' && isLabel(raw)) {
      addColumn(table, first, where, line);
    } else if (state !== 'block' && table !== undefined && !(state === 'rows' && isLabel(raw))) {
      if (tokens.length !== table.columns.length)
        throw new Problem(`expected ${plural(table.columns.length, 'value')}, got ${tokens.length}`, {
          where: `${where}:${line}`,
          remedy: 'the file may be truncated or edited by hand',
        });
      state = 'rows';
      table.rows.push(tokens);
    } else if (isLabel(raw) && tokens.length === 2) {
      // After a loop, single values start a table of their own.
      if (table === undefined || state === 'rows') {
        table = open(line);
        table.rows.push([]);
        state = 'block';
      }
      addColumn(table, first, where, line);
      table.rows[0].push(tokens[1]);
    } else {
      throw new Problem(
        name === undefined
          ? 'this is not a STAR file'
          : 'expected a label with one value, a loop_ or a data_ line',
        { where: `${where}:${line}` },
      );
    }
  }
  if (name === undefined) throw new Problem('this is not a STAR file: it has no data_ line', { where });
  return tables;
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
  readonly rows: string[][];
  readonly line: number;
}

function addColumn(table: MutableTable | undefined, label: string, where: string, line: number): void {
  const bare = label.slice(1);
  if (table === undefined || table.columns.includes(bare))
    throw new Problem(`column ${label} occurs twice`, { where: `${where}:${line}` });
  table.columns.push(bare);
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

function formatTable(table: Omit<StarTable, 'line'>): string {
  const cells = table.rows.map((row) => row.map(quote));
  const widths = table.columns.map((_, i) => cells.reduce((width, row) => Math.max(width, row[i].length), 0));
  const lines = [
    '',
    `data_${table.name}`,
    '',
    'loop_',
    ...table.columns.map((label, i) => `_${label} #${i + 1}`),
  ];
  for (const row of cells) lines.push(row.map((cell, i) => `  ${cell.padStart(widths[i])}`).join(''));
  return `${lines.join('\n')}\n`;
}

/** M has no quotes, but a value with blanks, or none at all, would otherwise shift its whole row. */
function quote(value: string): string {
  if (value !== '' && !/^["'#_]|\s/.test(value)) return value;
  const flat = value.replace(/[\r\n]+/g, ' ');
  return flat.includes('"') ? `'${flat}'` : `"${flat}"`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
