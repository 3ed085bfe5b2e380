/** What is known about the parameters of Warp's and M's XML files, and short ways to write their tables. */

/** `decimal` is .NET's: it takes no exponent. */
export type ParamKind =
  'bool' | 'integer' | 'decimal' | 'float' | 'text' | 'path' | 'guid' | 'numbers' | 'three-state';

export interface Param {
  readonly kind: ParamKind;
  /** Empty for none. */
  readonly unit: string;
  /** What Warp and M take when there is none or it cannot be read, as the file would spell it. */
  readonly missing: string;
  readonly meaning: string;
  /** Smallest and largest sensible value. */
  readonly range?: readonly [number, number];
  /** For lists: how many numbers, if that is fixed. */
  readonly count?: number;
  /** For lists: how many an older program wrote, which nothing reads any more. */
  readonly oldCount?: number;
  /** Usual values, offered while typing. */
  readonly examples?: readonly string[];
}

export type ParamTable = Readonly<Record<string, Param>>;

/** An element that owns Params or attributes. */
export interface ElementSchema {
  readonly meaning: string;
  readonly params?: ParamTable;
  readonly attributes?: ParamTable;
}

/** One kind of file; elements by name, the root among them. */
export interface FileSchema {
  readonly root: string;
  readonly title: string;
  readonly elements: Readonly<Record<string, ElementSchema>>;
}

export function decimal(
  unit: string,
  missing: string,
  meaning: string,
  range?: readonly [number, number],
): Param {
  return { kind: 'decimal', unit, missing, meaning, ...(range === undefined ? {} : { range }) };
}

export function float(
  unit: string,
  missing: string,
  meaning: string,
  range?: readonly [number, number],
): Param {
  return { ...decimal(unit, missing, meaning, range), kind: 'float' };
}

export function integer(
  unit: string,
  missing: string,
  meaning: string,
  range?: readonly [number, number],
): Param {
  return { ...decimal(unit, missing, meaning, range), kind: 'integer' };
}

export function bool(missing: 'True' | 'False', meaning: string): Param {
  return { kind: 'bool', unit: '', missing, meaning };
}

export function text(missing: string, meaning: string, examples?: readonly string[]): Param {
  return { kind: 'text', unit: '', missing, meaning, ...(examples === undefined ? {} : { examples }) };
}

export function path(meaning: string): Param {
  return { kind: 'path', unit: '', missing: '', meaning };
}

export function guid(meaning: string): Param {
  return { kind: 'guid', unit: '', missing: '', meaning };
}

/** @param count undefined for a list of any length */
export function numbers(unit: string, missing: string, meaning: string, count?: number): Param {
  return { kind: 'numbers', unit, missing, meaning, ...(count === undefined ? {} : { count }) };
}

export const positive: readonly [number, number] = [Number.MIN_VALUE, Infinity];
export const notNegative: readonly [number, number] = [0, Infinity];
export const fraction: readonly [number, number] = [0, 1];
