/** Which series take part in a refinement. */
import type { ProjectSeries } from './project';

/** @param rows of each species' table that belong to the series */
export function reasonToSkip(
  one: ProjectSeries,
  rows: readonly (readonly number[])[],
  minParticles: number,
): string | null {
  if (one.file.unselected) return 'it is deselected (UnselectManual)';
  if (!one.file.series.used.includes(true)) return 'all its tilts are switched off (UseTilt)';
  const count = rows.reduce((sum, some) => sum + some.length, 0);
  if (count === 0) return 'no particles';
  return count < minParticles ? `${count} particles, fewer than ${minParticles}` : null;
}
