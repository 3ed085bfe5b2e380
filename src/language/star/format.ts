/** Lays a STAR file out anew: columns under each other, or as small as it gets. Nothing but blanks changes. */
import { lineValues, type LineValue } from './lineValues';

export type Layout = 'align' | 'compact';

/** Rows that do not fit their labels, comments and empty lines stay as they are. */
export function formatStarText(text: string, layout: Layout): string {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = text.split(/\r?\n/);
  const result: string[] = [];
  let at = 0;
  while (at < lines.length) {
    const section = sectionAt(lines, at);
    result.push(...(layout === 'align' ? aligned(section) : compacted(section)));
    at += section.lines.length;
  }
  return result.join(newline);
}

/** Lines that are laid out together. */
interface Section {
  readonly kind: 'labels' | 'rows' | 'pairs' | 'other';
  readonly lines: readonly string[];
}

function sectionAt(lines: readonly string[], from: number): Section {
  if (isWord(lines[from], 'loop_')) return { kind: 'other', lines: [lines[from]] };
  const loop = followsLoop(lines, from);
  const isPair = (line: string): boolean => /^\s*_\S/.test(line);
  const gather = (belongs: (line: string) => boolean): readonly string[] => {
    let end = from;
    while (end < lines.length && (belongs(lines[end]) || isQuiet(lines[end]))) end++;
    while (end > from + 1 && isQuiet(lines[end - 1])) end--;
    return lines.slice(from, end);
  };
  if (isQuiet(lines[from]) || isWord(lines[from], 'data_')) return { kind: 'other', lines: [lines[from]] };
  if (isPair(lines[from])) return { kind: loop ? 'labels' : 'pairs', lines: gather(isPair) };
  const isRow = (line: string): boolean => !isPair(line) && !isWord(line, 'loop_') && !isWord(line, 'data_');
  return { kind: 'rows', lines: gather(isRow) };
}

/** Whether the labels at this line are those of a loop. */
function followsLoop(lines: readonly string[], from: number): boolean {
  let at = from - 1;
  while (at >= 0 && isQuiet(lines[at])) at--;
  return at >= 0 && isWord(lines[at], 'loop_');
}

function isWord(line: string, word: string): boolean {
  const trimmed = line.trim();
  return word === 'loop_' ? trimmed === word : trimmed.startsWith(word) && !/\s/.test(trimmed);
}

/** Empty, or a comment alone. */
function isQuiet(line: string): boolean {
  return /^\s*(#.*)?$/.test(line);
}

function aligned({ kind, lines }: Section): readonly string[] {
  if (kind === 'other') return lines.map((line) => line.trimEnd());
  if (kind === 'labels') return lines.map(squeezed);
  const values = lines.map((line) => (isQuiet(line) ? [] : lineValues(line)));
  const columns = kind === 'pairs' ? 2 : mostFrequent(values.map(({ length }) => length));
  const widths = Array.from({ length: columns }, () => 0);
  const numeric = Array.from({ length: columns }, () => kind === 'rows');
  for (const row of values) {
    if (row.length !== columns) continue;
    row.forEach(({ start, end, text }, i) => {
      widths[i] = Math.max(widths[i], end - start);
      numeric[i] &&= isNumber(text);
    });
  }
  return lines.map((line, number) => {
    const row = values[number];
    if (row.length !== columns || columns === 0) return line.trimEnd();
    const cells = row.map((value, i) => {
      const raw = line.slice(value.start, value.end);
      return numeric[i] ? raw.padStart(widths[i]) : raw.padEnd(widths[i]);
    });
    return `${cells.join('  ')}${comment(line, row)}`.trimEnd();
  });
}

function compacted({ kind, lines }: Section): readonly string[] {
  return lines.map(kind === 'other' ? (line) => line.trimEnd() : squeezed);
}

/** One blank between values. */
function squeezed(line: string): string {
  if (isQuiet(line)) return line.trimEnd();
  const values = lineValues(line);
  const raw = values.map(({ start, end }) => line.slice(start, end)).join(' ');
  return raw + comment(line, values);
}

/** What follows the last value, a blank before it; `#n` behind a label is such a comment. */
function comment(line: string, values: readonly LineValue[]): string {
  const rest = line.slice(values.at(-1)?.end ?? 0).trim();
  return rest === '' ? '' : ` ${rest}`;
}

function isNumber(text: string): boolean {
  return (
    /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text) || /^(none|null|<na>|[-+]?nan|[-+]?inf)$/i.test(text)
  );
}

/** The length that most rows have; the others are ragged. */
function mostFrequent(lengths: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const length of lengths) if (length > 0) counts.set(length, (counts.get(length) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0;
}
