/** How much better images fit after each sub-iteration than before it: scores of other resolutions don't compare. */
import type { RunReport } from '../../records/report';
import { align, type Curve, type Dash } from '../../plots/chart';
import { bySeries } from './bySeries';
import type { CurvePlot } from './plot';

export const stages: CurvePlot<RunReport> = {
  kind: 'curves',
  key: 'stages',
  height: 240,
  isShown: ({ series }) => series.some((row) => row.stages !== undefined),
  chart: ({ series }) => {
    const longest = Math.max(1, ...series.map((row) => row.stages?.length ?? 1));
    const curves = bySeries(series).map(([name, rows]): Curve => {
      const gains = rows.flatMap((row) =>
        (row.stages ?? []).map(
          ({ before, after }, stage) => [(row.round - 1) * longest + stage + 1, after - before] as const,
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
  },
};

/** Most curves that can be told apart. */
const legible = 8;

/** Of curves that are too many to tell apart. */
function spreadOf(curves: readonly Curve[]): readonly Curve[] {
  const { x, y } = align(curves);
  const sorted = x.map((_, i) => y.flatMap((column) => column[i] ?? []).sort((a, b) => a - b));
  const at = (name: string, fraction: number, dash: Dash): Curve => ({
    name: `${name} of ${curves.length} series`,
    x,
    y: sorted.map((values) => values[Math.round(fraction * (values.length - 1))] ?? Number.NaN),
    color: 0,
    dash,
  });
  return [at('median', 0.5, 'solid'), at('lowest', 0, 'dotted'), at('highest', 1, 'dashed')];
}
