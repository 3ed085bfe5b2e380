/** A plot as a picture of its own (SVG), in colors for white paper, for slides, papers and mail. */
import {
  align,
  axisTitle,
  dashes,
  rangeOfX,
  rangeOfY,
  type AlignedCurves,
  type Axis,
  type Chart,
  type Curve,
} from './chart';
import { ticksOf } from './ticks';

/** Told apart with the usual color blindnesses (Okabe and Ito 2008). */
export const paperColors = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#555555'];

const width = 720;
const plot = { left: 74, right: 20, top: 44, height: 320 };
const inside = width - plot.left - plot.right;
const legendRow = 20;

/** Maps values of both axes to px. */
interface Frame {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  readonly bottom: number;
  readonly rangeX: readonly [number, number];
  readonly rangeY: readonly [number, number];
}

/** What is hidden is left out. */
export function chartSvg(chart: Chart): string {
  const shown = chart.curves.flatMap((curve, index) =>
    curve.hidden === true ? [] : [{ curve, color: paperColor(curve.color ?? index) }],
  );
  const aligned = align(shown.map(({ curve }) => curve));
  const visible = { ...chart, curves: shown.map(({ curve }) => curve) };
  const frame = frameOf(visible, aligned);
  const legend = shown.length > 1 ? legendOf(shown, frame.bottom + 58) : { svg: '', height: 0 };
  const height = frame.bottom + 56 + legend.height;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="Helvetica, Arial, sans-serif" font-size="12" fill="#222" role="img" aria-label="${escaped(chart.title)}">
<rect width="100%" height="100%" fill="#fff"/>
<text x="${plot.left}" y="24" font-size="15" font-weight="600">${escaped(chart.title)}</text>
${axes(chart, frame)}
${(chart.guides ?? []).map((guide) => guideLine(guide.label, frame.y(guide.y))).join('\n')}
<svg x="${plot.left}" y="${plot.top}" width="${inside}" height="${plot.height}" viewBox="${plot.left} ${plot.top} ${inside} ${plot.height}">
${shown.map(({ curve, color }, i) => curveSvg({ curve, color }, aligned.x, aligned.y[i], frame)).join('\n')}
</svg>
${legend.svg}</svg>
`;
}

function frameOf(chart: Chart, aligned: AlignedCurves): Frame {
  const rangeX = rangeOfX(chart, aligned);
  const rangeY = rangeOfY(chart, aligned);
  const bottom = plot.top + plot.height;
  const across = positionOn(chart.x, rangeX);
  const up = positionOn(chart.y, rangeY);
  return {
    x: (value) => round(plot.left + across(value) * inside),
    y: (value) => round(bottom - up(value) * plot.height),
    bottom,
    rangeX,
    rangeY,
  };
}

/** 0 to 1 along the axis. */
function positionOn({ scale }: Axis, [min, max]: readonly [number, number]): (value: number) => number {
  if (scale !== 'log') return (value) => (value - min) / (max - min);
  return (value) => Math.log(value / min) / Math.log(max / min);
}

function axes(chart: Chart, { x, y, bottom, rangeX, rangeY }: Frame): string {
  const right = width - plot.right;
  const across = ticksOf(chart.x, ...rangeX, 9).map(
    ({ at, text }) =>
      `<path d="M${x(at)} ${plot.top}V${bottom}" stroke="#e4e4e4"/><text x="${x(at)}" y="${bottom + 18}" text-anchor="middle">${text}</text>`,
  );
  const up = ticksOf(chart.y, ...rangeY, 7).map(
    ({ at, text }) =>
      `<path d="M${plot.left} ${y(at)}H${right}" stroke="#e4e4e4"/><text x="${plot.left - 8}" y="${round(y(at) + 4)}" text-anchor="end">${text}</text>`,
  );
  const middle = plot.top + plot.height / 2;
  return [
    ...across,
    ...up,
    `<path d="M${plot.left} ${plot.top}V${bottom}H${right}" fill="none" stroke="#222"/>`,
    `<text x="${(plot.left + right) / 2}" y="${bottom + 40}" text-anchor="middle">${escaped(axisTitle(chart.x))}</text>`,
    `<text x="18" y="${middle}" text-anchor="middle" transform="rotate(-90 18 ${middle})">${escaped(axisTitle(chart.y))}</text>`,
  ].join('\n');
}

function guideLine(label: string, y: number): string {
  const right = width - plot.right;
  return `<path d="M${plot.left} ${y}H${right}" stroke="#777" stroke-dasharray="4 4"/><text x="${plot.left + 5}" y="${round(y - 5)}" fill="#777">${escaped(label)}</text>`;
}

interface Drawn {
  readonly curve: Curve;
  readonly color: string;
}

function curveSvg(
  { curve: { kind, dash }, color }: Drawn,
  xs: readonly number[],
  ys: readonly (number | null | undefined)[],
  frame: Frame,
): string {
  const points = xs.flatMap((x, i) =>
    typeof ys[i] === 'number' ? [[frame.x(x), frame.y(ys[i])] as const] : [],
  );
  if (kind === 'points')
    return points.map(([x, y]) => `<circle cx="${x}" cy="${y}" r="2.5" fill="${color}"/>`).join('');
  if (kind === 'bars') {
    const gaps = points.slice(1).map(([x], i) => x - points[i][0]);
    const wide = round(Math.max(1, Math.min(...gaps, 400) * 0.9));
    return points
      .map(
        ([x, y]) =>
          `<rect x="${round(x - wide / 2)}" y="${y}" width="${wide}" height="${round(frame.bottom - y)}" fill="${color}"/>`,
      )
      .join('');
  }
  const pattern = dashes[dash ?? 'solid'].join(' ');
  const stroke = pattern === '' ? '' : ` stroke-dasharray="${pattern}"`;
  return `<path d="${linePath(xs, ys, frame, kind === 'steps')}" fill="none" stroke="${color}" stroke-width="2" stroke-linejoin="round"${stroke}/>`;
}

/** A gap starts a new piece; an x that only other curves have does not. */
function linePath(
  xs: readonly number[],
  ys: readonly (number | null | undefined)[],
  frame: Frame,
  steps: boolean,
): string {
  let path = '';
  let pen = false;
  xs.forEach((x, i) => {
    const y = ys[i];
    if (y === null) pen = false;
    if (typeof y !== 'number') return;
    if (!pen) path += `M${frame.x(x)} ${frame.y(y)}`;
    else path += steps ? `H${frame.x(x)}V${frame.y(y)}` : `L${frame.x(x)} ${frame.y(y)}`;
    pen = true;
  });
  return path;
}

function legendOf(shown: readonly Drawn[], top: number): { readonly svg: string; readonly height: number } {
  let [x, row] = [plot.left, 0];
  const entries = shown.map(({ curve, color }) => {
    // Letters are about 6.6 px wide.
    const wide = 34 + curve.name.length * 6.6 + 16;
    if (x > plot.left && x + wide > width - plot.right) [x, row] = [plot.left, row + 1];
    const y = top + row * legendRow;
    const pattern = dashes[curve.dash ?? 'solid'].join(' ');
    const line = `<path d="M${round(x)} ${y - 4}h26" stroke="${color}" stroke-width="2.5" stroke-dasharray="${pattern}"/>`;
    const text = `<text x="${round(x + 32)}" y="${y}">${escaped(curve.name)}</text>`;
    x += wide;
    return line + text;
  });
  return { svg: `${entries.join('\n')}\n`, height: (row + 1) * legendRow };
}

function paperColor(index: number): string {
  return paperColors[index % paperColors.length];
}

export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
