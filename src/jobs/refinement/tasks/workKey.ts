/**
 * What work depends on, part by part: what was found for the same parts is what would be found again. The parts are kept with
 * the results, so that it can be said why work is done once more.
 */
import { engineVersion } from '../../engineVersion';

/** Name of a part, as people call it, and its content or a hash of that. */
export type WorkKey = Readonly<Record<string, string>>;

/** Counts up when what tasks leave changes, or how it is found. */
const layout = 5;

export const engineParts: WorkKey = { version: `${engineVersion}, ${layout}` };

/** @param found undefined in a file of somebody else's: it is of other work */
export function isSameWork(found: WorkKey | undefined, wanted: WorkKey): boolean {
  return changedParts(found, wanted).length === 0;
}

/** Names of the parts in which two differ. */
export function changedParts(before: WorkKey | undefined, now: WorkKey): readonly string[] {
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(now)]);
  return [...names].filter((name) => before?.[name] !== now[name]);
}
