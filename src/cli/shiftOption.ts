/** Three numbers of Å with commas between them. */
import { InvalidArgumentError } from 'commander';
import { parseNumberOption } from './program';

export function parseShift(text: string): readonly [number, number, number] {
  const values = text.split(',').map(parseNumberOption);
  if (values.length !== 3) throw new InvalidArgumentError('It is not like 0,0,10.');
  return [values[0], values[1], values[2]];
}
