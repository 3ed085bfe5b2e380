/** Values on a line of a STAR file that lies in memory as bytes: found without making strings of them. */

const newline = 10;
const doubleQuote = 34;
const hash = 35;
const singleQuote = 39;
const plus = 43;
const minus = 45;
const point = 46;
const nine = 57;
const zero = 48;

/** Where values start and end; reused from line to line. */
export interface Values {
  /** Values on the line. */
  count: number;
  /** Offset of each value's first byte, quotes left out. */
  starts: Uint32Array;
  /** Offset after each value's last byte, quotes left out. */
  ends: Uint32Array;
}

export function newValues(): Values {
  return { count: 0, starts: new Uint32Array(64), ends: new Uint32Array(64) };
}

/** Offset of the line's end, its newline excluded. */
export function endOfLine(bytes: Uint8Array, from: number): number {
  const end = bytes.indexOf(newline, from);
  return end < 0 ? bytes.length : end;
}

/** Blanks separate values, quotes hold blanks, `#` at the start of a value begins a comment. */
export function splitLine(bytes: Uint8Array, from: number, end: number, values: Values): void {
  values.count = 0;
  let at = from;
  for (;;) {
    while (at < end && bytes[at] <= 32) at++;
    if (at >= end || bytes[at] === hash) return;
    const first = bytes[at];
    const close = first === doubleQuote || first === singleQuote ? closingQuote(bytes, at, end) : -1;
    if (close >= 0) {
      add(values, at + 1, close);
      at = close + 1;
    } else {
      const start = at;
      while (at < end && bytes[at] > 32) at++;
      add(values, start, at);
    }
  }
}

/** NaN for what is no plain number; `nan` and `inf` are none. */
export function numberAt(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  const sign = bytes[at] === minus ? -1 : 1;
  if (bytes[at] === minus || bytes[at] === plus) at++;
  let mantissa = 0;
  let digits = 0;
  let scale = 0;
  for (; at < end && isDigit(bytes[at]); at++, digits++) mantissa = mantissa * 10 + (bytes[at] - zero);
  if (bytes[at] === point && at < end)
    for (at++; at < end && isDigit(bytes[at]); at++, digits++, scale--)
      mantissa = mantissa * 10 + (bytes[at] - zero);
  if (digits === 0) return NaN;
  if (at < end && (bytes[at] | 32) === 101) {
    at++;
    const exponentSign = bytes[at] === minus ? -1 : 1;
    if (bytes[at] === minus || bytes[at] === plus) at++;
    let exponent = 0;
    const first = at;
    for (; at < end && isDigit(bytes[at]); at++) exponent = exponent * 10 + (bytes[at] - zero);
    if (at === first) return NaN;
    scale += exponentSign * exponent;
  }
  if (at !== end) return NaN;
  // Dividing by a power of ten that is exact rounds once; more than 22 of them are not.
  if (scale < 0) return (sign * mantissa) / 10 ** -scale;
  return sign * mantissa * 10 ** scale;
}

function closingQuote(bytes: Uint8Array, open: number, end: number): number {
  for (let at = open + 1; at < end; at++)
    if (bytes[at] === bytes[open] && (at + 1 === end || bytes[at + 1] <= 32)) return at;
  return -1;
}

function add(values: Values, start: number, end: number): void {
  if (values.count === values.starts.length) {
    values.starts = grown(values.starts);
    values.ends = grown(values.ends);
  }
  values.starts[values.count] = start;
  values.ends[values.count++] = end;
}

/** The same with room for as much again. */
export function grown(array: Uint32Array): Uint32Array {
  const longer = new Uint32Array(2 * array.length);
  longer.set(array);
  return longer;
}

function isDigit(byte: number): boolean {
  return byte >= zero && byte <= nine;
}
