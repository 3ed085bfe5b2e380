/** Which series of a data set M's own window would take: processed, outside of Warp's filters, deselected, unprocessed. */
import type { SeriesFilter } from '../../formats/settings';
import type { SeriesHead } from '../../model/seriesSelection';

export type SeriesStatus = 'processed' | 'filtered out' | 'deselected' | 'unprocessed';

/** What Warp's filters judge; µm, degrees, π and Å, as in its files. */
export interface FittedCtf {
  readonly defocus: number;
  readonly astigmatism: number;
  readonly astigmatismAngle: number;
  readonly phaseShift: number;
  /** 0 where it was not estimated. */
  readonly resolution: number;
}

export interface JudgedSeries {
  /** Null without an XML file. */
  readonly head: SeriesHead | null;
  /** Null where no CTF was fitted: then there is nothing to judge. */
  readonly ctf: FittedCtf | null;
}

/** One a series. Astigmatism is compared with that of the others, everything else with the ranges alone. */
export function seriesStatus(series: readonly JudgedSeries[], filter: SeriesFilter): readonly SeriesStatus[] {
  const spread = astigmatismSpread(series.flatMap(({ ctf }) => (ctf === null ? [] : [astigmatism(ctf)])));
  return series.map(({ head, ctf }) => {
    if (head === null) return 'unprocessed';
    if (head.selection === 'deselected') return 'deselected';
    if (head.selection === 'selected' || ctf === null) return 'processed';
    return isWithin(ctf, filter, spread) ? 'processed' : 'filtered out';
  });
}

export function countStatus(statuses: readonly SeriesStatus[]): Readonly<Record<SeriesStatus, number>> {
  const count = (wanted: SeriesStatus): number => statuses.filter((status) => status === wanted).length;
  return {
    processed: count('processed'),
    'filtered out': count('filtered out'),
    deselected: count('deselected'),
    unprocessed: count('unprocessed'),
  };
}

interface Spread {
  readonly mean: readonly [number, number];
  readonly deviation: number;
}

function isWithin(ctf: FittedCtf, filter: SeriesFilter, { mean, deviation }: Spread): boolean {
  const [x, y] = astigmatism(ctf);
  return (
    ctf.defocus >= filter.defocus[0] &&
    ctf.defocus <= filter.defocus[1] &&
    ctf.phaseShift >= filter.phaseShift[0] &&
    ctf.phaseShift <= filter.phaseShift[1] &&
    ctf.resolution <= filter.resolution &&
    Math.hypot(x - mean[0], y - mean[1]) <= filter.astigmatism * deviation
  );
}

/** Twice the angle, since astigmatism along an axis is the same both ways. */
function astigmatism(ctf: FittedCtf): readonly [number, number] {
  const angle = (2 * ctf.astigmatismAngle * Math.PI) / 180;
  return [ctf.astigmatism * Math.cos(angle), ctf.astigmatism * Math.sin(angle)];
}

/** With M's floor, so that series which are all alike are not told apart by rounding. */
function astigmatismSpread(vectors: readonly (readonly [number, number])[]): Spread {
  if (vectors.length === 0) return { mean: [0, 0], deviation: 0.1 };
  const average = (value: (vector: readonly [number, number]) => number): number =>
    vectors.reduce((sum, vector) => sum + value(vector), 0) / vectors.length;
  const mean = [average(([x]) => x), average(([, y]) => y)] as const;
  const variance = average(([x, y]) => (x - mean[0]) ** 2 + (y - mean[1]) ** 2);
  return { mean, deviation: Math.max(1e-4, Math.sqrt(variance)) };
}
