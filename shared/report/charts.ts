/** The curves of a report: its numbers as charts, without anything of a page. */
import type {
  FscReport,
  ProjectReport,
  RunReport,
  SeriesReport,
  SeriesRow,
  SpeciesReport,
} from '../records/report';
import { align, type Axis, type Chart, type Curve, type Dash } from '../plots/chart';

export type FscKind = Exclude<keyof FscReport, 'frequency'>;

export const fscKinds: readonly { readonly kind: FscKind; readonly dash: Dash; readonly meaning: string }[] =
  [
    {
      kind: 'corrected',
      dash: 'solid',
      meaning: 'masked, less what the mask itself brings: the resolution is read here',
    },
    { kind: 'masked', dash: 'dashed', meaning: 'half-maps under the mask' },
    { kind: 'unmasked', dash: 'dotted', meaning: 'half-maps as they are' },
    {
      kind: 'randomised',
      dash: 'dashdot',
      meaning: 'under the mask, with phases made random: what the mask alone correlates',
    },
  ];

const resolutionAxis: Axis = { label: 'Resolution', unit: 'Å', scale: 'resolution' };

/** `3 · 12.1 Å`: versions are counted from 1, the oldest. */
export function versionName({ versions }: SpeciesReport, index: number): string {
  const { resolution, current } = versions[index];
  return `${index + 1}${resolution === null ? '' : ` · ${resolution.toFixed(1)} Å`}${current ? ' · in use' : ''}`;
}

/** A colour a version, a dash a kind. @param chosen indices of versions */
export function fscChart(
  species: SpeciesReport,
  chosen: readonly number[],
  kinds: readonly FscKind[],
): Chart {
  const curves = chosen.flatMap((index): Curve[] => {
    const { fsc } = species.versions[index];
    if (fsc === null) return [];
    return fscKinds
      .filter(({ kind }) => kinds.includes(kind))
      .map(({ kind, dash }) => ({
        name: `${kind} · version ${index + 1}`,
        x: fsc.frequency,
        y: fsc[kind],
        colour: chosen.length - 1 - chosen.indexOf(index),
        dash,
      }));
  });
  return {
    title: `FSC of ${species.name}`,
    x: resolutionAxis,
    y: { label: 'Fourier shell correlation', unit: '', range: [-0.1, 1.05] },
    curves,
    guides: [
      { y: 0.143, label: '0.143' },
      { y: 0.5, label: '0.5' },
    ],
  };
}

export function versionsChart({ species }: ProjectReport): Chart {
  return {
    title: 'Resolution over versions',
    x: { label: 'Version', unit: '', whole: true },
    y: { label: 'Resolution', unit: 'Å' },
    curves: species.map(({ name, versions }) => ({
      name,
      x: versions.map((_, index) => index + 1),
      y: versions.map(({ resolution }) => resolution ?? Number.NaN),
    })),
  };
}

export function roundsChart({ rounds }: RunReport): Chart {
  const species = rounds.at(0)?.species ?? [];
  return {
    title: 'Resolution over rounds',
    x: { label: 'Round', unit: '', whole: true },
    y: { label: 'Resolution', unit: 'Å' },
    curves: species.map(({ guid, name }) => ({
      name,
      x: rounds.map(({ round }) => round),
      y: rounds.map((one) => one.species.find((other) => other.guid === guid)?.resolution ?? Number.NaN),
    })),
  };
}

/** Most curves that can be told apart. */
const legible = 8;

