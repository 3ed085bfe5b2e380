/** Which particles are the same: those of two tables, or of one, that lie closer than a distance in the same series. */
import { assign } from '../../../shared/math/assignment';
import type { ParticleTable } from '../../model/particles';

export interface SetComparison {
  readonly old: number;
  readonly both: number;
  readonly new: number;
  /** Of pairs, whether within the tolerance or not: (bin) counts from 0 to `largest` Å. */
  readonly histogram: readonly number[];
  readonly largest: number;
}

const bins = 100;

/**
 * Pairs of least total distance in each series, by the first sample of each trajectory.
 *
 * @returns rows of `old`, of both (as `old` has them) and of `other`; `partners`: row of `old` -> row of `other`
 */
export function compareSets(
  old: ParticleTable,
  other: ParticleTable,
  tolerance: number,
): {
  readonly old: readonly number[];
  readonly both: readonly number[];
  readonly new: readonly number[];
  readonly partners: ReadonlyMap<number, number>;
  readonly comparison: SetComparison;
} {
  const partner = new Map<number, number>();
  const distances: number[] = [];
  const theirs = bySeries(other);
  for (const [hash, rows] of bySeries(old)) {
    const others = theirs.get(hash) ?? [];
    const [few, many] = rows.length <= others.length ? [rows, others] : [others, rows];
    const isOld = few === rows;
    const between = (i: number, j: number): number =>
      isOld ? distance(old, few[i], other, many[j]) : distance(old, many[j], other, few[i]);
    assign(few.length, many.length, between).forEach((j, i) => {
      const apart = between(i, j);
      distances.push(apart);
      // M's allowance for what five decimals round.
      if (apart <= tolerance + 1e-6) partner.set(isOld ? few[i] : many[j], isOld ? many[j] : few[i]);
    });
  }
  const found = new Set(partner.values());
  const indices = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
  const parts = {
    old: indices(old.count).filter((row) => !partner.has(row)),
    both: indices(old.count).filter((row) => partner.has(row)),
    new: indices(other.count).filter((row) => !found.has(row)),
  };
  const largest = distances.reduce((a, b) => Math.max(a, b), 0);
  const histogram = Array.from({ length: bins }, () => 0);
  for (const apart of distances) histogram[Math.min(bins - 1, Math.floor((apart / largest) * bins) || 0)]++;
  return {
    ...parts,
    partners: partner,
    comparison: {
      old: parts.old.length,
      both: parts.both.length,
      new: parts.new.length,
      histogram,
      largest,
    },
  };
}

/**
 * Of rows that lie closer than `least` Å the first.
 *
 * @param order the rows to choose from, the one to keep before those that lie close to it
 * @returns what is kept of them, in this order
 */
export function firstOfEach(
  table: ParticleTable,
  least: number,
  order: readonly number[],
): readonly number[] {
  const kept = new Set<number>();
  for (const rows of bySeries(table, order).values()) {
    const cells = new Map<string, number[]>();
    const cellOf = (row: number): number[] =>
      [0, 1, 2].map((axis) => Math.floor(table.positions[row * table.samples * 3 + axis] / least));
    for (const row of rows) {
      const [x, y, z] = cellOf(row);
      let isNew = true;
      for (let i = 0; i < 27 && isNew; i++) {
        const cell = [x - 1 + (i % 3), y - 1 + (Math.floor(i / 3) % 3), z - 1 + Math.floor(i / 9)].join(' ');
        isNew = !(cells.get(cell) ?? []).some((earlier) => distance(table, row, table, earlier) < least);
      }
      if (!isNew) continue;
      kept.add(row);
      const own = [x, y, z].join(' ');
      cells.set(own, [...(cells.get(own) ?? []), row]);
    }
  }
  return order.filter((row) => kept.has(row));
}

function bySeries(
  table: ParticleTable,
  order: Iterable<number> = table.sourceHash.keys(),
): ReadonlyMap<string, number[]> {
  const rows = new Map<string, number[]>();
  for (const row of order) {
    const own = rows.get(table.sourceHash[row]);
    if (own === undefined) rows.set(table.sourceHash[row], [row]);
    else own.push(row);
  }
  return rows;
}

function distance(a: ParticleTable, rowA: number, b: ParticleTable, rowB: number): number {
  const i = rowA * a.samples * 3;
  const j = rowB * b.samples * 3;
  return Math.hypot(
    a.positions[i] - b.positions[j],
    a.positions[i + 1] - b.positions[j + 1],
    a.positions[i + 2] - b.positions[j + 2],
  );
}
