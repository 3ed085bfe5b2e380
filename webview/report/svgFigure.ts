/** Pictures that are drawn as SVG in the page, and how they are saved. */
import type { PlotHost } from '../../shared/protocol/plots';

export function svgElement(name: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

export interface Saving {
  readonly label: string;
  readonly extension: string;
  /** Text; of a PNG, base64. */
  readonly content: () => string;
}

/** The links that save a picture as it is drawn now, in the theme's colors, and its numbers. */
export function saveActions(
  host: PlotHost,
  title: string,
  svg: SVGElement,
  csv: () => string,
): readonly HTMLElement[] {
  const [message, actions] = savingActions(host, () => title, [
    { label: 'SVG', extension: 'svg', content: () => standalone(svg) },
    { label: 'CSV', extension: 'csv', content: csv },
  ]);
  for (const button of actions.children) button.setAttribute('aria-label', `${button.textContent}: ${title}`);
  return [message, actions];
}

/** @param title of what is shown when somebody saves it */
export function savingActions(
  host: PlotHost,
  title: () => string,
  kinds: readonly Saving[],
): readonly HTMLElement[] {
  const message = document.createElement('span');
  message.setAttribute('role', 'status');
  const actions = document.createElement('div');
  actions.className = 'plot-actions';
  for (const { label, extension, content } of kinds) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'plot-action';
    button.textContent = `Save as ${label}`;
    button.addEventListener('click', () => {
      const stem = title()
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}]+/gu, '_');
      host.savePlot(`${stem}.${extension}`, content()).then(
        (name) => (message.textContent = name === null ? '' : `Saved ${name}`),
        (error: unknown) => (message.textContent = error instanceof Error ? error.message : String(error)),
      );
    });
    actions.append(button);
  }
  return [message, actions];
}

const drawn = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'font-family',
  'font-size',
];

/** The picture with the style that the page gives it written into it. */
function standalone(svg: SVGElement): string {
  const copy = svg.cloneNode(true) as SVGElement;
  const originals = [svg, ...svg.querySelectorAll('*')];
  [copy, ...copy.querySelectorAll('*')].forEach((element, i) => {
    const style = getComputedStyle(originals[i]);
    for (const name of drawn) element.setAttribute(name, style.getPropertyValue(name));
    element.removeAttribute('class');
  });
  return `${new XMLSerializer().serializeToString(copy)}\n`;
}
