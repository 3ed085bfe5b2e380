/** Plots one column against another; a rectangle that is drawn over the points chooses their rows. */
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Box, PlotPoints, TableColumn } from '../../shared/protocol/table';
import { themeColor } from '../shared/theme';
import { shortName } from './grid';

export interface Plot {
  readonly element: HTMLElement;
  draw(points: PlotPoints, x: TableColumn, y: TableColumn): void;
  /** Draws the same points again: other rows are chosen. */
  redraw(): void;
  /** Frees the canvas. */
  clear(): void;
}

/** px */
const height = 300;
const dot = 3;

/**
 * @param choose a rectangle was drawn
 * @param isSelected by number of the row in the file
 */
export function createPlot(choose: (box: Box) => void, isSelected: (row: number) => boolean): Plot {
  const element = document.createElement('figure');
  element.className = 'plot';
  const caption = document.createElement('figcaption');
  let chart: uPlot | undefined;

  const clear = (): void => {
    chart?.destroy();
    chart = undefined;
  };
  new ResizeObserver(() => chart?.setSize({ width: element.clientWidth, height })).observe(element);

  return {
    element,
    clear,
    redraw: () => chart?.redraw(false),
    draw({ rows, x, y, of }, columnX, columnY) {
      clear();
      const shown = x.length;
      caption.textContent =
        shown < of
          ? `${shown.toLocaleString('en')} of ${of.toLocaleString('en')} rows, evenly spread. Draw a rectangle to choose rows.`
          : `${of.toLocaleString('en')} rows. Draw a rectangle to choose rows.`;
      element.replaceChildren(caption);
      element.setAttribute('role', 'img');
      element.setAttribute('aria-label', `${columnY.name} against ${columnX.name}, ${shown} points`);
      element.dataset.points = String(shown);
      chart = new uPlot(
        options(element.clientWidth, { x: columnX, y: columnY }, choose, (i) => isSelected(rows[i])),
        [null, [x, y]] as unknown as uPlot.AlignedData,
        element,
      );
    },
  };
}

/** Both columns of a series of points have a say in their scale. */
const facets: uPlot.Series.Facet[] = [
  { scale: 'x', auto: true },
  { scale: 'y', auto: true },
];

function options(
  width: number,
  { x, y }: { x: TableColumn; y: TableColumn },
  choose: (box: Box) => void,
  isChosen: (point: number) => boolean,
): uPlot.Options {
  const foreground = themeColor('--vscode-foreground', '#cccccc');
  const lines = themeColor('--vscode-editorWidget-border', '#454545');
  const axis = (column: TableColumn): uPlot.Axis => ({
    label: `${shortName(column.name)}${column.unit === '' ? '' : ` (${column.unit})`}`,
    stroke: foreground,
    grid: { stroke: lines, width: 1 },
    ticks: { stroke: lines, width: 1 },
  });
  return {
    mode: 2,
    width,
    height,
    legend: { show: false },
    cursor: { drag: { x: true, y: true, setScale: false }, points: { show: false } },
    scales: { x: { time: false, range: padded }, y: { range: padded } },
    axes: [axis(x), { ...axis(y), size: 70 }],
    series: [{}, { facets, paths: dots(isChosen) }],
    hooks: {
      setSelect: [
        (chart) => {
          const { left, top, width: across, height: down } = chart.select;
          if (across < 3 || down < 3) return;
          choose([
            chart.posToVal(left, 'x'),
            chart.posToVal(left + across, 'x'),
            chart.posToVal(top + down, 'y'),
            chart.posToVal(top, 'y'),
          ]);
          // The chosen points show what it chose.
          chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
    },
  };
}

/** A little room around the outermost points; some where they are all the same. */
function padded(_: uPlot, min: number | null, max: number | null): [number, number] {
  if (min === null || max === null || !Number.isFinite(min) || !Number.isFinite(max)) return [0, 1];
  const room = max > min ? (max - min) * 0.03 : Math.max(1, Math.abs(min) * 0.1);
  return [min - room, max + room];
}

/** Draws points alone: half transparent, so that crowds show, and the chosen ones last. */
function dots(isChosen: (point: number) => boolean): uPlot.Series.PathBuilder {
  const colors = [
    themeColor('--vscode-charts-blue', '#3794ff'),
    themeColor('--vscode-charts-orange', '#d18616'),
  ];
  return (chart, seriesIndex) => {
    const [xs, ys] = chart.data[seriesIndex] as unknown as readonly [Float64Array, Float64Array];
    const { ctx } = chart;
    const size = dot * devicePixelRatio;
    ctx.save();
    ctx.globalAlpha = xs.length > 5000 ? 0.35 : 0.75;
    colors.forEach((color, chosen) => {
      ctx.fillStyle = color;
      for (let i = 0; i < xs.length; i++) {
        if (isChosen(i) !== (chosen === 1)) continue;
        const x = chart.valToPos(xs[i], 'x', true);
        const y = chart.valToPos(ys[i], 'y', true);
        ctx.fillRect(x - size / 2, y - size / 2, size, size);
      }
    });
    ctx.restore();
    return null;
  };
}
