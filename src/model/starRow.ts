/** One row of a STAR table by its labels, with errors that say where. */
import { Problem } from '../../shared/problem';
import { rowPlace, type StarTable } from '../formats/star';
import { numberRemedy, parseNumber } from '../formats/xmlNumbers';

export interface StarRow {
  /** `file:line` */
  readonly place: string;
  /** Undefined where the table has no such column. */
  text(label: string): string | undefined;
  /** Throws Problem for what is no finite number. */
  number(label: string): number | undefined;
  /** Throws Problem where it is missing. */
  needed(label: string): string;
  neededNumber(label: string): number;
}

export function starRow(
  table: StarTable,
  row: number,
  { content, where }: { readonly content: string; readonly where: string },
): StarRow {
  const place = (): string => rowPlace(content, where, table, row);
  const text = (label: string): string | undefined => {
    const at = table.columns.indexOf(label);
    return at < 0 ? undefined : table.rows[row][at];
  };
  const number = (label: string): number | undefined => {
    const found = text(label);
    if (found === undefined) return undefined;
    const value = parseNumber(found);
    if (value === undefined || !Number.isFinite(value))
      throw new Problem(`${label} is no number: ${found}`, {
        where: place(),
        remedy: numberRemedy(found, 'fix or remove that row'),
      });
    return value;
  };
  const given = <T>(label: string, value: T | undefined): T => {
    if (value === undefined)
      throw new Problem(`it has no column ${label}`, { where: `${where}:${table.line}` });
    return value;
  };
  return {
    get place() {
      return place();
    },
    text,
    number,
    needed: (label) => given(label, text(label)),
    neededNumber: (label) => given(label, number(label)),
  };
}
