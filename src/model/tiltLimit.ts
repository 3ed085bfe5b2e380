/** "Use only first N tilts" of a data source: which tilts of a series are within the limit. */

/**
 * @param dose e/Å², one per tilt
 * @param used what is switched on
 * @param limit most tilts of a series; 0 or less is no limit
 * @returns `used` without all but the `limit` tilts of least dose among them
 */
export function withinLimit(
  dose: readonly number[],
  used: readonly boolean[],
  limit: number,
): readonly boolean[] {
  if (limit <= 0) return used;
  const kept = new Set(leastExposed(dose, used).slice(0, limit));
  return used.map((isUsed, tilt) => isUsed && kept.has(tilt));
}

/** Tilts that are switched on, by their dose. */
export function leastExposed(dose: ArrayLike<number>, used: readonly boolean[]): readonly number[] {
  return [...used.keys()].filter((tilt) => used[tilt]).sort((a, b) => dose[a] - dose[b] || a - b);
}
