/** One picture of phase residuals on a canvas: rings of resolution, and what the pixel under pointer or arrow keys says. */
import type { PhaseResiduals } from '../../shared/records/aberrations';
import { element } from '../shared/element';
import { themeColor } from '../shared/theme';
import {
  colorOf,
  opacityOf,
  phaseAt,
  phasePixels,
  resolutionLabel,
  resolutionOf,
  ringsOf,
  type ResidualKind,
} from '../../shared/report/residualPicture';

/** px of the page, of the picture with its rim */
export const canvasSide = 320;
const rim = 14;
/** Device pixels to one of the page, whatever the screen: pictures are saved as they are drawn. */
const sharpness = 2;

export interface ResidualCanvas {
  readonly element: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  /** @param span degrees to either side that the colors reach */
  draw(residuals: PhaseResiduals, span: number): void;
}

export function createResidualCanvas(kind: ResidualKind, meaning: string): ResidualCanvas {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = canvasSide * sharpness;
  canvas.tabIndex = 0;
  canvas.setAttribute('role', 'img');
  const readOut = document.createElement('output');
  readOut.className = 'note read-out';
  const hint = `${kind}: ${meaning}`;
  const whole = element('div', 'phase-picture', element('p', 'note', hint), canvas, readOut);
  let shown: PhaseResiduals | undefined;
  let span = 180;
  let cursor: readonly [number, number] | null = null;
  readOut.value = '\u00a0';

  const scaleOf = ({ radius }: PhaseResiduals): number => (canvasSide - 2 * rim) / (2 * radius + 1);

  const paint = (): void => {
    const context = canvas.getContext('2d');
    if (shown === undefined || context === null) return;
    const scale = scaleOf(shown);
    const foreground = themeColor('--vscode-foreground', '#888888');
    context.setTransform(sharpness, 0, 0, sharpness, 0, 0);
    context.fillStyle = themeColor('--vscode-editor-background', '#ffffff');
    context.fillRect(0, 0, canvasSide, canvasSide);
    context.translate(canvasSide / 2, canvasSide / 2);
    for (const { kx, ky, phase, confidence } of phasePixels(shown, kind)) {
      context.globalAlpha = opacityOf(confidence);
      context.fillStyle = `rgb(${colorOf(phase, span).join(' ')})`;
      context.fillRect((kx - 0.5) * scale, (-ky - 0.5) * scale, scale + 0.3, scale + 0.3);
    }
    context.lineWidth = 1;
    context.font = `11px ${getComputedStyle(document.body).fontFamily}`;
    context.textAlign = 'center';
    for (const { radius, resolution } of ringsOf(shown)) {
      context.globalAlpha = 0.55;
      context.strokeStyle = foreground;
      context.beginPath();
      context.arc(0, 0, radius * scale, 0, 2 * Math.PI);
      context.stroke();
      context.globalAlpha = 1;
      label(context, resolutionLabel(resolution), -radius * scale + 4, foreground);
    }
    if (cursor !== null) {
      context.strokeStyle = foreground;
      context.lineWidth = 2;
      context.strokeRect((cursor[0] - 0.5) * scale, (-cursor[1] - 0.5) * scale, scale, scale);
    }
    context.globalAlpha = 1;
  };

  const point = (next: readonly [number, number] | null): void => {
    if (shown === undefined) return;
    const pixel = next === null ? null : phaseAt(shown, kind, next[0], next[1]);
    cursor = pixel === null ? null : next;
    readOut.value =
      pixel === null
        ? '\u00a0'
        : `${resolutionOf(shown, pixel.kx, pixel.ky).toFixed(1)} Å at ${azimuth(pixel.kx, pixel.ky)}°: ` +
          `${((pixel.phase * 180) / Math.PI).toFixed(0)}°, confidence ${pixel.confidence.toFixed(1)}`;
    paint();
  };
  canvas.addEventListener('pointermove', (event) => {
    if (shown === undefined) return;
    const scale = (scaleOf(shown) * canvas.clientWidth) / canvasSide;
    const half = canvas.clientWidth / 2;
    point([Math.round((event.offsetX - half) / scale), Math.round((half - event.offsetY) / scale)]);
  });
  canvas.addEventListener('pointerleave', () => point(null));
  canvas.addEventListener('blur', () => point(null));
  canvas.addEventListener('keydown', (event) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (step === undefined || shown === undefined) return;
    event.preventDefault();
    const [x, y] = cursor ?? [0, 0];
    // The middle holds nothing: step over it.
    const beyond = x + step[0] === 0 && y + step[1] === 0 ? 2 : 1;
    const next = [x + beyond * step[0], y + beyond * step[1]] as const;
    if (phaseAt(shown, kind, next[0], next[1]) !== null || cursor === null) point(next);
  });
  // VS Code names the theme on the body, and its colors in the style of the document.
  const theme = new MutationObserver(paint);
  theme.observe(document.body, { attributes: true, attributeFilter: ['class'] });
  theme.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });

  return {
    element: whole,
    canvas,
    draw(residuals, degrees) {
      shown = residuals;
      span = degrees;
      canvas.setAttribute(
        'aria-label',
        `Phase residuals, ${hint}. Up to ${resolutionLabel(1 / residuals.highest)}; arrow keys read pixels out.`,
      );
      paint();
    },
  };
}

/** On a little of the background, to be read on any color. */
function label(context: CanvasRenderingContext2D, text: string, y: number, color: string): void {
  const width = context.measureText(text).width + 6;
  context.globalAlpha = 0.75;
  context.fillStyle = themeColor('--vscode-editor-background', '#ffffff');
  context.fillRect(-width / 2, y - 10, width, 13);
  context.globalAlpha = 1;
  context.fillStyle = color;
  context.fillText(text, 0, y);
}

function azimuth(kx: number, ky: number): string {
  return ((Math.atan2(ky, kx) * 180) / Math.PI).toFixed(0);
}