/** Rows of one series, by what they are called. */
function bySeries(
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

export function seriesName({ source, series }: { readonly source: string; readonly series: string }): string {
  return `${source} / ${series}`;
}

/** How much better images fit after each sub-iteration than before it: scores of other resolutions don't compare. */
export function stagesChart({ series }: RunReport): Chart {
  const longest = Math.max(1, ...series.map(({ stages }) => stages?.length ?? 1));
  const curves = bySeries(series).map(([name, rows]): Curve => {
    const gains = rows.flatMap(({ round, stages }) =>
      (stages ?? []).map(
        ({ before, after }, stage) => [(round - 1) * longest + stage + 1, after - before] as const,
      ),
    );
    return { name, x: gains.map(([at]) => at), y: gains.map(([, gain]) => gain) };
  });
  return {
    title: 'Gain of each sub-iteration',
    x: { label: 'Sub-iteration, all rounds', unit: '', whole: true },
    y: { label: 'Log-likelihood', unit: '' },
    curves: curves.length > legible ? spreadOf(curves) : curves,
  };
}

/** Of curves that are too many to tell apart. */
function spreadOf(curves: readonly Curve[]): readonly Curve[] {
  const { x, y } = align(curves);
  const sorted = x.map((_, i) => y.flatMap((column) => column[i] ?? []).sort((a, b) => a - b));
  const at = (name: string, fraction: number, dash: Dash): Curve => ({
    name: `${name} of ${curves.length} series`,
    x,
    y: sorted.map((values) => values[Math.round(fraction * (values.length - 1))] ?? Number.NaN),
    colour: 0,
    dash,
  });
  return [at('median', 0.5, 'solid'), at('lowest', 0, 'dotted'), at('highest', 1, 'dashed')];
}

const perRound = {
  gain: { label: 'Gain a particle', unit: '' },
  'rms movement': { label: 'Movement, rms', unit: 'Å' },
  'farthest movement': { label: 'Farthest movement', unit: 'Å' },
  'rms rotation': { label: 'Rotation, rms', unit: '°' },
  'farthest rotation': { label: 'Farthest rotation', unit: '°' },
  parameters: { label: 'Refined parameters', unit: '' },
} as const satisfies Record<string, Axis>;

export type SeriesMeasure = keyof typeof perRound;
export const seriesMeasures = Object.keys(perRound) as readonly SeriesMeasure[];

/** One value a series and round, over the series in their order. */
export function seriesChart({ series }: RunReport, measure: SeriesMeasure): Chart {
  const names = bySeries(series).map(([name]) => name);
  const rounds = [...new Set(series.map(({ round }) => round))];
  return {
    title: `Series: ${measure}`,
    x: { label: 'Series, in their order', unit: '', whole: true },
    y: perRound[measure],
    curves: rounds.map((round) => {
      const rows = series.filter((row) => row.round === round);
      return {
        name: `round ${round}`,
        x: rows.map((row) => names.indexOf(seriesName(row)) + 1),
        y: rows.map((row) => valueOf(row, measure)),
      };
    }),
  };
}

function valueOf(row: SeriesRow, measure: SeriesMeasure): number {
  switch (measure) {
    case 'gain':
      return (row.scoreAfter - row.scoreBefore) / Math.max(1, row.particles);
    case 'rms movement':
      return row.movedPosition;
    case 'farthest movement':
      return row.furthestPosition;
    case 'rms rotation':
      return row.movedAngle;
    case 'farthest rotation':
      return row.furthestAngle;
    default:
      return Object.values(row.parameters).reduce((sum, count) => sum + count, 0);
  }
}

/** How many particles moved how far, a curve a round. @param bin Å of the counts */
export function movementChart({ series }: RunReport, bin: number): Chart {
  const rounds = [...new Set(series.map(({ round }) => round))];
  const sums = rounds.map((round) => {
    const sum: number[] = [];
    for (const row of series)
      if (row.round === round) row.movedCounts?.forEach((count, i) => (sum[i] = (sum[i] ?? 0) + count));
    return Array.from(sum, (count) => count ?? 0);
  });
  const longest = Math.max(0, ...sums.map(({ length }) => length));
  // About twenty-five steps, of a round width.
  const join = [1, 2, 5, 10, 20, 50].find((factor) => longest / factor <= 25) ?? 50;
  const steps = Math.ceil(longest / join) + 1;
  return {
    title: 'How far particles moved',
    x: { label: 'Movement in the images, rms over tilts', unit: 'Å' },
    y: { label: 'Particles', unit: '' },
    curves: rounds.map((round, i) => ({
      name: `round ${round}`,
      x: Array.from({ length: steps }, (_, step) => Number((step * join * bin).toFixed(3))),
      y: Array.from({ length: steps }, (_, step) =>
        sums[i].slice(step * join, (step + 1) * join).reduce((total, count) => total + count, 0),
      ),
      kind: 'steps',
    })),
  };
}

const perTilt = {
  score: { label: 'Log-likelihood an image', unit: '' },
  weight: { label: 'Weight', unit: '' },
  movement: { label: 'Movement of particles, rms', unit: 'Å' },
  'image warp': { label: 'Image warp, rms', unit: 'Å' },
  defocus: { label: 'Defocus', unit: 'µm' },
  exposure: { label: 'Exposure', unit: 'e/Å²' },
  'B-factor': { label: 'B-factor', unit: 'Å²' },
} as const satisfies Record<string, Axis>;

export type TiltMeasure = keyof typeof perTilt;
export const tiltMeasures = Object.keys(perTilt) as readonly TiltMeasure[];

/** One value a tilt, over the tilt angle. @param rows of this series, one a round */
export function tiltChart(
  detail: SeriesReport,
  rows: readonly SeriesRow[],
  measure: TiltMeasure,
  speciesNames: readonly string[],
): Chart {
  const angles = detail.tilts.map(({ angle }) => angle);
  const curve = (name: string, y: readonly number[]): Curve => ({ name, x: angles, y });
  const chart = (curves: readonly Curve[]): Chart => ({
    title: `${detail.series}: ${measure} of each tilt`,
    x: { label: 'Tilt angle', unit: '°' },
    y: perTilt[measure],
    curves,
  });
  const own = (value: (tilt: SeriesReport['tilts'][number]) => number): Chart =>
    chart([curve(measure, detail.tilts.map(value))]);
  switch (measure) {
    case 'score':
      return chart(
        rows.flatMap(({ round, tiltScores = [] }) =>
          tiltScores.map((scores, species) =>
            curve(
              tiltScores.length > 1 ? `${speciesNames[species]} · round ${round}` : `round ${round}`,
              scores,
            ),
          ),
        ),
      );
    case 'movement':
      return chart(rows.map(({ round, tiltMovement = [] }) => curve(`round ${round}`, tiltMovement)));
    case 'weight':
      return own(({ weight }) => weight);
    case 'image warp':
      return own(({ warp }) => warp);
    case 'defocus':
      return own(({ defocus }) => defocus);
    case 'exposure':
      return own(({ dose }) => dose);
    default:
      return own(({ bfactor }) => bfactor);
  }
}
