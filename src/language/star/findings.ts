/** What is wrong in a STAR file, in sentences, with what would fix it. */
import { claimsToBeKnown, findLabel, nearestLabel } from '../labels/dictionary';
import type { Edit } from '../edit';
import type { Finding, Fix } from '../finding';
import { halfSetsInTurn } from './halfSets';
import { sameColumns } from './rewrite';
import { tablesOf, type IndexedStar, type Misfit, type StarLabel, type StarTable } from './starIndex';

export type StarCode =
  | 'ragged-row'
  | 'open-quote'
  | 'not-a-number'
  | 'stray-line'
  | 'no-block'
  | 'missing-value'
  | 'extra-value'
  | 'duplicate-label'
  | 'wrong-number'
  | 'unknown-label'
  | 'no-labels'
  | 'half-set';

type StarFinding = Finding<StarCode>;

/** Whether every value of a column has to be a number. */
export function mustBeNumber(label: string): boolean {
  const kind = findLabel(label)?.kind;
  return kind === 'number' || kind === 'integer';
}

/** In the order of the file. */
export function starFindings(star: IndexedStar): readonly StarFinding[] {
  const tables = tablesOf(star.index);
  const found = [
    ...star.misfits.map(misfitFinding),
    ...manyMore(star),
    ...tables.flatMap((table, number) => [
      ...duplicates(star, number),
      ...wrongNumbers(table),
      ...unknownLabels(table),
      ...halfSets(table, number),
      ...withoutLabels(table),
    ]),
  ];
  return found.sort((a, b) => a.line - b.line || a.start - b.start);
}

/** What each kind of misfit is called and said; all of them are errors. */
const descriptions: Readonly<
  Record<Misfit['kind'], (misfit: Misfit) => Pick<StarFinding, 'code' | 'message' | 'fixes'>>
> = {
  ragged: ({ line, expected, got }) => ({
    code: 'ragged-row',
    message: `Expected ${plural(expected, 'value')}, one for each label, but this row has ${got}.`,
    fixes: [removal(line)],
  }),
  openQuote: ({ line, end, text }) => ({
    code: 'open-quote',
    message: `Nothing closes the quote ${text[0]} that starts here.`,
    fixes: [fix('Close it at the end of the line', { line, start: end, end, text: text[0] })],
  }),
  noNumber: (misfit) => ({
    code: 'not-a-number',
    message: `This column holds numbers, but “${misfit.text}” is none.`,
    fixes: commaFix(misfit),
  }),
  stray: ({ line }) => ({
    code: 'stray-line',
    message: 'Expected a label with its value, a loop_ or a data_ line.',
    fixes: [removal(line)],
  }),
  noBlock: ({ line }) => ({
    code: 'no-block',
    message: 'A data_ line has to come before anything else.',
    fixes: [fix('Insert data_', { line, start: 0, end: 0, text: 'data_\n\n' })],
  }),
  noValue: ({ text }) => ({
    code: 'missing-value',
    message: `${text} has no value, and it is in no loop_.`,
    fixes: [],
  }),
  tooManyValues: () => ({
    code: 'extra-value',
    message: 'A label outside a loop_ has one value; put quotes around a value with blanks.',
    fixes: [],
  }),
};

function misfitFinding(misfit: Misfit): StarFinding {
  const { line, start, end } = misfit;
  return { severity: 'error', line, start, end, ...descriptions[misfit.kind](misfit) };
}

/** One more for each kind of which only the first were listed. */
function manyMore({ misfits, misfitCounts }: IndexedStar): readonly StarFinding[] {
  return [...misfitCounts].flatMap(([kind, count]) => {
    const shown = misfits.filter((misfit) => misfit.kind === kind);
    const last = shown.at(-1);
    if (last === undefined || count === shown.length) return [];
    const more = `${(count - shown.length).toLocaleString('en')} more lines have the same problem.`;
    return [{ ...misfitFinding(last), message: more, fixes: [] }];
  });
}

function duplicates(star: IndexedStar, table: number): readonly StarFinding[] {
  const { labels, kind } = tablesOf(star.index)[table];
  const duplicate = { code: 'duplicate-label', severity: 'error' } as const;
  return labels.flatMap((label, column) => {
    const first = labels.findIndex(({ name }) => name === label.name);
    if (first === column) return [];
    if (kind === 'values') {
      const message = `_${label.name} stands here a second time.`;
      return [onLabel(label, { ...duplicate, message, fixes: [removal(label.line)] })];
    }
    const compared = sameColumns(star, table, first, column)
      ? `the same as column ${first + 1}`
      : `though it differs from column ${first + 1}`;
    const title = `Remove column ${column + 1}, ${compared}`;
    const fixes = [{ title, edits: [], rewrite: { kind: 'remove-column', table, column } }] as const;
    const message = `_${label.name} stands in column ${first + 1} already.`;
    return [onLabel(label, { ...duplicate, message, fixes })];
  });
}

