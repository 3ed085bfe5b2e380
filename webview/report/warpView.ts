/** A warp as arrows over the outline of what it warps, with a slider over tilts or time. */
import type { SeriesReport, VolumeWarp } from '../../shared/records/report';
import type { PlotHost } from '../../shared/protocol/plots';
import { saveActions, svgElement } from './svgFigure';

/** px, of the longer side */
const side = 360;
/** The longest arrow of all steps, in px, but no longer than a spacing. */
const longest = 28;

/** One plane of arrows: points across and up, and their moves, by step. */
interface Plane {
  readonly name: string;
  readonly size: readonly [number, number];
  readonly points: readonly [number, number];
  /** (step)(row, column, 2) Å */
  readonly moves: readonly (readonly number[])[];
}

export interface WarpView {
  readonly element: HTMLElement;
  draw(detail: SeriesReport): void;
  /** Shows this step, where it is there. */
  show(step: number): void;
}

export function createImageWarpView(host: PlotHost): WarpView {
  return createWarpView(host, 'Image warp', 'Tilt', ({ series, imageWarp, tilts }) => ({
    series,
    planes: [{ name: 'tilt image', ...imageWarp }],
    steps: tilts.map(({ angle }, i) => `${i + 1} of ${tilts.length} (${angle.toFixed(1)}°)`),
    first: tilts.reduce(
      (best, { angle }, i) => (Math.abs(angle) < Math.abs(tilts[best].angle) ? i : best),
      0,
    ),
  }));
}

export function createVolumeWarpView(host: PlotHost): WarpView {
  return createWarpView(host, 'Volume warp', 'Exposure', ({ series, volumeWarp }) => ({
    series,
    planes: [planeOf(volumeWarp, [0, 1]), planeOf(volumeWarp, [0, 2])],
    steps: volumeWarp.doses.map((dose) => `${dose.toFixed(0)} e/Å²`),
    first: volumeWarp.doses.length - 1,
  }));
}

interface Shown {
  readonly series: string;
  readonly planes: readonly Plane[];
  readonly steps: readonly string[];
  readonly first: number;
}

function createWarpView(
  host: PlotHost,
  title: string,
  stepName: string,
  read: (detail: SeriesReport) => Shown,
): WarpView {
  const element = document.createElement('figure');
  element.className = 'warp';
  const head = document.createElement('div');
  head.className = 'plot-head';
  const caption = document.createElement('figcaption');
  const place = document.createElement('div');
  place.className = 'warp-planes';
  const slider = document.createElement('input');
  slider.type = 'range';
  slider.min = '0';
  slider.setAttribute('aria-label', `${title}: ${stepName.toLowerCase()}`);
  const label = document.createElement('output');
  const row = document.createElement('div');
  row.className = 'slider';
  row.append(slider, label);
  const note = document.createElement('p');
  note.className = 'note';
  element.append(head, place, row, note);
  let shown: Shown | undefined;

  const redraw = (): void => {
    if (shown === undefined) return;
    const step = Number(slider.value);
    const { planes, steps, series } = shown;
    const most = Math.max(...planes.flatMap(({ moves }) => moves.map(farthest)));
    // px an Å of all planes, and of the arrows
    const factor = side / Math.max(...planes.flatMap(({ size }) => size));
    const room = Math.min(...planes.map(({ size, points }) => (size[0] / (points[0] - 1)) * factor));
    const scale = most > 0 ? Math.min(longest, room) / most : 0;
    const pictures = planes.map((plane) => picture(plane, step, factor, scale));
    place.replaceChildren(...pictures);
    label.value = `${stepName} ${steps[step]}`;
    slider.setAttribute('aria-valuetext', label.value);
    const now = Math.max(...planes.map(({ moves }) => farthest(moves[step])));
    note.textContent =
      most === 0
        ? `${series} has no ${title.toLowerCase()}.`
        : `The longest arrow here is ${now.toFixed(2)} Å, of all steps ${most.toFixed(2)} Å: arrows are drawn ` +
          `${(scale / factor).toFixed(0)} times as long as the picture's own scale.`;
    element.dataset.longest = now.toFixed(2);
    caption.textContent = `${title} of ${series}`;
    head.replaceChildren(
      caption,
      ...saveActions(host, `${title} of ${series}`, pictures[0], () => csvOf(planes, steps, stepName)),
    );
    row.hidden = steps.length < 2;
  };
  slider.addEventListener('input', redraw);

  return {
    element,
    draw(detail) {
      const before = shown;
      shown = read(detail);
      slider.max = String(shown.steps.length - 1);
      if (before?.series !== shown.series) slider.value = String(shown.first);
      redraw();
    },
    show(step) {
      slider.value = String(step);
      redraw();
    },
  };
}

