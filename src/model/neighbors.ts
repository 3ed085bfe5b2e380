/** Particles that lie close to each other: pairs, and groups that pairs join. */
import type { ParticleTable } from './particles';

export interface Pair {
  /** Rows, the lower first. */
  readonly a: number;
  readonly b: number;
  /** Å */
  readonly distance: number;
}

/** All pairs of one series that lie closer than `limit` Å where their trajectories begin, by row. */
export function closePairs(table: ParticleTable, limit: number): readonly Pair[] {
  const pairs: Pair[] = [];
  if (!(limit > 0)) return pairs;
  const cells = new Map<string, number[]>();
  const place = (row: number, axis: number): number => table.positions[row * table.samples * 3 + axis];
  for (let row = 0; row < table.count; row++) {
    const series = seriesOf(table, row);
    const [x, y, z] = [0, 1, 2].map((axis) => Math.floor(place(row, axis) / limit));
    for (let i = 0; i < 27; i++) {
      const cell = [series, x - 1 + (i % 3), y - 1 + (Math.floor(i / 3) % 3), z - 1 + Math.floor(i / 9)];
      for (const other of cells.get(cell.join(' ')) ?? []) {
        const apart = [0, 1, 2].map((axis) => place(row, axis) - place(other, axis));
        const distance = Math.hypot(...apart);
        if (distance < limit) pairs.push({ a: other, b: row, distance });
      }
    }
    const own = [series, x, y, z].join(' ');
    const here = cells.get(own);
    if (here === undefined) cells.set(own, [row]);
    else here.push(row);
  }
  return pairs;
}

/** What tells series apart: the hash of the raw data, or the name where there is none. */
export function seriesOf({ sourceHash, sourceName }: ParticleTable, row: number): string {
  const hash = sourceHash[row];
  return hash === '' || hash === 'null' ? sourceName[row] : hash;
}

/** (row) the first row of the group that it is joined to, by whatever number of pairs. */
export function groupsOf(count: number, pairs: Iterable<Pick<Pair, 'a' | 'b'>>): Uint32Array {
  const first = Uint32Array.from({ length: count }, (_, row) => row);
  const find = (row: number): number => {
    let root = row;
    while (first[root] !== root) root = first[root];
    for (let at = row; at !== root;) [at, first[at]] = [first[at], root];
    return root;
  };
  for (const { a, b } of pairs) {
    const [x, y] = [find(a), find(b)];
    first[Math.max(x, y)] = Math.min(x, y);
  }
  return first.map((_, row) => find(row));
}
