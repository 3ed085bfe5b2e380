/** The series of a report in the order of a measure, the worst first, and those of them that a few letters mean. */
import type { ProjectReport, RunReport, SeriesRow } from '../../shared/records/report';
import { seriesName } from '../../shared/report/plots/bySeries';

/** How to tell what is bad, and how a value is written. Null: in the order of the data source. */
const measures = {
  score: { value: perParticle((row) => row.scoreAfter), worst: 'least', unit: '', digits: 1 },
  gain: {
    value: perParticle((row) => row.scoreAfter - row.scoreBefore),
    worst: 'least',
    unit: '',
    digits: 1,
  },
  'rms movement': { value: (row) => row.movedPosition, worst: 'most', unit: ' Å', digits: 2 },
  'maximum movement': { value: (row) => row.furthestPosition, worst: 'most', unit: ' Å', digits: 1 },
  'rms rotation': { value: (row) => row.movedAngle, worst: 'most', unit: '°', digits: 2 },
  particles: { value: (row) => row.particles, worst: 'least', unit: '', digits: 0 },
  name: null,
} as const satisfies Record<string, Measure | null>;

interface Measure {
  readonly value: (row: SeriesRow) => number;
  readonly worst: 'least' | 'most';
  readonly unit: string;
  readonly digits: number;
}

export type OrderMeasure = keyof typeof measures;
export const orderMeasures = Object.keys(measures) as readonly OrderMeasure[];

export interface RankedSeries {
  /** Source and series, a line each. */
  readonly value: string;
  /** `tomograms / TS_1` */
  readonly label: string;
  /** `12.3 Å`; empty where it was not refined. */
  readonly detail: string;
}

/** By the newest round of each; those that were not refined come last, as they are listed. */
export function rankedSeries(
  { sources }: Pick<ProjectReport, 'sources'>,
  run: Pick<RunReport, 'series'> | null,
  by: OrderMeasure,
): readonly RankedSeries[] {
  const newest = new Map(run?.series.map((row) => [seriesName(row), row]));
  const measure: Measure | null = measures[by];
  const all = sources.flatMap(({ name: source, series }) =>
    series.map((one) => {
      const label = seriesName({ source, series: one });
      const row = newest.get(label);
      const value = row === undefined || measure === null ? null : measure.value(row);
      return { value: `${source}\n${one}`, label, number: value };
    }),
  );
  const sign = measure?.worst === 'most' ? -1 : 1;
  return all
    .toSorted((a, b) => Number(a.number === null) - Number(b.number === null) || order(a.number, b.number))
    .map(({ value, label, number }) => ({
      ...{ value, label },
      detail: number === null || measure === null ? '' : `${number.toFixed(measure.digits)}${measure.unit}`,
    }));

  function order(a: number | null, b: number | null): number {
    return a === null || b === null ? 0 : sign * (a - b);
  }
}

/** Whose label has all the words that were typed, in any order and case. */
export function matching<Entry extends { readonly label: string }>(
  entries: readonly Entry[],
  typed: string,
): readonly Entry[] {
  const words = typed
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return entries.filter(({ label }) => words.every((word) => label.toLowerCase().includes(word)));
}

function perParticle(value: (row: SeriesRow) => number): (row: SeriesRow) => number {
  return (row) => value(row) / Math.max(1, row.particles);
}
