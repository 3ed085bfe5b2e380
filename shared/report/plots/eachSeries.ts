/** One value per series and round, over the series in their order. */
import type { SeriesRow, RunReport } from '../../records/report';
import type { Axis } from '../../plots/chart';
import { bySeries, seriesName } from './bySeries';
import type { CurvePlot } from './plot';

interface Measure {
  readonly axis: Axis;
  readonly of: (row: SeriesRow) => number;
}

const measures: Readonly<Record<string, Measure>> = {
  gain: {
    axis: { label: 'Gain per particle', unit: '' },
    of: ({ scoreAfter, scoreBefore, particles }) => (scoreAfter - scoreBefore) / Math.max(1, particles),
  },
  'rms movement': { axis: { label: 'Movement, rms', unit: 'Å' }, of: ({ movedPosition }) => movedPosition },
  'maximum movement': {
    axis: { label: 'Maximum movement', unit: 'Å' },
    of: ({ furthestPosition }) => furthestPosition,
  },
  'rms rotation': { axis: { label: 'Rotation, rms', unit: '°' }, of: ({ movedAngle }) => movedAngle },
  'maximum rotation': {
    axis: { label: 'Maximum rotation', unit: '°' },
    of: ({ furthestAngle }) => furthestAngle,
  },
  'error of positions': {
    axis: { label: 'Standard error of positions', unit: 'Å' },
    of: (row) => errorOf(row, 'positions'),
  },
  'error of orientations': {
    axis: { label: 'Standard error of orientations', unit: '°' },
    of: (row) => errorOf(row, 'orientations'),
  },
  parameters: {
    axis: { label: 'Refined parameters', unit: '' },
    of: ({ parameters }) => Object.values(parameters).reduce((sum, count) => sum + count, 0),
  },
};

/** Not a number where it was not refined, and in runs of older versions. */
function errorOf({ known = [] }: SeriesRow, wanted: string): number {
  return known.find(({ name }) => name === wanted)?.error ?? NaN;
}

export const eachSeries: CurvePlot<RunReport> = {
  kind: 'curves',
  key: 'series',
  height: 240,
  choice: {
    label: 'Each series by',
    values: Object.keys(measures),
    onPaper: ['gain', 'rms movement', 'rms rotation'],
  },
  chart: ({ series }, measure) => {
    const names = bySeries(series).map(([name]) => name);
    const rounds = [...new Set(series.map(({ round }) => round))];
    return {
      title: `Series: ${measure}`,
      x: { label: 'Series, in their order', unit: '', whole: true },
      y: measures[measure].axis,
      curves: rounds.map((round) => {
        const rows = series.filter((row) => row.round === round);
        return {
          name: `round ${round}`,
          x: rows.map((row) => names.indexOf(seriesName(row)) + 1),
          y: rows.map(measures[measure].of),
        };
      }),
    };
  },
};
