/** Texts on the command line that mean something else. Each throws Problem with a sentence that follows the option's name. */
import { Problem } from '../../shared/problem';

export function parseNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new Problem('It is not a number');
  return value;
}

/** `0,0,10` */
export function parseVector(text: string): readonly [number, number, number] {
  const values = parseNumbers(text);
  if (values.length !== 3) throw new Problem('It is not like 0,0,10');
  return [values[0], values[1], values[2]];
}

/** Numbers separated by commas. */
export function parseNumbers(text: string): readonly number[] {
  return text.split(',').map(parseNumber);
}

/** Positive numbers separated by commas. */
export function parseSizes(text: string, count: number): readonly number[] {
  const values = parseNumbers(text);
  if (values.length !== count || values.some((value) => value <= 0))
    throw new Problem(`It is not ${count} positive numbers separated by commas`);
  return values;
}

/** `4000x4000x2000`, as WarpTools writes the size of a volume; commas do as well. */
export function parseDimensions(text: string): readonly number[] {
  const values = text.split(/[x,]/).map(parseNumber);
  if (values.length !== 3 || values.some((value) => value <= 0 || !Number.isInteger(value)))
    throw new Problem('It is not like 4000x4000x2000');
  return values;
}
