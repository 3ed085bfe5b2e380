/** One value per tilt of a series, over the tilt angle. */
import type { SeriesReport, SeriesRow, TiltReport } from '../../records/report';
import type { OpticsCurve, TiltOptics } from '../../records/tiltOptics';
import type { Axis, Curve } from '../../plots/chart';
import type { CurvePlot } from './plot';

export interface ReportedSeries {
  readonly detail: SeriesReport;
  /** Of this series, one per round. */
  readonly rows: readonly SeriesRow[];
  readonly speciesNames: readonly string[];
}

interface Measure {
  readonly axis: Axis;
  readonly curves: (of: ReportedSeries, measure: string) => readonly Omit<Curve, 'x'>[];
}

/** What the file says, not the rounds. */
function own(label: string, unit: string, value: (tilt: TiltReport) => number): Measure {
  return { axis: { label, unit }, curves: ({ detail }, name) => [{ name, y: detail.tilts.map(value) }] };
}

/** What rounds changed of it, with standard errors to either side. */
function optics(label: string, unit: string, curveOf: (of: TiltOptics) => OpticsCurve | undefined): Measure {
  return {
    axis: { label, unit },
    curves: ({ rows }) =>
      rows.flatMap(({ round, optics: found }, row) => {
        const curve = found === undefined ? undefined : curveOf(found);
        if (curve === undefined) return [];
        const { before, after, error } = curve;
        const change = gapped(after).map((value, tilt) => value - (before[tilt] ?? Number.NaN));
        const off = (sign: number): number[] =>
          change.map((value, t) => value + sign * (error[t] ?? Number.NaN));
        const color = row;
        return [
          { name: `round ${round}`, y: change, color },
          { name: `round ${round} + error`, y: off(1), color, dash: 'dotted' as const },
          { name: `round ${round} - error`, y: off(-1), color, dash: 'dotted' as const },
        ];
      }),
  };
}

function gapped(values: readonly (number | null)[]): number[] {
  return values.map((value) => value ?? Number.NaN);
}

const measures: Readonly<Record<string, Measure>> = {
  score: {
    axis: { label: 'Log-likelihood an image', unit: '' },
    curves: ({ rows, speciesNames }) =>
      rows.flatMap(({ round, tiltScores = [] }) =>
        tiltScores.map((y, species) => ({
          name: tiltScores.length > 1 ? `${speciesNames[species]} · round ${round}` : `round ${round}`,
          y,
        })),
      ),
  },
  'refined defocus': optics('Change of defocus', 'µm', ({ defocus }) => defocus),
  'refined astigmatism': optics('Change of astigmatism, x - y', 'µm', ({ straight }) => straight),
  'refined phase shift': optics('Change of phase shift', 'π', ({ phase }) => phase),
  contrast: {
    axis: { label: 'Contrast over the mean', unit: '' },
    curves: ({ rows }) =>
      rows.flatMap(({ round, optics: found }) =>
        found === undefined ? [] : [{ name: `round ${round}`, y: gapped(found.contrast) }],
      ),
  },
  weight: own('Weight', '', ({ weight }) => weight),
  movement: {
    axis: { label: 'Movement of particles, rms', unit: 'Å' },
    curves: ({ rows }) => rows.map(({ round, tiltMovement: y = [] }) => ({ name: `round ${round}`, y })),
  },
  'image warp': own('Image warp, rms', 'Å', ({ warp }) => warp),
  defocus: own('Defocus', 'µm', ({ defocus }) => defocus),
  exposure: own('Exposure', 'e/Å²', ({ dose }) => dose),
  'B-factor': own('B-factor', 'Å²', ({ bfactor }) => bfactor),
};

export const eachTilt: CurvePlot<ReportedSeries> = {
  kind: 'curves',
  key: 'tilts',
  height: 240,
  choice: { label: 'Each tilt by', values: Object.keys(measures), onPaper: [] },
  chart: (of, measure) => {
    const { series, tilts } = of.detail;
    const { axis, curves } = measures[measure];
    return {
      title: `${series}: ${measure} of each tilt`,
      x: { label: 'Tilt angle', unit: '°' },
      y: axis,
      curves: curves(of, measure).map((curve): Curve => ({ ...curve, x: tilts.map(({ angle }) => angle) })),
    };
  },
};
