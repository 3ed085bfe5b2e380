/** Rows of the report by the series that they are of. */
import type { SeriesRow } from '../../records/report';

export function seriesName({ source, series }: { readonly source: string; readonly series: string }): string {
  return `${source} / ${series}`;
}

/** In the order in which series come first. */
export function bySeries(
  rows: readonly SeriesRow[],
): readonly (readonly [name: string, rows: readonly SeriesRow[]])[] {
  const found = new Map<string, SeriesRow[]>();
  for (const row of rows) {
    const key = seriesName(row);
    const known = found.get(key);
    if (known === undefined) found.set(key, [row]);
    else known.push(row);
  }
  return [...found];
}
