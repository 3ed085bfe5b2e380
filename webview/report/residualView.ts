/** Phase residuals as a figure: both pictures, the colors' key, what they say of the optics, and ways to save them. */
import type { PhaseResiduals } from '../../shared/records/aberrations';
import { residualTitle, type ResidualEntry } from '../../shared/report/plots/plot';
import type { PlotHost } from '../../shared/protocol/plots';
import { element } from '../shared/element';
import { heading, rowTable } from '../shared/rowTable';
import { themeColor } from '../shared/theme';
import { aberrationLines, aberrationSentence } from '../../shared/report/aberrationWords';
import { createChoice } from './controls';
import { createResidualCanvas } from './residualCanvas';
import {
  colorOf,
  residualCsv,
  residualKinds,
  residualRings,
  residualSvg,
  spanFor,
  spans,
} from '../../shared/report/residualPicture';
import { savingActions } from './svgFigure';

export interface ResidualView {
  readonly element: HTMLElement;
  /** Hidden where there is nothing to show. */
  draw(entries: readonly ResidualEntry[]): void;
}

export function createResidualView(host: PlotHost): ResidualView {
  const figure = document.createElement('figure');
  figure.className = 'residuals';
  figure.hidden = true;
  const caption = document.createElement('figcaption');
  const which = createChoice('Of', () => redraw());
  const span = createChoice('Colors span', () => redraw());
  span.offer([
    { value: '', label: 'what is significant' },
    ...spans.map((degrees) => ({ value: String(degrees), label: `±${degrees}°` })),
  ]);
  const pictures = residualKinds.map(({ kind, meaning }) => createResidualCanvas(kind, meaning));
  const key = document.createElement('canvas');
  [key.width, key.height] = [240, 1];
  const keyEnds = element('div', 'key-ends');
  const sentence = element('p', 'residual-words');
  const note = element('p', 'note');
  const optics = element('div', 'optics');
  const table = document.createElement('details');
  table.className = 'plot-table';
  table.append(element('summary', '', 'Table'));
  let entries: readonly ResidualEntry[] = [];

  const shown = (): ResidualEntry => entries.find(({ name }) => name === which.get()) ?? entries[0];
  const spanOf = ({ residuals }: ResidualEntry): number =>
    span.get() === '' ? spanFor(residuals) : Number(span.get());
  const head = element(
    'div',
    'plot-head',
    caption,
    ...savingActions(host, () => residualTitle(shown()), [
      {
        label: 'SVG',
        extension: 'svg',
        content: () => residualSvg(residualTitle(shown()), shown().residuals, spanOf(shown())),
      },
      {
        label: 'PNG',
        extension: 'png',
        content: () =>
          picturePng(
            pictures.map(({ canvas }) => canvas),
            key,
            spanOf(shown()),
          ),
      },
      { label: 'CSV', extension: 'csv', content: () => residualCsv(shown().residuals) },
    ]),
  );
  figure.append(
    head,
    element('div', 'controls', which.element, span.element),
    sentence,
    element(
      'div',
      'phase-pictures',
      ...pictures.map((picture) => picture.element),
      element('div', 'residual-side', optics, element('div', 'phase-key', key, keyEnds)),
    ),
    note,
    table,
  );
  table.addEventListener('toggle', () => drawTable());

  const drawTable = (): void => {
    table.querySelector('.scroll')?.remove();
    if (table.open) table.append(ringTable(shown()));
  };

  const redraw = (): void => {
    if (entries.length === 0) return;
    const entry = shown();
    const { residuals } = entry;
    const degrees = spanOf(entry);
    caption.textContent = residualTitle(entry);
    for (const button of head.querySelectorAll('button'))
      button.setAttribute('aria-label', `${button.textContent}: ${residualTitle(entry)}`);
    sentence.textContent = aberrationSentence(residuals);
    optics.replaceChildren(opticsTable(residuals));
    for (const picture of pictures) picture.draw(residuals, degrees);
    drawKey(key, keyEnds, degrees);
    note.textContent =
      `${entry.of}, ${residuals.images.toLocaleString('en')} images, each against the reference of its own half. Color is ` +
      'the phase of the images less that of the references; it fades where the noise is as large, and is missing where the images cannot tell. ± is one standard error; bold stands out.';
    drawTable();
    figure.dataset.images = String(residuals.images);
  };

  return {
    element: figure,
    draw(next) {
      entries = next;
      figure.hidden = next.length === 0;
      which.offer(next.map(({ name }) => ({ value: name, label: name })));
      redraw();
    },
  };
}

function opticsTable(residuals: PhaseResiduals): HTMLElement {
  const rows = aberrationLines(residuals).map(({ name, found, standsOut }) => {
    const cell = element('td', standsOut ? 'stands-out' : '', found);
    return element('tr', '', heading(name, 'row'), cell);
  });
  const table = element(
    'table',
    '',
    element('caption', '', 'What the residuals say of the optics'),
    element('tbody', '', ...rows),
  );
  return table;
}

function ringTable({ name, residuals }: ResidualEntry): HTMLElement {
  const rows = residualRings(residuals).map((ring) => {
    const values = [ring.antisymmetric, ring.symmetric, ring.confidence].map((value) =>
      element('td', '', value === null ? '–' : value.toFixed(1).replace(/^-(0\.0)$/, '$1')),
    );
    return element('tr', '', heading(ring.resolution.toFixed(1), 'row'), ...values);
  });
  const columns = ['Resolution (Å)', 'Antisymmetric, rms (°)', 'Symmetric, mean (°)', 'Confidence, mean'];
  return rowTable(columns, rows, `Phase residuals of ${name}, ring by ring`);
}

function drawKey(key: HTMLCanvasElement, ends: HTMLElement, span: number): void {
  const context = key.getContext('2d');
  if (context === null) return;
  for (let x = 0; x < key.width; x++) {
    const phase = (((2 * (x + 0.5)) / key.width - 1) * span * Math.PI) / 180;
    context.fillStyle = `rgb(${colorOf(phase, span).join(' ')})`;
    context.fillRect(x, 0, 1, 1);
  }
  key.setAttribute('role', 'img');
  key.setAttribute('aria-label', `Colors: phase from -${span}° to ${span}°`);
  ends.replaceChildren(...[-span, 0, span].map((value) => element('span', '', `${value}°`)));
}

/** Both pictures beside each other with the key below, as base64. */
function picturePng(pictures: readonly HTMLCanvasElement[], key: HTMLCanvasElement, span: number): string {
  const [{ width, height }] = pictures;
  const whole = document.createElement('canvas');
  whole.width = width * pictures.length;
  whole.height = height + 68;
  const context = whole.getContext('2d');
  if (context === null) return '';
  context.fillStyle = themeColor('--vscode-editor-background', '#ffffff');
  context.fillRect(0, 0, whole.width, whole.height);
  pictures.forEach((picture, i) => context.drawImage(picture, i * width, 0));
  context.drawImage(key, whole.width / 2 - 240, height + 8, 480, 24);
  context.fillStyle = themeColor('--vscode-foreground', '#888888');
  context.font = `22px ${getComputedStyle(document.body).fontFamily}`;
  context.textAlign = 'center';
  for (const part of [-1, 0, 1])
    context.fillText(`${part * span}°`, whole.width / 2 + part * 240, height + 58);
  return whole.toDataURL('image/png').replace(/^.*,/, '');
}
