/** Three sections through a volume, at right angles, with a cross where the others are. */
import { themeColor } from '../shared/theme';
import { drawScaleBar } from './scaleBar';
import type { DensityVolume } from '../volume/fetchVolume';

export interface SliceState {
  /** Voxel that all three sections go through. */
  readonly position: readonly [number, number, number];
  /** Values that are drawn black and white. */
  readonly black: number;
  readonly white: number;
}

export interface Slices {
  readonly element: HTMLElement;
  draw(volume: DensityVolume, state: SliceState): void;
}

interface Plane {
  readonly name: string;
  /** Axes that run to the right, up, and into the screen: 0 x, 1 y, 2 z. */
  readonly right: number;
  readonly up: number;
  readonly depth: number;
}

const planes: readonly Plane[] = [
  { name: 'XY', right: 0, up: 1, depth: 2 },
  { name: 'XZ', right: 0, up: 2, depth: 1 },
  { name: 'YZ', right: 1, up: 2, depth: 0 },
];

/** @param moved gets the new position along one axis or several */
export function createSlices(moved: (change: ReadonlyMap<number, number>) => void): Slices {
  const element = document.createElement('section');
  element.className = 'slices';
  element.setAttribute('aria-label', 'Slices');
  const views = planes.map((plane) => new SliceView(plane, moved));
  element.append(...views.map((view) => view.element));
  return { element, draw: (volume, state) => views.forEach((view) => view.draw(volume, state)) };
}

class SliceView {
  readonly element = document.createElement('figure');
  private readonly canvas = document.createElement('canvas');
  private readonly slider = document.createElement('input');
  private readonly caption = document.createElement('output');
  private readonly image = new OffscreenCanvas(1, 1);
  private last: { readonly volume: DensityVolume; readonly state: SliceState } | undefined;

  constructor(
    private readonly plane: Plane,
    private readonly moved: (change: ReadonlyMap<number, number>) => void,
  ) {
    const axis = 'xyz'[plane.depth];
    this.canvas.setAttribute('role', 'img');
    this.canvas.setAttribute('aria-label', `${plane.name} slice`);
    this.slider.type = 'range';
    this.slider.min = '0';
    this.slider.setAttribute('aria-label', `Position of the ${plane.name} slice along ${axis}`);
    this.slider.addEventListener('input', () => moved(new Map([[plane.depth, this.slider.valueAsNumber]])));
    this.canvas.addEventListener('wheel', (event) => this.scroll(event), { passive: false });
    this.canvas.addEventListener('pointerdown', (event) => this.point(event));
    this.canvas.addEventListener('pointermove', (event) => event.buttons === 1 && this.point(event));
    const title = document.createElement('figcaption');
    title.append(plane.name, this.caption);
    this.element.append(title, this.canvas, this.slider);
    new ResizeObserver(() => this.redraw()).observe(this.canvas);
    new MutationObserver(() => this.redraw()).observe(document.body, { attributeFilter: ['class'] });
  }

  draw(volume: DensityVolume, state: SliceState): void {
    this.last = { volume, state };
    const { depth } = this.plane;
    const axis = 'xyz'[depth];
    this.element.hidden = volume.size[2] === 1 && depth !== 2;
    this.slider.max = String(volume.size[depth] - 1);
    this.slider.value = String(state.position[depth]);
    this.slider.hidden = volume.size[depth] === 1;
    this.caption.value = this.slider.hidden
      ? ''
      : `${axis} ${state.position[depth] + 1} of ${volume.size[depth]}`;
    this.slider.setAttribute('aria-valuetext', this.caption.value);
    this.fillImage(volume, state);
    this.redraw();
  }

  private fillImage({ size, data }: DensityVolume, { position, black, white }: SliceState): void {
    const { right, up, depth } = this.plane;
    const stride = [1, size[0], size[0] * size[1]];
    const [width, height] = [size[right], size[up]];
    const pixels = new ImageData(width, height);
    const scale = 255 / (white - black || 1);
    for (let v = 0; v < height; v++) {
      // Up in the density is up on the screen.
      let to = 4 * width * (height - 1 - v);
      let from = position[depth] * stride[depth] + v * stride[up];
      for (let u = 0; u < width; u++, from += stride[right], to += 4) {
        const grey = (data[from] - black) * scale;
        pixels.data[to] = pixels.data[to + 1] = pixels.data[to + 2] = grey;
        pixels.data[to + 3] = 255;
      }
    }
    this.image.width = width;
    this.image.height = height;
    this.image.getContext('2d')?.putImageData(pixels, 0, 0);
  }

  private redraw(): void {
    const context = this.canvas.getContext('2d');
    const { clientWidth, clientHeight } = this.canvas;
    if (this.last === undefined || context === null || clientWidth === 0) return;
    this.canvas.width = Math.round(clientWidth * devicePixelRatio);
    this.canvas.height = Math.round(clientHeight * devicePixelRatio);
    context.scale(devicePixelRatio, devicePixelRatio);
    const { volume, state } = this.last;
    const { right, up } = this.plane;
    const box = this.place(volume);
    context.imageSmoothingQuality = 'high';
    context.drawImage(this.image, box.x, box.y, box.width, box.height);
    if (volume.size[2] > 1) {
      const x = Math.round(box.x + ((state.position[right] + 0.5) / volume.size[right]) * box.width) + 0.5;
      const y = Math.round(box.y + (1 - (state.position[up] + 0.5) / volume.size[up]) * box.height) + 0.5;
      context.strokeStyle = themeColor('--vscode-charts-orange', '#d18616');
      context.globalAlpha = 0.65;
      context.beginPath();
      context.moveTo(box.x, y);
      context.lineTo(box.x + box.width, y);
      context.moveTo(x, box.y);
      context.lineTo(x, box.y + box.height);
      context.stroke();
      context.globalAlpha = 1;
    }
    drawScaleBar(context, box, volume.size[right] * volume.spacing[right]);
  }

  /** Where the image lies in the canvas: as large as it fits, in true proportions. */
  private place({ size, spacing }: DensityVolume): { x: number; y: number; width: number; height: number } {
    const { clientWidth, clientHeight } = this.canvas;
    const { right, up } = this.plane;
    const extent = [size[right] * spacing[right], size[up] * spacing[up]];
    const scale = Math.min(clientWidth / extent[0], clientHeight / extent[1]);
    const [width, height] = [extent[0] * scale, extent[1] * scale];
    return { x: (clientWidth - width) / 2, y: (clientHeight - height) / 2, width, height };
  }

  private scroll(event: WheelEvent): void {
    if (this.last === undefined) return;
    event.preventDefault();
    const { depth } = this.plane;
    const next = this.last.state.position[depth] + Math.sign(event.deltaY);
    if (next >= 0 && next < this.last.volume.size[depth]) this.moved(new Map([[depth, next]]));
  }

  private point(event: PointerEvent): void {
    if (this.last === undefined || event.button > 0) return;
    const { volume } = this.last;
    const { right, up } = this.plane;
    const box = this.place(volume);
    const voxel = (fraction: number, edge: number) =>
      Math.min(edge - 1, Math.max(0, Math.floor(fraction * edge)));
    this.moved(
      new Map([
        [right, voxel((event.offsetX - box.x) / box.width, volume.size[right])],
        [up, voxel(1 - (event.offsetY - box.y) / box.height, volume.size[up])],
      ]),
    );
  }
}
