/** Values on one line of text, with where they stand; for the few lines that somebody looks at. */

export interface LineValue {
  /** Without quotes. */
  readonly text: string;
  /** Quotes included; UTF-16 columns. */
  readonly start: number;
  readonly end: number;
}

export function lineValues(line: string): readonly LineValue[] {
  const values: LineValue[] = [];
  const pattern = /\s*(?:(#.*)|"(.*?)"(?=\s|$)|'(.*?)'(?=\s|$)|(\S+))/y;
  const end = line.trimEnd().length;
  while (pattern.lastIndex < end) {
    const match = pattern.exec(line);
    if (match === null || match[1] !== undefined) break;
    const text = match[2] ?? match[3] ?? match[4];
    const quotes = match[4] === undefined ? 2 : 0;
    values.push({ text, start: pattern.lastIndex - text.length - quotes, end: pattern.lastIndex });
  }
  return values;
}

/** Number of the value at a column of the text; -1 between values. */
export function valueAt(values: readonly LineValue[], character: number): number {
  return values.findIndex(({ start, end }) => start <= character && character <= end);
}
