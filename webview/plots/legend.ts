/** Names the curves under a plot: each name switches its curve, and says the value under the cursor. */
import { dashes, type AlignedCurves, type Chart } from '../../shared/plots/chart';
import { valueText } from '../../shared/plots/ticks';
import { curveColor } from './uplotOptions';

export interface Legend {
  readonly element: HTMLElement;
  draw(chart: Chart): void;
  /** @param index place of the aligned x; null puts the values away */
  readOut(chart: Chart, aligned: AlignedCurves, index: number | null): void;
}

export function createLegend(toggle: (name: string) => void): Legend {
  const element = document.createElement('div');
  element.className = 'plot-legend';
  const where = document.createElement('output');
  where.className = 'plot-where';
  const entries = new Map<string, { readonly button: HTMLButtonElement; readonly value: HTMLElement }>();
  /** For those who hear it: one sentence a move, not one a curve. */
  const spoken = document.createElement('span');
  spoken.className = 'plot-spoken';
  spoken.setAttribute('aria-live', 'polite');

  return {
    element,
    draw(chart) {
      const focused = [...entries].find(([, { button }]) => button === document.activeElement)?.[0];
      entries.clear();
      chart.curves.forEach((curve, index) => {
        const button = document.createElement('button');
        button.type = 'button';
        button.className = 'plot-curve';
        button.setAttribute('aria-pressed', String(curve.hidden !== true));
        button.addEventListener('click', () => toggle(curve.name));
        const value = document.createElement('span');
        value.className = 'plot-value';
        value.setAttribute('aria-hidden', 'true');
        button.append(sample(chart, index), curve.name, value);
        entries.set(curve.name, { button, value });
      });
      element.replaceChildren(...[...entries.values()].map(({ button }) => button), where, spoken);
      if (focused !== undefined) entries.get(focused)?.button.focus();
    },
    readOut(chart, { x, y }, index) {
      const at = index === null ? '' : valueText(chart.x, x[index]);
      where.value = at === '' ? '' : `${chart.x.label}: ${at}`;
      const said = chart.curves.flatMap((curve, i) => {
        const value = index === null ? undefined : y[i][index];
        const text = typeof value === 'number' && curve.hidden !== true ? valueText(chart.y, value) : '';
        const entry = entries.get(curve.name);
        if (entry !== undefined) entry.value.textContent = text;
        return text === '' ? [] : [`${curve.name} ${text}`];
      });
      spoken.textContent = said.length === 0 ? '' : `${at}: ${said.join(', ')}`;
    },
  };
}

/** A piece of the curve as it is drawn. */
function sample(chart: Chart, index: number): Element {
  const { kind, dash } = chart.curves[index];
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('width', '24');
  svg.setAttribute('height', '10');
  svg.setAttribute('aria-hidden', 'true');
  const color = curveColor(chart, index);
  const shape = document.createElementNS('http://www.w3.org/2000/svg', kind === 'points' ? 'circle' : 'path');
  if (kind === 'points') {
    for (const [name, value] of [
      ['cx', 12],
      ['cy', 5],
      ['r', 3.5],
    ] as const)
      shape.setAttribute(name, String(value));
    shape.setAttribute('fill', color);
  } else {
    shape.setAttribute('d', 'M0 5h24');
    shape.setAttribute('stroke', color);
    shape.setAttribute('stroke-width', kind === 'bars' ? '9' : '2.5');
    shape.setAttribute('stroke-dasharray', dashes[dash ?? 'solid'].join(' '));
  }
  svg.append(shape);
  return svg;
}
