/** Pictures that are drawn as SVG in the page, and how they are saved. */
import type { PlotHost } from '../protocol/plots';

export function svgElement(name: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

/** The links that save a picture as it is drawn now, in the theme's colours, and its numbers. */
export function saveActions(
  host: PlotHost,
  title: string,
  svg: SVGElement,
  csv: () => string,
): readonly HTMLElement[] {
  const message = document.createElement('span');
  message.setAttribute('role', 'status');
  const actions = document.createElement('div');
  actions.className = 'plot-actions';
  const stem = title.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '_');
  const save = (kind: 'SVG' | 'CSV', text: () => string): HTMLButtonElement => {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'plot-action';
    button.textContent = `Save as ${kind}`;
    button.setAttribute('aria-label', `Save as ${kind}: ${title}`);
    button.addEventListener('click', () => {
      host.savePlot(`${stem}.${kind.toLowerCase()}`, text()).then(
        (name) => (message.textContent = name === null ? '' : `Saved ${name}`),
        (error: unknown) => (message.textContent = error instanceof Error ? error.message : String(error)),
      );
    });
    return button;
  };
  actions.append(
    save('SVG', () => standalone(svg)),
    save('CSV', csv),
  );
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
