/** The three sections at right angles, or a single large one, with their contrast. */
import type { Triple } from '../../shared/protocol/volume';
import type { MapLayer } from './mapLayer';
import { planes, type PlaneSource } from './planes';
import { SliceView } from './sliceView';

export interface SliceChoices {
  position?: Triple;
  /** Percent of voxels that are drawn plain black, and as many plain white. */
  clipped: number;
  /** Values that are drawn black and white, where the user dragged them. */
  window?: readonly [number, number];
}

export class SliceGrid {
  readonly element = document.createElement('section');
  private readonly views: readonly SliceView[];
  private readonly slider = document.createElement('input');
  private readonly percent = document.createElement('output');
  private readonly readout = document.createElement('output');
  private source: PlaneSource | null = null;
  private layer: MapLayer | null = null;

  constructor(
    private readonly choices: SliceChoices,
    private readonly changed: () => void,
  ) {
    this.element.className = 'slices';
    this.element.setAttribute('aria-label', 'Slices');
    this.views = planes.map(
      (plane) =>
        new SliceView(plane, {
          moved: (change) => this.move(change),
          windowed: (black, white) => this.choose({ window: [black, white] }),
          pointed: (text) => (this.readout.value = text ?? ''),
        }),
    );
    this.readout.className = 'readout';
    this.readout.setAttribute('aria-label', 'Voxel under the pointer');
    this.element.append(...this.views.map((view) => view.element), this.readout, this.contrast());
  }

  show(source: PlaneSource, layer: MapLayer): void {
    this.source = source;
    this.layer = layer;
    this.draw();
  }

  /** Asks for no more sections: the file is about to be closed. */
  dispose(): void {
    for (const view of this.views) view.dispose();
  }

  /** @param only index of a plane that is shown alone; null shows all */
  arrange(only: number | null): void {
    const flat = this.source?.info.isVolume === false || this.source?.size[2] === 1;
    this.views.forEach(
      (view, index) => (view.element.hidden = flat ? index !== 0 : only !== null && index !== only),
    );
    this.draw();
  }

  get position(): Triple {
    const size = this.source?.size ?? [1, 1, 1];
    // The middle until the user chose; inside the map even when the file became smaller.
    const stack = this.source?.info.isVolume === false;
    const at = (axis: number) =>
      Math.min(
        this.choices.position?.[axis] ?? (stack && axis === 2 ? 0 : Math.floor(size[axis] / 2)),
        size[axis] - 1,
      );
    return [at(0), at(1), at(2)];
  }

  get window(): readonly [number, number] {
    return this.choices.window ?? this.layer?.window(this.choices.clipped) ?? [0, 1];
  }

  move(change: ReadonlyMap<number, number>): void {
    const position = [...this.position] as [number, number, number];
    for (const [axis, voxel] of change) position[axis] = voxel;
    this.choose({ position });
  }

  /** Middle of the map, contrast by percentiles. */
  reset(): void {
    delete this.choices.position;
    delete this.choices.window;
    this.choose({ clipped: 0.5 });
    this.slider.value = '0.5';
    this.tell();
  }

  private choose(change: Partial<SliceChoices>): void {
    Object.assign(this.choices, change);
    this.changed();
    this.draw();
  }

  private draw(): void {
    if (this.source === null) return;
    const [black, white] = this.window;
    for (const view of this.views)
      if (!view.element.hidden) view.draw(this.source, { position: this.position, black, white });
  }

  private contrast(): HTMLElement {
    this.slider.type = 'range';
    this.slider.max = '20';
    this.slider.step = '0.1';
    this.slider.value = String(this.choices.clipped);
    this.slider.setAttribute('aria-label', 'Contrast of the slices');
    this.slider.addEventListener('input', () => {
      delete this.choices.window;
      this.choose({ clipped: this.slider.valueAsNumber });
      this.tell();
    });
    this.tell();
    const label = document.createElement('label');
    label.className = 'contrast';
    label.append('Contrast', this.slider, this.percent);
    return label;
  }

  private tell(): void {
    const { clipped } = this.choices;
    this.percent.value = `${clipped.toFixed(1)}–${(100 - clipped).toFixed(1)} %`;
    this.slider.setAttribute('aria-valuetext', `percentiles ${this.percent.value}`);
  }
}
