/** One section of a map: scrolled by the wheel, windowed by the right button, read out under the pointer. */
import { themeColor } from '../shared/theme';
import type { Plane, PlaneSource, PlaneValues } from './planes';
import { drawScaleBar } from './scaleBar';

export interface SliceState {
  /** Voxel of the file that all sections go through. */
  readonly position: readonly [number, number, number];
  /** Values that are drawn black and white. */
  readonly black: number;
  readonly white: number;
}

export interface SliceEvents {
  /** The new position along one axis or several. */
  moved(change: ReadonlyMap<number, number>): void;
  windowed(black: number, white: number): void;
  /** The voxel under the pointer and its value; null when it left. */
  pointed(text: string | null): void;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export class SliceView {
  readonly element = document.createElement('figure');
  private readonly canvas = document.createElement('canvas');
  private readonly slider = document.createElement('input');
  private readonly caption = document.createElement('output');
  private readonly image = new OffscreenCanvas(1, 1);
  private source: PlaneSource | null = null;
  private state: SliceState | null = null;
  private values: PlaneValues | null = null;
  private asked = 0;
  private asking = false;

  constructor(
    private readonly plane: Plane,
    private readonly events: SliceEvents,
  ) {
    const axis = 'xyz'[plane.depth];
    this.canvas.setAttribute('role', 'img');
    this.canvas.setAttribute('aria-label', `${plane.name} slice`);
    this.canvas.title = 'Click or drag: move there. Wheel: through the map. Right-drag: contrast.';
    this.slider.type = 'range';
    this.slider.min = '0';
    this.slider.setAttribute('aria-label', `Position of the ${plane.name} slice along ${axis}`);
    this.slider.addEventListener('input', () =>
      events.moved(new Map([[plane.depth, this.slider.valueAsNumber]])),
    );
    this.canvas.addEventListener('wheel', (event) => this.scroll(event), { passive: false });
    this.canvas.addEventListener('pointerdown', (event) => this.press(event));
    this.canvas.addEventListener('pointermove', (event) => this.hover(event));
    this.canvas.addEventListener('pointerleave', () => events.pointed(null));
    this.canvas.addEventListener('contextmenu', (event) => event.preventDefault());
    const title = document.createElement('figcaption');
    title.append(plane.name, this.caption);
    this.element.append(title, this.canvas, this.slider);
    new ResizeObserver(() => this.redraw()).observe(this.canvas);
    new MutationObserver(() => this.redraw()).observe(document.body, { attributeFilter: ['class'] });
  }

  draw(source: PlaneSource, state: SliceState): void {
    const { depth } = this.plane;
    const index = state.position[depth];
    const moved =
      this.source !== source || this.state?.position[depth] !== index || this.values?.exact !== true;
    this.source = source;
    this.state = state;
    const last = source.size[depth] - 1;
    this.slider.max = String(last);
    this.slider.value = String(index);
    this.slider.hidden = last === 0;
    this.caption.value = last === 0 ? '' : `${'xyz'[depth]} ${index + 1} of ${last + 1}`;
    this.slider.setAttribute('aria-valuetext', this.caption.value);
    if (moved) {
      this.values = source.now(this.plane, index) ?? this.values;
      if (this.values?.exact !== true || source.volume === null) void this.ask();
    }
    this.fillImage();
    this.redraw();
  }

  dispose(): void {
    this.source = null;
  }

  /** While one section is read only the newest wish is kept. */
  private async ask(): Promise<void> {
    this.asked++;
    if (this.asking || this.element.offsetParent === null) return;
    this.asking = true;
    try {
      for (let done = -1; done !== this.asked;) {
        done = this.asked;
        const { source, state } = this;
        if (source === null || state === null) return;
        const index = state.position[this.plane.depth];
        const values = await source.exact(this.plane, index).catch((error: unknown) => {
          // Its file was closed when another took its place.
          if (this.source === source) throw error;
          return null;
        });
        if (values === null || this.source !== source || this.state?.position[this.plane.depth] !== index)
          continue;
        this.values = values;
        this.fillImage();
        this.redraw();
        this.canvas.dataset.exact = 'true';
      }
    } finally {
      this.asking = false;
    }
  }

  private fillImage(): void {
    if (this.values === null || this.state === null) return;
    const { width, height, data } = this.values;
    const pixels = new ImageData(width, height);
    const { black, white } = this.state;
    const scale = 255 / (white - black || 1);
    for (let v = 0, from = 0; v < height; v++) {
      // Up in the density is up on the screen.
      let to = 4 * width * (height - 1 - v);
      for (let u = 0; u < width; u++, to += 4) {
        const gray = (data[from++] - black) * scale;
        pixels.data[to] = pixels.data[to + 1] = pixels.data[to + 2] = gray;
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
    const { source, state, values } = this;
    if (source === null || state === null || values === null || context === null || clientWidth === 0) return;
    this.canvas.width = Math.round(clientWidth * devicePixelRatio);
    this.canvas.height = Math.round(clientHeight * devicePixelRatio);
    context.scale(devicePixelRatio, devicePixelRatio);
    const { right, up } = this.plane;
    const box = this.place(source);
    // Voxels stay squares when one is many pixels wide.
    context.imageSmoothingEnabled = box.width < 6 * values.width;
    context.imageSmoothingQuality = 'high';
    context.drawImage(this.image, box.x, box.y, box.width, box.height);
    if (source.info.isVolume) {
      const x = Math.round(box.x + ((state.position[right] + 0.5) / source.size[right]) * box.width) + 0.5;
      const y = Math.round(box.y + (1 - (state.position[up] + 0.5) / source.size[up]) * box.height) + 0.5;
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
    drawScaleBar(context, box, source.size[right] * source.spacing[right]);
  }

  /** Where the image lies in the canvas: as large as it fits, in true proportions. */
  private place({ size, spacing }: PlaneSource): Box {
    const { clientWidth, clientHeight } = this.canvas;
    const { right, up } = this.plane;
    const extent = [size[right] * spacing[right], size[up] * spacing[up]];
    const scale = Math.min(clientWidth / extent[0], clientHeight / extent[1]);
    const [width, height] = [extent[0] * scale, extent[1] * scale];
    return { x: (clientWidth - width) / 2, y: (clientHeight - height) / 2, width, height };
  }

  private scroll(event: WheelEvent): void {
    if (this.source === null || this.state === null) return;
    event.preventDefault();
    const { depth } = this.plane;
    const next = this.state.position[depth] + Math.sign(event.deltaY) * (event.shiftKey ? 10 : 1);
    if (next >= 0 && next < this.source.size[depth]) this.events.moved(new Map([[depth, next]]));
  }

  private press(event: PointerEvent): void {
    if (event.button === 0) this.point(event);
    if (event.button === 2) this.canvas.setPointerCapture(event.pointerId);
  }

  private hover(event: PointerEvent): void {
    if (event.buttons === 1) this.point(event);
    if (event.buttons === 2 && this.state !== null) {
      // Right and left widen and narrow the window, up and down shift it.
      const { black, white } = this.state;
      const width = (white - black) * Math.exp(event.movementX / 150);
      const middle = (black + white) / 2 + ((white - black) * event.movementY) / 250;
      this.events.windowed(middle - width / 2, middle + width / 2);
    }
    this.readOut(event);
  }

  private readOut(event: PointerEvent): void {
    const voxel = this.voxelAt(event);
    const { source, state, values } = this;
    if (voxel === null || source === null || state === null || values === null) {
      this.events.pointed(null);
      return;
    }
    const { right, up, depth } = this.plane;
    const u = Math.floor((voxel[0] * values.width) / source.size[right]);
    const v = Math.floor((voxel[1] * values.height) / source.size[up]);
    const place = [0, 0, 0];
    [place[right], place[up], place[depth]] = [voxel[0], voxel[1], state.position[depth]];
    const value = values.data[u + values.width * v];
    const unit = source.info.pixelSize.every((pixel) => pixel > 0)
      ? ` (${place.map((at, axis) => (at * source.spacing[axis]).toFixed(1)).join(', ')} Å)`
      : '';
    this.events.pointed(
      `voxel ${place.join(', ')}${unit}: ${Number(value.toPrecision(6))}${values.exact ? '' : ' on average'}`,
    );
  }

  private voxelAt(event: PointerEvent): readonly [number, number] | null {
    if (this.source === null) return null;
    const box = this.place(this.source);
    const u = (event.offsetX - box.x) / box.width;
    const v = 1 - (event.offsetY - box.y) / box.height;
    if (u < 0 || v < 0 || u >= 1 || v >= 1) return null;
    const { right, up } = this.plane;
    return [Math.floor(u * this.source.size[right]), Math.floor(v * this.source.size[up])];
  }

  private point(event: PointerEvent): void {
    const voxel = this.voxelAt(event);
    if (voxel === null) return;
    this.events.moved(
      new Map([
        [this.plane.right, voxel[0]],
        [this.plane.up, voxel[1]],
      ]),
    );
  }
}
