/** Which series of a population a particle belongs to, by the name that its file gives. */
import type { Vector3 } from '../../shared/math/vector';
import { fileName, rootName, seriesStem } from '../formats/paths';
import { Problem } from '../../shared/problem';
import type { NameMap } from './nameMap';

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

export interface SeriesLookup {
  /** Undefined where no series fits. Throws Problem where several do. */
  readonly find: (name: string) => NamedSeries | undefined;
  /** What was taken for a series of another name so far, by a rule. */
  readonly recognized: () => readonly RecognizedName[];
}

export interface RecognizedName {
  readonly name: string;
  readonly series: string;
}

/**
 * Looks up names: with or without folders and extensions; then without what programs put before and behind the names of
 * series (`rec_TS_1_bin4`); then by number, where a list has nothing else. A map decides alone for the names that it has.
 */
export function seriesLookup(series: readonly NamedSeries[], where: string, map?: NameMap): SeriesLookup {
  const listed = series.filter(({ holdsFrames }) => holdsFrames !== true);
  const byName = new Map<string, NamedSeries[]>();
  const byNumber = new Map<number, NamedSeries[]>();
  const add = <Key>(to: Map<Key, NamedSeries[]>, key: Key, entry: NamedSeries): void => {
    to.set(key, [...(to.get(key) ?? []), entry]);
  };
  for (const entry of listed) {
    for (const key of new Set([entry.name, rootName(entry.name)])) add(byName, key, entry);
    const number = /(\d+)\D*$/.exec(rootName(entry.name))?.[1];
    if (number !== undefined) add(byNumber, Number(number), entry);
  }
  const known = new Map<string, NamedSeries | undefined>();
  const recognized = new Map<string, RecognizedName>();
  const only = (name: string, found: readonly NamedSeries[] | undefined): NamedSeries | undefined => {
    if (found !== undefined && found.length > 1)
      throw new Problem(
        `${name} is ambiguous, ${found.map((entry) => `data source ${entry.source} has ${entry.name}`).join(' and ')}`,
        {
          where,
          remedy:
            'remove one of them from the population, rename the series, or say with --name_map which one it is',
        },
      );
    return found?.[0];
  };
  const among = (names: readonly string[]): readonly NamedSeries[] | undefined =>
    names.map((one) => byName.get(one)).find((candidates) => candidates !== undefined);
  const look = (name: string): NamedSeries | undefined => {
    const given = map?.get(name) ?? map?.get(seriesStem(name));
    if (given !== undefined) {
      const found = only(given, among(spellings(given)) ?? among(bareNames(given)));
      if (found === undefined)
        throw new Problem(`${name} is to be ${given}, which no data source has`, {
          where,
          remedy: 'correct the list of names (--name_map), or add the data source',
        });
      return found;
    }
    const exact = only(name, among(spellings(name)));
    if (exact !== undefined) return exact;
    const alike = only(name, /^\d+$/.test(name) ? byNumber.get(Number(name)) : among(bareNames(name)));
    if (alike !== undefined) recognized.set(name, { name, series: rootName(alike.name) });
    return alike;
  };
  return {
    find(name) {
      if (!known.has(name)) known.set(name, look(name));
      return known.get(name);
    },
    recognized: () => [...recognized.values()],
  };
}

/** What programs put before the name of a series, and behind it. */
const before = /^(rec|ali|preali|full_rec)_/i;
const behind =
  /[_-](rec|recon|ali|aligned|preali|vol|full|filt|filtered|deconv|denoised|corrected|ctf|dose|bin\d+|b\d+|sirt\w*|wbp|flip\w*|half\d?|map\d?|even|evn|odd|\d+(\.\d+)?(apx|a))$/i;

/** The name with less and less around it. */
function bareNames(name: string): readonly string[] {
  const names: string[] = [];
  let bare = seriesStem(fileName(name));
  for (let shorter = strip(bare); shorter !== bare; shorter = strip(bare)) {
    bare = shorter;
    names.push(bare);
  }
  return names;
}

function strip(name: string): string {
  const shorter = name.replace(behind, '');
  return seriesStem(shorter === name ? name.replace(before, '') : shorter);
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
