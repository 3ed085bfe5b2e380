/** Lists of numbers that say nothing of themselves: doses, orders of acquisition, angles; separated by blanks or commas. */
import { Problem } from '../../shared/problem';
import { parseNumber } from './xmlNumbers';

export interface NumberList {
  readonly rows: readonly (readonly number[])[];
  /** Words of a first line that is no row; empty without one. */
  readonly headings: readonly string[];
}

/** Throws Problem with the line for what is no such list. */
export function parseNumberList(text: string, where: string): NumberList {
  const rows: number[][] = [];
  let headings: readonly string[] = [];
  for (const [i, raw] of text.split('\n').entries()) {
    const words = raw
      .replace(/#.*/, '')
      .split(/[\s,;]+/)
      .filter((word) => word !== '');
    if (words.length === 0) continue;
    const values = words.map(parseNumber);
    const bad = values.findIndex((value) => value === undefined || !Number.isFinite(value));
    if (bad >= 0 && rows.length === 0 && headings.length === 0) headings = words;
    else if (bad >= 0)
      throw new Problem(`expected a number, got ${words[bad].slice(0, 40)}`, {
        where: `${where}:${i + 1}`,
        remedy: 'give a list of numbers, or of defocus from ctfplotter or CTFFIND',
      });
    else rows.push(values.map(Number));
  }
  const width = rows.at(0)?.length;
  if (width === undefined)
    throw new Problem('it holds no numbers', { where, remedy: 'check which file you chose' });
  const uneven = rows.findIndex((row) => row.length !== width);
  if (uneven >= 0)
    throw new Problem(`row ${uneven + 1} has ${rows[uneven].length} numbers, the first has ${width}`, {
      where,
      remedy: 'the file may be truncated',
    });
  return { rows, headings };
}
