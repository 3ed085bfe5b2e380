/** Which series of a population a particle belongs to, by the name that its file gives. */
import type { Vector3 } from '../../shared/math/vector';
import { fileName, rootName, seriesStem } from '../formats/paths';
import { Problem } from '../../shared/problem';

export interface NamedSeries {
  /** As the source lists it: `TS_1.tomostar`. */
  readonly name: string;
  readonly hash: string;
  /** Å */
  readonly volumeSize: Vector3;
  /** Of raw data, Å; undefined where it is not to be compared with anything. */
  readonly pixelSize?: number;
  /** Name of the data source, for messages. */
  readonly source: string;
  /** A frame series: it can be refined by M, not here, so that particles do not match it. */
  readonly holdsFrames?: boolean;
}

/** Looks up names with or without folders and extensions; undefined when no series fits. Throws Problem when several do. */
export function seriesLookup(
  series: readonly NamedSeries[],
  where: string,
): (name: string) => NamedSeries | undefined {
  const byName = new Map<string, NamedSeries[]>();
  for (const entry of series.filter(({ holdsFrames }) => holdsFrames !== true))
    for (const key of new Set([entry.name, rootName(entry.name)]))
      byName.set(key, [...(byName.get(key) ?? []), entry]);
  const known = new Map<string, NamedSeries | undefined>();
  return (name) => {
    if (known.has(name)) return known.get(name);
    const found = spellings(name)
      .map((spelling) => byName.get(spelling))
      .find((candidates) => candidates !== undefined);
    if (found !== undefined && found.length > 1)
      throw new Problem(
        `${name} is ambiguous, ${found.map((entry) => `data source ${entry.source} has ${entry.name}`).join(' and ')}`,
        { where, remedy: 'remove one of them from the population or rename the series' },
      );
    known.set(name, found?.[0]);
    return found?.[0];
  };
}

/** The series whose name differs least; null when there are none. */
export function closestName(name: string, series: readonly NamedSeries[]): string | null {
  const wanted = fileName(name);
  let closest: string | null = null;
  let least = Infinity;
  for (const candidate of series) {
    const distance = Math.min(
      editDistance(wanted, candidate.name),
      editDistance(wanted, rootName(candidate.name)),
    );
    if (distance < least) {
      least = distance;
      closest = candidate.name;
    }
  }
  return closest;
}

/** Whether a name is that of a frame series. */
export function isFrameSeries(name: string, series: readonly NamedSeries[]): boolean {
  return series.some(
    (entry) =>
      entry.holdsFrames === true && spellings(name).some((one) => seriesStem(one) === seriesStem(entry.name)),
  );
}

/** The file name itself first, then without extension, then without the pixel size that Warp appends to reconstructions. */
function spellings(name: string): readonly string[] {
  const bare = fileName(name);
  return [bare, seriesStem(bare), bare.replace(/_\d+(\.\d+)?Apx(\.\w+)?$/, '')];
}

/** Fewest single-letter insertions, deletions and replacements (Levenshtein). */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++)
      current.push(
        Math.min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)),
      );
    previous = current;
  }
  return previous[b.length];
}
