/** A plot in the page: curves that can be switched on and off, read out, saved, and read as a table. */
import 'uplot/dist/uPlot.min.css';
import uPlot from 'uplot';
import type { PlotHost } from '../../shared/protocol/plots';
import { align, type Chart } from '../../shared/plots/chart';
import { chartCsv } from '../../shared/plots/csv';
import { createLegend } from './legend';
import './plots.css';
import { chartSvg } from '../../shared/plots/svg';
import { createPlotTable } from './table';
import { plotOptions } from './uplotOptions';

export interface CurvePlot {
  readonly element: HTMLElement;
  /** Draws these curves instead; what was switched on or off by name stays so. */
  draw(chart: Chart): void;
  /** Frees the canvas and stops following theme and width. */
  dispose(): void;
}

export interface CurvePlotOptions {
  readonly host: PlotHost;
  /** px, of axes and curves */
  readonly height?: number;
  /** Somebody clicked at this x of the data, or pressed Enter there. */
  readonly onChoose?: (x: number) => void;
}

export function createCurvePlot({ host, height = 280, onChoose }: CurvePlotOptions): CurvePlot {
  const element = document.createElement('figure');
  element.className = 'curve-plot';
  const caption = document.createElement('figcaption');
  const actions = document.createElement('div');
  actions.className = 'plot-actions';
  const message = document.createElement('span');
  message.setAttribute('role', 'status');
  const place = document.createElement('div');
  place.className = 'plot-canvas';
  place.tabIndex = 0;
  place.setAttribute('role', 'img');
  const legend = createLegend((name) => toggle(name));
  const table = createPlotTable(() => shownChart());
  const head = document.createElement('div');
  head.className = 'plot-head';
  head.append(caption, message, actions);
  element.append(head, place, legend.element, table.element);

  let chart: Chart | undefined;
  let canvas: uPlot | undefined;
  let cursor: number | null = null;
  /** By the name of the curve: what the user switched. */
  const switched = new Map<string, boolean>();

  const shownChart = (): Chart => {
    const { curves, ...rest } = chart as Chart;
    return {
      ...rest,
      curves: curves.map((curve) => ({
        ...curve,
        hidden: switched.get(curve.name) ?? curve.hidden ?? false,
      })),
    };
  };

  const save = (kind: 'svg' | 'csv'): void => {
    const shown = shownChart();
    const text = kind === 'svg' ? chartSvg(shown) : chartCsv(shown);
    host.savePlot(`${fileName(shown.title)}.${kind}`, text).then(
      (name) => (message.textContent = name === null ? '' : `Saved ${name}`),
      (error: unknown) => (message.textContent = error instanceof Error ? error.message : String(error)),
    );
  };
  const saveSvg = action('Save as SVG', () => save('svg'));
  const saveCsv = action('Save as CSV', () => save('csv'));
  actions.append(saveSvg, saveCsv);

  const rebuild = (): void => {
    canvas?.destroy();
    canvas = undefined;
    if (chart === undefined) return;
    const shown = shownChart();
    legend.draw(shown);
    table.redraw();
    if (place.clientWidth === 0) return;
    const aligned = align(shown.curves);
    const readOut = (index: number | null): void => {
      cursor = index;
      legend.readOut(shown, aligned, index);
    };
    const options = plotOptions(shown, aligned, { width: place.clientWidth, height }, readOut);
    canvas = new uPlot(options, [aligned.x, ...aligned.y] as uPlot.AlignedData, place);
    readOut(null);
  };

  const toggle = (name: string): void => {
    const curve = shownChart().curves.find((one) => one.name === name);
    switched.set(name, curve?.hidden !== true);
    rebuild();
  };

  place.addEventListener('click', () => choose());
  place.addEventListener('keydown', (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 }[event.key];
    if (event.key === 'Enter') choose();
    else if (step !== undefined && canvas !== undefined) moveCursor(canvas, step, cursor);
    else return;
    event.preventDefault();
  });
  const choose = (): void => {
    const x = cursor === null ? undefined : canvas?.data[0][cursor];
    if (x !== undefined) onChoose?.(x);
  };

  const width = new ResizeObserver(() => {
    if (canvas === undefined) rebuild();
    else if (place.clientWidth > 0) canvas.setSize({ width: place.clientWidth, height });
  });
  width.observe(place);
  // VS Code names the theme on the body, and its colors in the style of the document.
  const theme = new MutationObserver(rebuild);
  theme.observe(document.body, { attributes: true, attributeFilter: ['class'] });
  theme.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });

  return {
    element,
    draw(next) {
      chart = next;
      caption.textContent = next.title;
      saveSvg.setAttribute('aria-label', `Save as SVG: ${next.title}`);
      saveCsv.setAttribute('aria-label', `Save as CSV: ${next.title}`);
      place.setAttribute(
        'aria-label',
        `${next.title}: ${next.curves.length} curves over ${next.x.label}. Left and right arrow keys read values out.`,
      );
      rebuild();
    },
    dispose() {
      width.disconnect();
      theme.disconnect();
      canvas?.destroy();
    },
  };
}

/** To the next place of the data, from where the cursor is or from the left. */
function moveCursor(canvas: uPlot, step: number, from: number | null): void {
  const xs = canvas.data[0];
  const to = Math.max(0, Math.min(xs.length - 1, from === null ? 0 : from + step));
  canvas.setCursor({ left: canvas.valToPos(xs[to], 'x'), top: canvas.over.clientHeight / 2 });
}

function action(label: string, run: () => void): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'plot-action';
  button.textContent = label;
  button.addEventListener('click', run);
  return button;
}

function fileName(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '_')
    .replaceAll(/^_+|_+$/g, '');
}
