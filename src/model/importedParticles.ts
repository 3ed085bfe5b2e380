/** What an import of particles gives, and the sentence for those that belong to no series. */
import { Problem } from '../../shared/problem';
import type { ParticleTable } from './particles';
import { closestName, isFrameSeries, type NamedSeries, type RecognizedName } from './seriesNames';

export interface ImportedParticles {
  readonly table: ParticleTable;
  /** Series that have particles, in the order of the population. */
  readonly matched: readonly { readonly series: string; readonly particles: number }[];
  readonly unmatched: readonly UnmatchedName[];
  /** Names that were taken for those of series by a rule, not letter by letter. */
  readonly recognized: readonly RecognizedName[];
  /** Which pixel sizes turned numbers of the file into Å, most used first. */
  readonly pixelSizes: readonly PixelSizeUse[];
  /** Who dealt the half-sets: the table, or this import, since the table has none. */
  readonly halvesFrom: 'table' | 'import';
  /** Columns that lose their meaning, and are not kept. */
  readonly lostColumns: readonly string[];
  /** Matched particles that start outside of the volume of their series. */
  readonly outside: number;
  /** All lie in one corner of their volumes, as coordinates do that are counted in binned pixels. */
  readonly inCorner: boolean;
  /** Å; of the images that the file's particles were refined with, where it says so. */
  readonly imagePixelSizes: readonly number[];
}

/** @param homes the series of each row; rows without one are not counted */
export function countOutside(
  { count, samples, positions }: Pick<ParticleTable, 'count' | 'samples' | 'positions'>,
  homes: readonly (NamedSeries | undefined)[],
): number {
  let outside = 0;
  for (let row = 0; row < count; row++) {
    const size = homes[row]?.volumeSize;
    const at = positions.subarray(row * samples * 3, row * samples * 3 + 3);
    if (size !== undefined && at.some((value, axis) => value < 0 || value > size[axis])) outside++;
  }
  return outside;
}

/** What is to be said of where the particles lie. */
export function placeWarnings({
  outside,
  inCorner,
  table,
}: Pick<ImportedParticles, 'outside' | 'inCorner' | 'table'>): readonly string[] {
  return [
    ...(outside > 0
      ? [
          `${outside} of ${table.count} particles lie outside the volume of their series: check the pixel size of their coordinates`,
        ]
      : []),
    ...(inCorner
      ? [
          `all ${table.count} particles lie in one corner of their volumes, as if their coordinates were counted in larger pixels: check the pixel size of their coordinates`,
        ]
      : []),
  ];
}

/** Which names were recognized, in one line; nothing where all were those of series. */
export function recognizedLines({ recognized }: Pick<ImportedParticles, 'recognized'>): readonly string[] {
  if (recognized.length === 0) return [];
  const shown = recognized.slice(0, 3).map(({ name, series }) => `${name} as ${series}`);
  const more = recognized.length > shown.length ? ` and ${recognized.length - shown.length} more` : '';
  return [`names were recognized: ${shown.join(', ')}${more} (a list with --name_map says otherwise)`];
}

/** Fewer particles could lie like that by chance. */
const fewestInCorner = 20;

/** @param homes the series of each row; rows without one are not looked at */
export function isInCorner(
  { count, samples, positions }: Pick<ParticleTable, 'count' | 'samples' | 'positions'>,
  homes: readonly (Pick<NamedSeries, 'volumeSize'> | undefined)[],
): boolean {
  let seen = 0;
  for (let row = 0; row < count; row++) {
    const size = homes[row]?.volumeSize;
    if (size === undefined) continue;
    seen++;
    const at = positions.subarray(row * samples * 3, row * samples * 3 + 3);
    if (at.some((value, axis) => value > 0.55 * size[axis])) return false;
  }
  return seen >= fewestInCorner;
}

export interface PixelSizeUse {
  readonly of: 'coordinates' | 'shifts';
  /** Å */
  readonly pixelSize: number;
  /** Column or option that says so. */
  readonly from: string;
  readonly particles: number;
}

export interface UnmatchedName {
  readonly name: string;
  readonly particles: number;
  /** The series whose name is most alike; null when the population has none. */
  readonly closest: string | null;
  /** Set for a frame series of the population. */
  readonly holdsFrames?: true;
}

/** Counts how often each pixel size was used. */
export function pixelSizeTally(): {
  add(of: PixelSizeUse['of'], pixelSize: number, from: string): void;
  uses(): readonly PixelSizeUse[];
} {
  const counts = new Map<string, PixelSizeUse>();
  return {
    add(of, pixelSize, from) {
      const key = `${of} ${pixelSize} ${from}`;
      counts.set(key, { of, pixelSize, from, particles: (counts.get(key)?.particles ?? 0) + 1 });
    },
    uses: () => [...counts.values()].sort((a, b) => a.of.localeCompare(b.of) || b.particles - a.particles),
  };
}

export function countMatches(
  names: readonly (NamedSeries | undefined)[],
  series: readonly NamedSeries[],
): ImportedParticles['matched'] {
  const counts = new Map<NamedSeries, number>();
  for (const entry of names) if (entry !== undefined) counts.set(entry, (counts.get(entry) ?? 0) + 1);
  return series
    .filter((entry) => counts.has(entry))
    .map((entry) => ({ series: entry.name, particles: counts.get(entry) ?? 0 }));
}

export function countUnmatched(
  names: readonly string[],
  matches: readonly (NamedSeries | undefined)[],
  series: readonly NamedSeries[],
): readonly UnmatchedName[] {
  const counts = new Map<string, number>();
  names.forEach((name, row) => {
    if (matches[row] === undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  });
  return [...counts].map(([name, particles]) => ({
    name,
    particles,
    closest: closestName(name, series),
    ...(isFrameSeries(name, series) && { holdsFrames: true }),
  }));
}

/** Throws Problem when particles have no series, unless told to go on, and always when none has one. */
export function checkMatches(
  unmatched: readonly UnmatchedName[],
  matchedCount: number,
  options: { ignoreUnmatched: boolean; where: string; by: string },
): void {
  if (unmatched.length === 0 || (options.ignoreUnmatched && matchedCount > 0)) return;
  const lost = unmatched.reduce((sum, entry) => sum + entry.particles, 0);
  const shown = unmatched.slice(0, 3).map(({ name, particles, closest, holdsFrames }) => {
    const nearest = closest === null ? 'the population has no series' : `closest is ${closest}`;
    const hint = holdsFrames === true ? 'a frame series, which is not refined here' : nearest;
    return `${name} (${particles} particles, ${hint})`;
  });
  const more = unmatched.length > shown.length ? ` and ${unmatched.length - shown.length} more` : '';
  throw new Problem(
    `${lost} of ${lost + matchedCount} particles match no series by ${options.by}: ${shown.join(', ')}${more}`,
    {
      where: options.where,
      remedy:
        matchedCount > 0
          ? 'add their data source, list which name is which series with --name_map, or ignore unmatched particles'
          : 'add their data source, or list which name is which series with --name_map',
    },
  );
}
