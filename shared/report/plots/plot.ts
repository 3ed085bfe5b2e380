/** What a plot of the report is: one file that says when there is something to show and makes it of the report, in a list of `reportPlots`. */
import type { PhaseResiduals } from '../../records/aberrations';
import type { Chart } from '../../plots/chart';

/** @template Of what it is made of */
export type Plot<Of> = CurvePlot<Of> | ResidualPlot<Of>;

export interface CurvePlot<Of> {
  readonly kind: 'curves';
  /** What a page remembers its choice by. */
  readonly key: string;
  /** px on a page, of axes and curves */
  readonly height: number;
  /** What its curves can be of, where that is chosen. */
  readonly choice?: PlotChoice;
  /** Whether there is anything to show; always unless it says so. */
  readonly isShown?: (of: Of) => boolean;
  /** @param chosen of the choice; empty without one */
  readonly chart: (of: Of, chosen: string) => Chart;
}

/** Pictures of phase residuals. */
export interface ResidualPlot<Of> {
  readonly kind: 'residuals';
  readonly key: string;
  readonly entries: (of: Of) => readonly ResidualEntry[];
}

export interface PlotChoice {
  /** `Each series by` */
  readonly label: string;
  /** A page starts with the first. */
  readonly values: readonly string[];
  /** Those that paper shows, one below the other. */
  readonly onPaper: readonly string[];
}

export interface ResidualEntry {
  /** `70S in tilts` */
  readonly name: string;
  /** `12 series` */
  readonly of: string;
  readonly residuals: PhaseResiduals;
}

/** A plot with what it shows. */
export type Figure =
  | { readonly kind: 'curves'; readonly chart: Chart }
  | { readonly kind: 'residuals'; readonly entries: readonly ResidualEntry[] };

/** What a page shows of a plot; null for nothing. @param chosen as the page remembers it */
export function figureOf<Of>(plot: Plot<Of>, of: Of, chosen = ''): Figure | null {
  if (plot.kind === 'residuals') {
    const entries = plot.entries(of);
    return entries.length === 0 ? null : { kind: plot.kind, entries };
  }
  if (plot.isShown?.(of) === false) return null;
  return { kind: plot.kind, chart: plot.chart(of, chosenOf(plot, chosen)) };
}

/** What is shown where nobody can choose: all that has curves or pictures. */
export function paperFigures<Of>(plots: readonly Plot<Of>[], of: Of): readonly Figure[] {
  return plots.flatMap((plot) => {
    const choices = (plot.kind === 'curves' ? plot.choice?.onPaper : undefined) ?? [''];
    return choices.flatMap((chosen) => figureOf(plot, of, chosen) ?? []).filter(hasContent);
  });
}

export function residualTitle({ name }: Pick<ResidualEntry, 'name'>): string {
  return `Phase residuals of ${name}`;
}

function chosenOf<Of>({ choice }: CurvePlot<Of>, chosen: string): string {
  return choice === undefined || choice.values.includes(chosen) ? chosen : choice.values[0];
}

function hasContent(figure: Figure): boolean {
  return figure.kind === 'residuals' || figure.chart.curves.some(({ x }) => x.length > 0);
}
