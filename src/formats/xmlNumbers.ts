/** Numbers and truth values in the spelling that Warp and M write. */

/** Shortest text that gives the same 32-bit float; exponents like `1E-05`. */
export function formatFloat(value: number): string {
  return general(shortestFloat(value), 7);
}

/** Shortest text that gives the same 64-bit float; exponents like `1E-05`. */
export function formatDouble(value: number): string {
  return general(String(value), 15);
}

/** Plain decimal digits: M silently drops decimals with an exponent. Not finite is written as 0. */
export function formatDecimal(value: number): string {
  if (!Number.isFinite(value)) return '0';
  const { negative, digits, point } = parts(String(value));
  return (negative ? '-' : '') + plain(digits, point);
}

export function formatBool(value: boolean): string {
  return value ? 'True' : 'False';
}

/** Values joined by `separator`, each as formatFloat. */
export function formatFloats(values: Iterable<number>, separator: string): string {
  return Array.from(values, formatFloat).join(separator);
}

/** Undefined for missing, empty and unreadable text. */
export function parseNumber(text: string | undefined): number | undefined {
  const trimmed = text?.trim() ?? '';
  if (/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(trimmed)) return Number(trimmed);
  if (/^nan$/i.test(trimmed)) return NaN;
  if (/^[-+]?(infinity|∞)$/i.test(trimmed)) return trimmed.startsWith('-') ? -Infinity : Infinity;
  return undefined;
}

/** What to do about a text that is no number: a decimal comma is named, else it is `otherwise`. */
export function numberRemedy(text: string, otherwise: string): string {
  const trimmed = text.trim();
  return /^[-+]?\d*,\d+(e[-+]?\d+)?$/i.test(trimmed)
    ? `decimals stand after a point: write ${trimmed.replace(',', '.')}`
    : otherwise;
}

export function parseInteger(text: string | undefined): number | undefined {
  return /^\s*[-+]?\d+\s*$/.test(text ?? '') ? Number(text) : undefined;
}

export function parseBool(text: string | undefined): boolean | undefined {
  const word = text?.trim().toLowerCase();
  return word === 'true' ? true : word === 'false' ? false : undefined;
}

/** `a, b, c` or `a;b`; undefined unless every part is a number and, if given, `count` is right. */
export function parseNumbers(text: string | undefined, count?: number): readonly number[] | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const values = text
    .split(/[,;]/)
    .filter((part) => part.trim() !== '')
    .map(parseNumber);
  if (count !== undefined && values.length !== count) return undefined;
  return values.every((value) => value !== undefined) ? values : undefined;
}

function shortestFloat(value: number): string {
  const single = Math.fround(value);
  if (!Number.isFinite(single)) return String(single);
  for (let digits = 1; digits < 9; digits++) {
    const text = single.toPrecision(digits);
    if (Math.fround(Number(text)) === single) return text;
  }
  return single.toPrecision(9);
}

/** Scientific when the decimal point lies beyond the digits (at least `precision`) or more than three zeros before. */
function general(text: string, precision: number): string {
  if (!/\d/.test(text)) return text;
  const { negative, digits, point } = parts(text);
  const sign = negative ? '-' : '';
  if (point <= Math.max(digits.length, precision) && point >= -3) return sign + plain(digits, point);
  const exponent = point - 1;
  const mantissa = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits;
  return `${sign}${mantissa}E${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

/** Significant digits without zeros at either end, and how many of them stand before the decimal point. */
function parts(text: string): { negative: boolean; digits: string; point: number } {
  const match = /^(-?)(\d+)\.?(\d*)(?:e([-+]?\d+))?$/.exec(text);
  if (match === null) return { negative: false, digits: '0', point: 1 };
  const [, sign, whole, fraction, exponent] = match;
  const all = whole + fraction;
  const leading = all.length - all.replace(/^0+/, '').length;
  const digits = all.slice(leading).replace(/0+$/, '');
  if (digits === '') return { negative: false, digits: '0', point: 1 };
  return { negative: sign === '-', digits, point: whole.length - leading + Number(exponent ?? 0) };
}

function plain(digits: string, point: number): string {
  if (point <= 0) return `0.${'0'.repeat(-point)}${digits}`;
  if (point >= digits.length) return digits + '0'.repeat(point - digits.length);
  return `${digits.slice(0, point)}.${digits.slice(point)}`;
}
