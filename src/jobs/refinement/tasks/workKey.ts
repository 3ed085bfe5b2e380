/**
 * What work depends on, part by part: what was found for the same parts is what would be found again. The plan keeps the
 * parts, so that it can be said why work is done once more; results keep a hash of theirs.
 */
import { createHash } from 'node:crypto';
import { engineVersion } from '../../engineVersion';

/** Name of a part, as people call it, and its content or a hash of that. */
export type WorkKey = Readonly<Record<string, string>>;

/** Counts up when what tasks leave changes, or how it is found. */
const layout = 11;

export const engineParts: WorkKey = { version: `${engineVersion}, ${layout}` };

/** Of all parts, whatever their order: it stands with what was found for them. */
export function idOf(key: WorkKey): string {
  const parts = Object.entries(key).sort(([one], [other]) => (one < other ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** Names of the parts in which two differ. */
export function changedParts(before: WorkKey | undefined, now: WorkKey): readonly string[] {
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(now)]);
  return [...names].filter((name) => before?.[name] !== now[name]);
}
