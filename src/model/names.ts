/** Names of species and data sources, which files and folders are named after. */
import { safeName } from '../formats/paths';
import { Problem } from '../../shared/problem';

/**
 * Throws Problem for a name that would lead elsewhere, or that holds what no name holds: a file may come from anywhere.
 *
 * @param what `species`, `data source`
 */
export function checkName(name: string, what: string, where?: string): void {
  const place = where === undefined ? {} : { where };
  if (['', '.', '..'].includes(safeName(name)))
    throw new Problem(`a ${what} needs a name with at least one letter or digit, not "${name}"`, place);
  // A line break would let a name write lines of its own into files.
  if (/\p{Cc}/u.test(name))
    throw new Problem(`the name of the ${what} holds a line break or another control character`, {
      ...place,
      remedy: 'correct the name in the file',
    });
}
