/** Takes the particles of one series out of a species' table, and puts refined ones back. */
import type { SeriesParticles } from '../../compute/parameters/views';
import { errorsOfParticle } from '../../compute/refine/standardErrors';
import { seriesStem } from '../../formats/paths';
import { particleErrors } from '../../model/particleErrors';
import { refinementScore } from '../../model/particleScores';
import type { ParticleTable } from '../../model/particles';

interface NamedSeries {
  readonly name: string;
  readonly hash: string;
}

/**
 * (series) rows of the table that belong to it: by data hash, as M; rows without one by name. Sorted by where the particles
 * are, so that sums are formed in the same order, and results come out the same, however the table is ordered.
 */
export function rowsBySeries(
  table: ParticleTable,
  series: readonly NamedSeries[],
): readonly (readonly number[])[] {
  const byHash = indicesBy(series, ({ hash }) => hash);
  const byName = indicesBy(series, ({ name }) => seriesStem(name));
  const rows: number[][] = series.map(() => []);
  for (let row = 0; row < table.count; row++) {
    const hash = table.sourceHash[row];
    const named = hash === '' || hash === 'null';
    const found = named ? byName.get(seriesStem(table.sourceName[row])) : byHash.get(hash);
    for (const index of found ?? []) rows[index].push(row);
  }
  const at = (row: number, i: number): number => table.positions[row * table.samples * 3 + i];
  for (const some of rows)
    some.sort((a, b) => {
      for (let i = 0; i < 3; i++) if (at(a, i) !== at(b, i)) return at(a, i) - at(b, i);
      return a - b;
    });
  return rows;
}

/** Where a text is met; two series may have the same data. */
function indicesBy(
  series: readonly NamedSeries[],
  text: (one: NamedSeries) => string,
): ReadonlyMap<string, readonly number[]> {
  const indices = new Map<string, number[]>();
  series.forEach((one, index) => {
    const own = indices.get(text(one));
    if (own === undefined) indices.set(text(one), [index]);
    else own.push(index);
  });
  return indices;
}

export function takeRows(table: ParticleTable, rows: readonly number[]): SeriesParticles {
  const width = table.samples * 3;
  const take = (values: Float64Array): Float64Array => {
    const taken = new Float64Array(rows.length * width);
    rows.forEach((row, i) => taken.set(values.subarray(row * width, (row + 1) * width), i * width));
    return taken;
  };
  return {
    count: rows.length,
    samples: table.samples,
    positions: take(table.positions),
    angles: take(table.angles),
    halfSet: Uint8Array.from(rows, (row) => table.halfSet[row]),
  };
}

/** What a refinement found for some rows of a table. */
export interface RefinedRows {
  readonly rows: readonly number[];
  readonly particles: SeriesParticles;
  /** (row) as SpeciesScores has them; empty where nothing was compared with a reference. */
  readonly scores: readonly number[];
  /** (row, errorsOfParticle) as StandardErrors has them; null where poses were not refined. */
  readonly errors: Float64Array | null;
}

/** The table with all that was found of it; particles that were never compared with a reference have no score. */
export function withRefinedRows(table: ParticleTable, found: readonly RefinedRows[]): ParticleTable {
  const width = table.samples * 3;
  const positions = Float64Array.from(table.positions);
  const angles = Float64Array.from(table.angles);
  const scored = found.some(({ scores }) => scores.length > 0);
  const column = [...(table.extra.get(refinementScore) ?? Array.from({ length: table.count }, () => 'null'))];
  for (const { rows, particles, scores } of found)
    rows.forEach((row, i) => {
      positions.set(particles.positions.subarray(i * width, (i + 1) * width), row * width);
      angles.set(particles.angles.subarray(i * width, (i + 1) * width), row * width);
      if (scores.length > 0) column[row] = scores[i].toFixed(5);
    });
  const extra = new Map([
    ...table.extra,
    ...(scored ? [[refinementScore, column] as const] : []),
    ...errorColumns(table, found),
  ]);
  return { ...table, positions, angles, extra };
}

function errorColumns(
  table: ParticleTable,
  found: readonly RefinedRows[],
): readonly (readonly [string, string[]])[] {
  if (found.every(({ errors }) => errors === null)) return [];
  return particleErrors.map(({ label, unit }, number) => {
    const column = [...(table.extra.get(label) ?? Array.from({ length: table.count }, () => 'null'))];
    for (const { rows, errors } of found)
      rows.forEach((row, i) => {
        if (errors !== null) column[row] = (errors[i * errorsOfParticle + number] / unit).toFixed(4);
      });
    return [label, column];
  });
}