function farthest(moves: readonly number[]): number {
  let most = 0;
  for (let i = 0; i < moves.length; i += 2) most = Math.max(most, Math.hypot(moves[i], moves[i + 1]));
  return most;
}

function picture(
  { name, size, points, moves }: Plane,
  step: number,
  factor: number,
  scale: number,
): SVGElement {
  const [w, h] = [size[0] * factor, size[1] * factor];
  const pad = longest;
  const svg = svgElement('svg', {
    viewBox: `${-pad} ${-pad} ${w + 2 * pad} ${h + 2 * pad}`,
    width: w + 2 * pad,
    role: 'img',
    'aria-label': `Arrows over the ${name}: the longest is ${farthest(moves[step]).toFixed(2)} Å`,
  });
  svg.append(svgElement('rect', { x: 0, y: 0, width: w, height: h, class: 'outline' }));
  const [nx, ny] = points;
  for (let row = 0; row < ny; row++)
    for (let column = 0; column < nx; column++) {
      const at = 2 * (row * nx + column);
      // Files count rows from the bottom, as maps are drawn.
      const [x, y] = [(column / (nx - 1)) * w, h - (row / (ny - 1)) * h];
      svg.append(...arrow(x, y, moves[step][at] * scale, -moves[step][at + 1] * scale));
    }
  const text = svgElement('text', { x: 0, y: h + longest - 4, class: 'plane-name' });
  text.textContent = `${name}, ${size.map((length) => Math.round(length).toLocaleString('en')).join(' × ')} Å`;
  svg.append(text);
  return svg;
}

function arrow(x: number, y: number, dx: number, dy: number): readonly SVGElement[] {
  const length = Math.hypot(dx, dy);
  if (length < 0.5) return [svgElement('circle', { cx: x, cy: y, r: 1.2, class: 'arrow-head' })];
  const [ux, uy] = [dx / length, dy / length];
  const [tipX, tipY] = [x + dx, y + dy];
  const tip = Math.min(6, length * 0.6);
  const corner = (turn: number): string =>
    `${(tipX - tip * ux + turn * 0.45 * tip * uy).toFixed(1)} ${(tipY - tip * uy - turn * 0.45 * tip * ux).toFixed(1)}`;
  return [
    svgElement('path', {
      d: `M${x.toFixed(1)} ${y.toFixed(1)}L${tipX.toFixed(1)} ${tipY.toFixed(1)}`,
      class: 'arrow',
    }),
    svgElement('path', {
      d: `M${tipX.toFixed(1)} ${tipY.toFixed(1)}L${corner(1)}L${corner(-1)}Z`,
      class: 'arrow-head',
    }),
  ];
}

/** Two axes of the volume; arrows are the mean over the third. */
function planeOf({ size, points, moves }: VolumeWarp, [a, b]: readonly [number, number]): Plane {
  const other = 3 - a - b;
  return {
    name: `volume along ${'XYZ'[other]}`,
    size: [size[a], size[b]],
    points: [points[a], points[b]],
    moves: moves.map((values) => {
      const sums = new Float64Array(points[a] * points[b] * 2);
      for (let i = 0; i < points[0] * points[1] * points[2]; i++) {
        const place = [
          i % points[0],
          Math.floor(i / points[0]) % points[1],
          Math.floor(i / (points[0] * points[1])),
        ];
        const at = 2 * (place[b] * points[a] + place[a]);
        sums[at] += values[3 * i + a] / points[other];
        sums[at + 1] += values[3 * i + b] / points[other];
      }
      return [...sums];
    }),
  };
}

function csvOf(planes: readonly Plane[], steps: readonly string[], stepName: string): string {
  const lines = planes.flatMap(({ name, size, points: [nx, ny], moves }) =>
    moves.flatMap((values, step) =>
      Array.from({ length: nx * ny }, (_, i) => {
        const [x, y] = [((i % nx) / (nx - 1)) * size[0], (Math.floor(i / nx) / (ny - 1)) * size[1]];
        return `${name},${steps[step]},${x.toFixed(1)},${y.toFixed(1)},${values[2 * i].toFixed(3)},${values[2 * i + 1].toFixed(3)}`;
      }),
    ),
  );
  return [`plane,${stepName.toLowerCase()},across (Å),up (Å),move across (Å),move up (Å)`, ...lines, ''].join(
    '\n',
  );
}
