/** What somebody decided about a series by hand, as the attribute UnselectManual says it. */
import { unreadable } from '../formats/params/readParams';
import { parseBool } from '../formats/xmlNumbers';

/**
 * True where it was left out, undefined where nobody has decided: M writes an empty value then, others `null`.
 * Throws Problem for anything else.
 */
export function unselectedByHand(value: string | undefined, where: string): boolean | undefined {
  const text = value?.trim() ?? '';
  if (text === '' || text.toLowerCase() === 'null') return undefined;
  const unselected = parseBool(text);
  if (unselected === undefined) throw unreadable('UnselectManual', text, 'True or False', where);
  return unselected;
}
