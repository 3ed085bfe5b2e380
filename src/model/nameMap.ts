/** A list of which tomogram of a particle table is which series, where names differ: two columns, as Dynamo's list of volumes. */
import { readText } from '../files/fileProblem';
import { parseStar } from '../formats/star';
import { Problem } from '../../shared/problem';

/** Name in the table -> name of the series. */
export type NameMap = ReadonlyMap<string, string>;

/** A line for each, with blanks, a comma or a tab between; `#` starts a comment. A STAR file's first two columns do as well. Throws Problem. */
export async function readNameMap(path: string): Promise<NameMap> {
  const text = await readText(path);
  const pairs = /^\s*data_/m.test(text) ? starPairs(text, path) : textPairs(text, path);
  if (pairs.length === 0) throw new Problem('it lists no names', { where: path });
  const map = new Map<string, string>();
  for (const { from, to, where } of pairs) {
    const known = map.get(from);
    if (known !== undefined && known !== to)
      throw new Problem(`${from} is both ${known} and ${to}`, { where, remedy: 'leave one of the lines' });
    map.set(from, to);
  }
  return map;
}

interface Pair {
  readonly from: string;
  readonly to: string;
  readonly where: string;
}

function textPairs(text: string, path: string): readonly Pair[] {
  return text.split(/\r?\n/).flatMap((line, i) => {
    const words = line
      .replace(/#.*$/, '')
      .trim()
      .split(/[\s,]+/)
      .filter((word) => word !== '');
    if (words.length === 0) return [];
    const where = `${path}:${i + 1}`;
    if (words.length !== 2)
      throw new Problem(`expected two names, got ${words.length}`, {
        where,
        remedy: 'write the name in the table, a blank, and the name of the series',
      });
    return [{ from: words[0], to: words[1], where }];
  });
}

function starPairs(text: string, path: string): readonly Pair[] {
  const table = parseStar(text, path).find(({ columns }) => columns.length >= 2);
  return (table?.rows ?? []).map(([from, to]) => ({ from, to, where: path }));
}
