/** The plots of a list on a page: each with what can be chosen of it, hidden where there is nothing to show. */
import type { PlotHost } from '../../shared/protocol/plots';
import { figureOf, type Figure, type Plot, type ResidualEntry } from '../../shared/report/plots/plot';
import { createCurvePlot } from '../plots/curvePlot';
import { createChoice, type Choice } from './controls';
import { createResidualView } from './residualView';

export interface PlotGroup<Of> {
  /** In the order of the list. */
  readonly parts: readonly PlotPart[];
  draw(of: Of): void;
  /** What is chosen, by the key of the plot. */
  chosen(): Chosen;
}

export interface PlotPart {
  readonly kind: Figure['kind'];
  readonly element: HTMLElement;
  /** What can be chosen; undefined where there is nothing. */
  readonly control: HTMLElement | undefined;
}

export type Chosen = Readonly<Record<string, string>>;

export interface PlotGroupOptions {
  readonly host: PlotHost;
  /** What `chosen` was before. */
  readonly remembered?: Chosen | undefined;
  /** Something else was chosen, and is drawn. */
  readonly changed?: () => void;
  /** Somebody clicked at this x of curves. */
  readonly onChoose?: (x: number) => void;
}

export function createPlotGroup<Of>(plots: readonly Plot<Of>[], options: PlotGroupOptions): PlotGroup<Of> {
  let of: Of | undefined;
  const parts = plots.map((plot) => ({ plot, ...createPart(plot, options, () => redraw()) }));
  const draw = (next: Of): void => {
    of = next;
    for (const { plot, choice, show } of parts) show(figureOf(plot, next, choice?.get()));
  };
  const redraw = (): void => {
    if (of === undefined) return;
    draw(of);
    options.changed?.();
  };
  return {
    parts: parts.map(({ plot, element, choice }) => ({ kind: plot.kind, element, control: choice?.element })),
    draw,
    chosen: () =>
      Object.fromEntries(
        parts.flatMap(({ plot, choice }) => (choice === undefined ? [] : [[plot.key, choice.get()]])),
      ),
  };
}

interface Part {
  readonly element: HTMLElement;
  readonly choice: Choice | undefined;
  readonly show: (figure: Figure | null) => void;
}

function createPart<Of>(
  plot: Plot<Of>,
  { host, remembered, onChoose }: PlotGroupOptions,
  changed: () => void,
): Part {
  if (plot.kind === 'residuals') {
    const view = createResidualView(host);
    let shown: readonly ResidualEntry[] = [];
    return {
      element: view.element,
      choice: undefined,
      show: (figure) => {
        const entries = figure?.kind === 'residuals' ? figure.entries : [];
        // A table that is being read stays as it is.
        if (areSame(entries, shown)) return;
        shown = entries;
        view.draw(entries);
      },
    };
  }
  const curves = createCurvePlot({ host, height: plot.height, ...(onChoose && { onChoose }) });
  let choice: Choice | undefined;
  if (plot.choice !== undefined) {
    choice = createChoice(plot.choice.label, changed);
    const values = plot.choice.values.map((value) => ({ value, label: value }));
    choice.offer(values, remembered?.[plot.key]);
  }
  return {
    element: curves.element,
    choice,
    show: (figure) => {
      curves.element.hidden = figure === null;
      if (figure?.kind === 'curves') curves.draw(figure.chart);
    },
  };
}

function areSame(some: readonly ResidualEntry[], others: readonly ResidualEntry[]): boolean {
  return some.length === others.length && some.every(({ residuals }, i) => residuals === others[i].residuals);
}
