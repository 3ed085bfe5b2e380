/** What somebody types over a column to keep some of its rows: `> 5`, `1..3`, `= TS_01`, or a part of the text. */

export type RowFilter =
  | {
      readonly kind: 'range';
      readonly low: number;
      readonly high: number;
      readonly lowOpen: boolean;
      readonly highOpen: boolean;
    }
  | { readonly kind: 'not'; readonly number: number | null; readonly text: string }
  | { readonly kind: 'equal'; readonly text: string }
  | { readonly kind: 'contains'; readonly text: string };

/** Undefined for an empty box, which keeps every row. */
export function parseRowFilter(typed: string): RowFilter | undefined {
  const text = typed.trim();
  if (text === '') return undefined;
  const between = /^(\S+)\s*\.\.\s*(\S+)$/.exec(text);
  if (between !== null && isNumber(between[1]) && isNumber(between[2]))
    return range(Number(between[1]), Number(between[2]), false, false);
  const compared = /^(<=|>=|<|>|!=|=)\s*(.+)$/.exec(text);
  if (compared === null) return { kind: 'contains', text };
  const [, sign, operand] = compared;
  const number = Number(operand);
  if (sign === '!=') return { kind: 'not', number: isNumber(operand) ? number : null, text: operand };
  if (sign === '=')
    return isNumber(operand) ? range(number, number, false, false) : { kind: 'equal', text: operand };
  if (!isNumber(operand)) return { kind: 'contains', text };
  return sign.startsWith('<')
    ? range(-Infinity, number, false, sign === '<')
    : range(number, Infinity, sign === '>', false);
}

/** Whether the filter looks at numbers alone. */
export function isNumeric(filter: RowFilter): boolean {
  return filter.kind === 'range';
}

/** @param number NaN for what is no number */
export function keeps(filter: RowFilter, number: number, text: () => string): boolean {
  switch (filter.kind) {
    case 'range':
      return (
        (filter.lowOpen ? number > filter.low : number >= filter.low) &&
        (filter.highOpen ? number < filter.high : number <= filter.high)
      );
    case 'not':
      return filter.number === null ? text() !== filter.text : number !== filter.number;
    case 'equal':
      return text() === filter.text;
    default:
      return text().toLowerCase().includes(filter.text.toLowerCase());
  }
}

function range(low: number, high: number, lowOpen: boolean, highOpen: boolean): RowFilter {
  return { kind: 'range', low, high, lowOpen, highOpen };
}

function isNumber(text: string): boolean {
  return text.trim() !== '' && !Number.isNaN(Number(text));
}
