/** What a dictionary knows about a STAR label, and short ways to write its tables. */

/** What the values of a column are; a path may carry `number@` in front. */
export type LabelKind = 'number' | 'integer' | 'flag' | 'text' | 'path' | 'list';

export interface Label {
  readonly kind: LabelKind;
  /** As people write it: `Å`, `degrees`, `px`; empty for none. */
  readonly unit: string;
  readonly meaning: string;
}

/** Labels without their underscore. */
export type LabelTable = Readonly<Record<string, Label>>;

/** A family of labels, with the documentation that its names and meanings were gathered from. */
export interface LabelFamily {
  readonly title: string;
  readonly source: string;
  readonly labels: LabelTable;
}

type Entry = (meaning: string) => Label;

export const number: Entry = of('number', '');
export const angstrom: Entry = of('number', 'Å');
export const degrees: Entry = of('number', 'degrees');
export const pixels: Entry = of('number', 'px');
export const angstromPerPixel: Entry = of('number', 'Å/px');
export const squareAngstrom: Entry = of('number', 'Å²');
export const perAngstrom: Entry = of('number', '1/Å');
export const dose: Entry = of('number', 'e/Å²');
export const integer: Entry = of('integer', '');
export const wholePixels: Entry = of('integer', 'px');
/** 0 or 1. */
export const flag: Entry = of('flag', '');
export const text: Entry = of('text', '');
export const path: Entry = of('path', '');
/** Several numbers in square brackets. */
export const list: Entry = of('list', '');

/** A number in a unit that has no name here. */
export function numberIn(unit: string, meaning: string): Label {
  return { kind: 'number', unit, meaning };
}

function of(kind: LabelKind, unit: string): Entry {
  return (meaning) => ({ kind, unit, meaning });
}
