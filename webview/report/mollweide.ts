/** The map of viewing directions: how many particles look at the species from each side. */
import type { AngularDistribution } from '../../shared/records/report';
import type { PlotHost } from '../../shared/protocol/plots';
import { svgElement, saveActions } from './svgFigure';

/** px of the picture */
const width = 460;
const height = 230;
const margin = 12;
const globe = { cx: width / 2, cy: height / 2, rx: width / 2, ry: height / 2 };

export interface DirectionMap {
  readonly element: HTMLElement;
  draw(distribution: AngularDistribution): void;
}

export function createDirectionMap(host: PlotHost): DirectionMap {
  const element = document.createElement('figure');
  element.className = 'direction-map';
  return {
    element,
    draw(distribution) {
      const { species, symmetry, particles, counts, columns, rows } = distribution;
      const most = Math.max(1, ...counts.map((count) => count ?? 0));
      const svg = svgElement('svg', {
        viewBox: `${-margin} ${-margin} ${width + 2 * margin} ${height + 2 * margin}`,
        role: 'img',
        'aria-label': `Viewing directions of ${particles} particles; ${summaryOf(distribution)}`,
      });
      const clip = svgElement('clipPath', { id: 'globe' });
      clip.append(svgElement('ellipse', globe));
      const cells = svgElement('g', { 'clip-path': 'url(#globe)' });
      svg.append(clip, cells);
      counts.forEach((count, i) => {
        if (count === null) return;
        const [column, row] = [i % columns, Math.floor(i / columns)];
        const cell = svgElement('rect', {
          x: (column / columns) * width,
          y: (row / rows) * height,
          width: width / columns + 0.3,
          height: height / rows + 0.3,
          'fill-opacity': count === 0 ? 0.06 : 0.15 + 0.85 * Math.sqrt(count / most),
          class: 'direction',
        });
        const title = svgElement('title', {});
        const latitude = Math.asin(Math.max(-1, Math.min(1, mapLatitude(1 - (2 * (row + 0.5)) / rows))));
        title.textContent = `${count} particles, tilt about ${Math.round(90 - (latitude * 180) / Math.PI)}°`;
        cell.append(title);
        cells.append(cell);
      });
      svg.append(...graticule());
      const caption = document.createElement('figcaption');
      caption.textContent = `Viewing directions of ${species}`;
      const note = document.createElement('p');
      note.className = 'note';
      note.textContent =
        `${particles.toLocaleString('en')} particles, at most ${most} in a cell; all cells are equally large on the sphere. ` +
        `Across: rot from -180° to 180°; up: tilt from 180° to 0°. ` +
        (symmetry === 'C1'
          ? 'No symmetry.'
          : `As the file holds them: the copies that ${symmetry} symmetry makes of each are not drawn.`);
      const head = document.createElement('div');
      head.className = 'plot-head';
      head.append(
        caption,
        ...saveActions(host, `Viewing directions of ${species}`, svg, () => csvOf(distribution)),
      );
      element.replaceChildren(head, svg, note);
      element.dataset.particles = String(particles);
    },
  };
}

/** Sine of the latitude at a height of the map, -1 to 1. */
function mapLatitude(y: number): number {
  const theta = Math.asin(y);
  return (2 * theta + Math.sin(2 * theta)) / Math.PI;
}

function graticule(): readonly SVGElement[] {
  const lines: SVGElement[] = [];
  for (const longitude of [-180, -120, -60, 0, 60, 120, 180])
    lines.push(
      svgElement('ellipse', {
        cx: width / 2,
        cy: height / 2,
        rx: (Math.abs(longitude) / 180) * (width / 2),
        ry: height / 2,
        class: Math.abs(longitude) === 180 ? 'outline' : 'graticule',
      }),
    );
  for (const latitude of [-60, -30, 0, 30, 60]) {
    const y = heightAt((latitude * Math.PI) / 180);
    const half = (width / 2) * Math.sqrt(1 - y * y);
    const at = (height / 2) * (1 - y);
    lines.push(
      svgElement('path', { d: `M${width / 2 - half} ${at}H${width / 2 + half}`, class: 'graticule' }),
    );
  }
  return lines;
}

/** Height of a latitude on the map, -1 to 1: bisection, the map rises with it. */
function heightAt(latitude: number): number {
  let [low, high] = [-1, 1];
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    if (mapLatitude(middle) < Math.sin(latitude)) low = middle;
    else high = middle;
  }
  return low;
}

function summaryOf({ counts, particles }: AngularDistribution): string {
  const cells = counts.filter((count) => count !== null);
  const empty = cells.filter((count) => count === 0).length;
  return `${empty} of ${cells.length} cells hold none of the ${particles}`;
}

function csvOf({ counts, columns, rows }: AngularDistribution): string {
  const lines = counts.flatMap((count, i) => {
    if (count === null) return [];
    const y = 1 - (2 * (Math.floor(i / columns) + 0.5)) / rows;
    const latitude = Math.asin(mapLatitude(y));
    const x = (2 * ((i % columns) + 0.5)) / columns - 1;
    const rot = (180 * x) / Math.sqrt(1 - y * y);
    return Math.abs(rot) > 180
      ? []
      : [`${rot.toFixed(1)},${(90 - (latitude * 180) / Math.PI).toFixed(1)},${count}`];
  });
  return ['rot (°),tilt (°),particles', ...lines, ''].join('\n');
}
