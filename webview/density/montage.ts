/** All images of a stack as small pictures; a click shows one large. */
import type { DensityHost } from '../../shared/protocol/density';
import type { VolumeInfo } from '../../shared/protocol/volume';
import type { Remote } from '../../shared/rpc';

/** Images at a time: the rest comes by turning pages. */
const page = 60;

export class Montage {
  readonly element = document.createElement('section');
  private readonly tiles = document.createElement('div');
  private readonly pager = document.createElement('div');
  private first = 0;

  constructor(
    private readonly host: Remote<DensityHost>,
    private readonly info: VolumeInfo,
    private readonly chosen: (image: number) => void,
  ) {
    this.element.className = 'montage';
    this.element.setAttribute('aria-label', 'Images of the stack');
    this.tiles.className = 'tiles';
    this.pager.className = 'pager';
    this.element.append(this.tiles, this.pager);
  }

  async show(black: number, white: number): Promise<void> {
    const { first } = this;
    const images = this.info.size[2];
    const count = Math.min(page, images - first);
    this.showPager(black, white);
    this.tiles.replaceChildren();
    for (let image = first; image < first + count; image++) {
      const data = await this.host.volumeSections(this.info.handle, 0, image, 1).catch((error: unknown) => {
        if (this.first === first) throw error;
        return null;
      });
      if (data === null || this.first !== first) return;
      this.tiles.append(this.tile(image, data, black, white));
    }
    this.element.dataset.ready = 'true';
  }

  /** Asks for no more images: its file is about to be closed. */
  stop(): void {
    this.first = -1;
  }

  private tile(image: number, data: Float32Array, black: number, white: number): HTMLElement {
    const [width, height] = this.info.levels[0].size;
    const button = document.createElement('button');
    button.type = 'button';
    button.setAttribute('aria-label', `Image ${image + 1}`);
    button.addEventListener('click', () => this.chosen(image));
    const canvas = document.createElement('canvas');
    canvas.width = width;
    canvas.height = height;
    const pixels = new ImageData(width, height);
    const scale = 255 / (white - black || 1);
    for (let v = 0, from = 0; v < height; v++)
      for (let u = 0, to = 4 * width * (height - 1 - v); u < width; u++, to += 4) {
        const gray = (data[from++] - black) * scale;
        pixels.data.fill(gray, to, to + 3);
        pixels.data[to + 3] = 255;
      }
    canvas.getContext('2d')?.putImageData(pixels, 0, 0);
    const caption = document.createElement('span');
    caption.textContent = String(image + 1);
    button.append(canvas, caption);
    return button;
  }

  private showPager(black: number, white: number): void {
    const images = this.info.size[2];
    this.pager.hidden = images <= page;
    const turn = (label: string, to: number): HTMLButtonElement => {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = label;
      button.disabled = to < 0 || to >= images;
      button.addEventListener('click', () => {
        this.first = to;
        void this.show(black, white);
      });
      return button;
    };
    const last = Math.min(images, this.first + page);
    this.pager.replaceChildren(
      turn('Earlier', this.first - page),
      `${this.first + 1} to ${last} of ${images}`,
      turn('Later', this.first + page),
    );
  }
}
