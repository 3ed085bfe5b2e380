/** Which particles must be in one half-set: those whose images, or whose surroundings, are the same. */
import { closePairs, groupsOf, seriesOf, type Pair } from './neighbors';
import type { ParticleTable } from './particles';

/** RELION's number of the filament that a particle was picked on. */
export const filamentLabel = 'rlnHelicalTubeID';

/** Of particles that were expanded by their symmetry: those that are copies of one have one number. */
export const copyLabel = 'murmurCopyOf';

/**
 * Å; particles that are closer have most of their images in common. Neighbors in the densest lattices are farther apart.
 */
export function closeLimit(diameter: number): number {
  return diameter / 8;
}

/** (row) the first row of what belongs together: filaments, copies, and particles closer than `limit` Å. */
export function inseparable(table: ParticleTable, limit: number): Uint32Array {
  return groupsOf(table.count, [
    ...closePairs(table, limit),
    ...sharedColumn(table, filamentLabel),
    ...sharedColumn(table, copyLabel),
  ]);
}

/** Half-sets for a table without any: what belongs together goes to the half that has less of its series so far, or of all. */
export function dealtHalves(table: ParticleTable, limit: number): Uint8Array {
  const group = inseparable(table, limit);
  const sizes = new Uint32Array(table.count);
  group.forEach((first) => sizes[first]++);
  const all = [0, 0];
  const bySeries = new Map<string, [number, number]>();
  const half = new Uint8Array(table.count);
  return half.map((_, row) => {
    const first = group[row];
    if (first === row) {
      const series = seriesOf(table, row);
      const own = bySeries.get(series) ?? [0, 0];
      bySeries.set(series, own);
      const more = own[0] - own[1] || all[0] - all[1];
      half[row] = more > 0 ? 1 : 0;
      for (const totals of [own, all]) totals[half[row]] += sizes[row];
    }
    return half[first];
  });
}

/** The half-sets with what belongs together in the half of its first row. */
export function joinedHalves(table: ParticleTable, limit: number): Uint8Array {
  return inseparable(table, limit).map((first) => table.halfSet[first]) as unknown as Uint8Array;
}

/** Rows of a series with one value in a column, each paired with the one before. */
export function sharedColumn(table: ParticleTable, label: string): readonly Pick<Pair, 'a' | 'b'>[] {
  const values = table.extra.get(label);
  if (values === undefined) return [];
  const last = new Map<string, number>();
  const pairs: Pick<Pair, 'a' | 'b'>[] = [];
  values.forEach((value, row) => {
    if (value === 'null' || value === '') return;
    const key = `${seriesOf(table, row)} ${value}`;
    const before = last.get(key);
    if (before !== undefined) pairs.push({ a: before, b: row });
    last.set(key, row);
  });
  return pairs;
}