/** Labels whose `#n` is not their place; Warp goes by that number, everybody else by the place. */
function wrongNumbers({ labels }: StarTable): readonly StarFinding[] {
  // The pipelines of older RELIONs count from 0, throughout.
  if (labels.every(({ number }, i) => number?.value === i)) return [];
  const edits = labels.flatMap((label, i) => {
    const { number } = label;
    return number === undefined || number.value === i + 1 ? [] : [renumbered(label, i + 1)];
  });
  const fixes: readonly Fix[] = [{ title: 'Number the labels of this table from 1', edits }];
  return labels.flatMap(({ number, line }, i) => {
    if (number === undefined || number.value === i + 1) return [];
    const message = `This is column ${i + 1}, not ${number.value}; some programs go by the number.`;
    const place = { line, start: number.start, end: number.end };
    return [{ ...place, code: 'wrong-number', severity: 'warning', message, fixes }] as const;
  });
}

function renumbered({ line, number, end }: StarLabel, value: number): Edit {
  return { line, start: number?.start ?? end, end: number?.end ?? end, text: `#${value}` };
}

function unknownLabels({ labels }: StarTable): readonly StarFinding[] {
  return labels.flatMap((label) => {
    if (!claimsToBeKnown(label.name) || findLabel(label.name) !== undefined) return [];
    const near = nearestLabel(label.name);
    const code = 'unknown-label';
    if (near === undefined) {
      const message = `_${label.name} is no label we know.`;
      return [onLabel(label, { code, severity: 'information', message, fixes: [] })];
    }
    const edit = { line: label.line, start: label.start + 1, end: label.end, text: near };
    const message = `_${label.name} is no label we know. Did you mean _${near}?`;
    return [onLabel(label, { code, severity: 'warning', message, fixes: [fix(`Change to _${near}`, edit)] })];
  });
}

function halfSets(table: StarTable, number: number): readonly StarFinding[] {
  const { labels, rowCount, line } = table;
  const named = (name: string) => labels.find((label) => label.name === name);
  const label = named('rlnRandomSubset') ?? named('wrpRandomSubset');
  if (label === undefined) {
    // M splits its particles by this column alone.
    if (named('wrpSourceHash') === undefined || named('wrpCoordinateX1') === undefined) return [];
    const message = 'There is no _wrpRandomSubset: M cannot tell the two half-sets apart.';
    const fixes = [halfSetsInTurn(number, 'wrpRandomSubset')];
    return [{ code: 'half-set', severity: 'warning', line, start: 0, end: 5, message, fixes }];
  }
  const [ones, twos, others] = label.halves;
  const wrong = (message: string): readonly StarFinding[] => [
    onLabel(label, { code: 'half-set', severity: 'warning', message, fixes: [] }),
  ];
  if (others > 0)
    return wrong(
      `Half-sets are 1 and 2, but ${plural(others, 'row')} ${others === 1 ? 'has' : 'have'} something else.`,
    );
  if (rowCount < 2 || (ones > 0 && twos > 0)) return [];
  return wrong(`No particle is in half-set ${ones === 0 ? 1 : 2}: there would be nothing to compare.`);
}

function withoutLabels({ kind, labels, line }: StarTable): readonly StarFinding[] {
  if (kind === 'values' || labels.length > 0) return [];
  const message = 'No label follows this loop_.';
  return [{ code: 'no-labels', severity: 'error', line, start: 0, end: 5, message, fixes: [] }];
}

function onLabel(
  { line, start, end }: StarLabel,
  finding: Omit<StarFinding, 'line' | 'start' | 'end'>,
): StarFinding {
  return { ...finding, line, start, end };
}

/** `3,5` from a spreadsheet of another country. */
function commaFix({ line, start, end, text }: Misfit): readonly Fix[] {
  if (!/^[-+]?\d+,\d+$/.test(text)) return [];
  const right = text.replace(',', '.');
  return [fix(`Change to ${right}`, { line, start, end, text: right })];
}

function removal(line: number): Fix {
  return fix('Remove this line', { line, start: 0, endLine: line + 1, end: 0, text: '' });
}

function fix(title: string, edit: Edit): Fix {
  return { title, edits: [edit] };
}

function plural(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}
