/** How uPlot draws a chart: its axes, its lines, its colors from the theme. */
import uPlot from 'uplot';
import { themeColor } from '../shared/theme';
import {
  axisTitle,
  dashes,
  rangeOfX,
  rangeOfY,
  type AlignedCurves,
  type Axis,
  type Chart,
  type Curve,
} from '../../shared/plots/chart';
import { ticksOf } from '../../shared/plots/ticks';

/** Of the theme, and what they are where it has none. */
const palette = [
  ['blue', '#3794ff'],
  ['orange', '#d18616'],
  ['green', '#89d185'],
  ['purple', '#b180d7'],
  ['red', '#f14c4c'],
  ['yellow', '#cca700'],
  ['foreground', '#cccccc'],
] as const;

/** px between labels, at least */
const spaceAcross = 70;
const spaceUp = 34;

export function curveColor(chart: Chart, index: number): string {
  const [name, otherwise] = palette[(chart.curves[index].color ?? index) % palette.length];
  return themeColor(`--vscode-charts-${name}`, otherwise);
}

/** @param readOut the cursor is at this place of the aligned x, or nowhere */
export function plotOptions(
  chart: Chart,
  aligned: AlignedCurves,
  size: { readonly width: number; readonly height: number },
  readOut: (index: number | null) => void,
): uPlot.Options {
  const foreground = themeColor('--vscode-foreground', '#cccccc');
  const lines = themeColor('--vscode-editorWidget-border', '#454545');
  const family = getComputedStyle(document.body).fontFamily;
  const axis = (of: Axis, space: number): uPlot.Axis => ({
    label: axisTitle(of),
    labelFont: `12px ${family}`,
    font: `12px ${family}`,
    labelGap: 2,
    labelSize: 20,
    stroke: foreground,
    grid: { stroke: lines, width: 1 },
    ticks: { stroke: lines, width: 1, size: 5 },
    splits: (_, __, min, max) => ticksOf(of, min, max, placesOf(size, space)).map(({ at }) => at),
    values: (self, splits) => {
      const { min = 0, max = 1 } = self.scales[space === spaceAcross ? 'x' : 'y'];
      const texts = new Map(ticksOf(of, min, max, placesOf(size, space)).map(({ at, text }) => [at, text]));
      return splits.map((at) => texts.get(at) ?? '');
    },
  });
  return {
    ...size,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
    scales: {
      x: {
        time: false,
        range: [...rangeOfX(chart, aligned)],
        ...(chart.x.scale === 'log' && { distr: 3 }),
      },
      y: { range: [...rangeOfY(chart, aligned)], ...(chart.y.scale === 'log' && { distr: 3 }) },
    },
    axes: [
      { ...axis(chart.x, spaceAcross), size: 30 },
      { ...axis(chart.y, spaceUp), size: 58 },
    ],
    series: [{}, ...chart.curves.map((curve, index) => seriesOf(curve, curveColor(chart, index)))],
    hooks: {
      draw: [(self) => drawGuides(self, chart, foreground)],
      setCursor: [(self) => readOut(self.cursor.idx ?? null)],
    },
  };
}

function placesOf(
  { width, height }: { readonly width: number; readonly height: number },
  space: number,
): number {
  return (space === spaceAcross ? width - 80 : height - 60) / space;
}

function seriesOf({ kind, dash, hidden }: Curve, color: string): uPlot.Series {
  const common = { show: hidden !== true, stroke: color, width: 2, spanGaps: false };
  switch (kind) {
    case 'points':
      return { ...common, paths: () => null, points: { show: true, size: 6, fill: color } };
    case 'bars':
      return {
        ...common,
        width: 0,
        fill: color,
        ...(uPlot.paths.bars && { paths: uPlot.paths.bars({ size: [0.9, 400] }) }),
        points: { show: false },
      };
    case 'steps':
      return {
        ...common,
        ...(uPlot.paths.stepped && { paths: uPlot.paths.stepped({ align: 1 }) }),
        points: { show: false },
        dash: [...dashes[dash ?? 'solid']],
      };
    default:
      return { ...common, dash: [...dashes[dash ?? 'solid']], points: { size: 5, fill: color } };
  }
}

function drawGuides(self: uPlot, { guides = [] }: Chart, color: string): void {
  const { ctx, bbox } = self;
  ctx.save();
  ctx.strokeStyle = color;
  ctx.fillStyle = color;
  ctx.globalAlpha = 0.7;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([4 * devicePixelRatio, 4 * devicePixelRatio]);
  ctx.font = `${11 * devicePixelRatio}px ${getComputedStyle(document.body).fontFamily}`;
  ctx.textAlign = 'left';
  for (const { y, label } of guides) {
    const at = self.valToPos(y, 'y', true);
    ctx.beginPath();
    ctx.moveTo(bbox.left, at);
    ctx.lineTo(bbox.left + bbox.width, at);
    ctx.stroke();
    ctx.fillText(label, bbox.left + 4 * devicePixelRatio, at - 4 * devicePixelRatio);
  }
  ctx.restore();
}
