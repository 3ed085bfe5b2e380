/** Which version of a data source a version of a species was made with. */
import { readSource } from '../../model/source';
import { datesAreTrue, versionAt, type Version } from '../../model/versions';
import { unlessProblem } from '../../../shared/problem';

/**
 * How it was found: the species says so, there is no other, or, where M saved the species, it was the last one before the
 * species by the dates of the files.
 */
export type MadeWithBy = 'record' | 'only' | 'date';

export type MadeWith =
  | { readonly version: Version; readonly by: MadeWithBy }
  /** The one that the species names is gone; dates are those of a copy; all are younger than the species. */
  | { readonly missing: 'gone' | 'undated' | 'younger'; readonly recorded: string };

/**
 * @param versions of the source, oldest first
 * @param recorded the one that the version of the species names
 * @param date of the version of the species
 */
export function versionMadeWith(
  versions: readonly Version[],
  recorded: string | undefined,
  date: Date,
): MadeWith {
  if (recorded !== undefined) {
    const found = versions.find(({ version }) => version === recorded);
    return found === undefined ? { missing: 'gone', recorded } : { version: found, by: 'record' };
  }
  if (versions.length === 1) return { version: versions[0], by: 'only' };
  if (!datesAreTrue(versions)) return { missing: 'undated', recorded: '' };
  // Sources are saved before the species that were refined with them, so theirs is the last one until then.
  const version = versionAt(versions, date);
  return version === undefined ? { missing: 'younger', recorded: '' } : { version, by: 'date' };
}

/** Of the source itself, or where that is damaged of its last version; undefined where nothing can be read. */
export async function guidOfSource(path: string, versions: readonly Version[]): Promise<string | undefined> {
  for (const file of [path, ...versions.map((version) => version.path).toReversed()]) {
    const source = await unlessProblem(readSource(file));
    if (source !== undefined) return source.guid;
  }
  return undefined;
}
