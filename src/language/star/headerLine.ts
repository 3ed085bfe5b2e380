/** The labels of a table in one line, each above its column, to be shown where the table begins. */
import { lineValues } from './lineValues';
import type { StarTable } from './starIndex';

/** Wider columns than this are cut when they are the last one. */
const widest = 400;

/**
 * Text that begins at `from` columns after the start of the line.
 *
 * @param row text of a row, whose values tell where the columns are
 * @param from columns that are taken already, by `loop_`
 */
export function headerLine(table: StarTable, row: string, from: number): string {
  const values = lineValues(row);
  if (values.length !== table.labels.length) return '';
  let text = '';
  values.forEach((value, i) => {
    const width = from + text.length;
    const end = i + 1 < values.length ? values[i + 1].start : widest;
    // Numbers are flush right: the column begins behind the value before.
    const start = Math.max(width + 1, i === 0 ? 0 : values[i - 1].end + 1);
    const room = Math.max(value.end, end - 1) - start;
    // A label that does not stand above its column would mislead.
    if (room < 3 || start > value.end) return;
    const name = shortName(table.labels[i].name);
    const label = name.length > room ? `${name.slice(0, room - 1)}…` : name;
    text += ' '.repeat(start - width) + label;
  });
  return text;
}

/** Every label of a table has the same prefix. */
function shortName(name: string): string {
  return name.replace(/^(rln|wrp)(?=[A-Z])/, '');
}
