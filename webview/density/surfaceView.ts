/** The surface with its level slider; where there is no WebGL, a line that says why there is no surface. */
import { connect, type Remote } from '../shared/rpc';
import { SurfaceScene } from './scene';
import type { Statistics } from './statistics';
import type { DensityVolume } from './volume';
import type { SurfaceWorker } from './worker';

const steps = 1000;

export class SurfaceView {
  readonly element = document.createElement('section');
  private readonly slider = document.createElement('input');
  private readonly readout = document.createElement('output');
  private readonly note = document.createElement('p');
  private readonly scene: SurfaceScene | null;
  private readonly worker: Promise<Remote<SurfaceWorker>> | null;
  private statistics: Statistics | undefined;
  private level = 0;
  private wanted: number | null = null;
  private working = false;

  /** @param chosen gets the level that the user chose */
  constructor(private readonly chosen: (level: number) => void) {
    this.element.className = 'surface';
    this.element.setAttribute('aria-label', 'Surface');
    const canvas = document.createElement('canvas');
    canvas.setAttribute('role', 'img');
    canvas.setAttribute(
      'aria-label',
      'Surface of the density; drag to turn, shift-drag to move, wheel to zoom',
    );
    this.scene = createScene(canvas);
    this.worker = this.scene === null ? null : startWorker();
    this.note.className = 'note';
    this.note.setAttribute('aria-live', 'polite');
    this.element.append(
      this.scene === null ? '' : canvas,
      this.note,
      this.scene === null ? '' : this.levelBar(),
    );
    if (this.scene === null)
      this.say(
        'The surface is not drawn: this window has no WebGL 2 (no graphics driver, or hardware acceleration is off). The slices show the whole map.',
      );
    canvas.addEventListener('dblclick', () => this.scene?.lookFromFront());
  }

  async setVolume(
    volume: DensityVolume,
    statistics: Statistics,
    level: number,
    first: boolean,
  ): Promise<void> {
    this.statistics = statistics;
    this.level = level;
    this.showLevel();
    if (this.scene === null || this.worker === null) return;
    this.scene.frameBox(volume.size, volume.spacing);
    await (await this.worker).setGrid({ size: volume.size, data: volume.data });
    await this.extract(level);
    if (first) this.scene.lookFromFront();
  }

  private levelBar(): HTMLElement {
    this.slider.type = 'range';
    this.slider.max = String(steps);
    this.slider.setAttribute('aria-label', 'Surface level');
    this.slider.addEventListener('input', () => {
      if (this.statistics === undefined) return;
      const { min, max } = this.statistics;
      this.level = min + (this.slider.valueAsNumber / steps) * (max - min);
      this.showLevel();
      this.chosen(this.level);
      void this.extract(this.level);
    });
    const label = document.createElement('label');
    label.className = 'level';
    label.append('Level', this.slider, this.readout);
    return label;
  }

  /** `0.0234 · 4.1 σ` */
  private showLevel(): void {
    if (this.statistics === undefined) return;
    const { min, max, mean, sigma } = this.statistics;
    this.slider.value = String(Math.round(((this.level - min) / (max - min || 1)) * steps));
    const deviations = sigma > 0 ? `${((this.level - mean) / sigma).toFixed(2)} σ` : '';
    this.readout.value = `${Number(this.level.toPrecision(4))} · ${deviations}`;
    this.slider.setAttribute('aria-valuetext', this.readout.value);
  }

  /** While one surface is extracted only the newest wish is kept. */
  private async extract(level: number): Promise<void> {
    this.wanted = level;
    if (this.working || this.worker === null) return;
    this.working = true;
    try {
      const worker = await this.worker;
      while (this.wanted !== null) {
        const next: number = this.wanted;
        this.wanted = null;
        const surface = await worker.surface(next);
        this.scene?.show(surface);
        this.say(
          surface.cutShort
            ? 'The surface is cut short: at this level it is mostly noise. Raise the level.'
            : '',
        );
        this.element.dataset.triangles = String(surface.indices.length / 3);
      }
    } catch (error) {
      this.say(
        `The surface could not be computed: ${error instanceof Error ? error.message : String(error)}`,
      );
    } finally {
      this.working = false;
    }
  }

  private say(text: string): void {
    this.note.textContent = text;
    this.note.hidden = text === '';
  }
}

function createScene(canvas: HTMLCanvasElement): SurfaceScene | null {
  try {
    return new SurfaceScene(canvas);
  } catch {
    return null;
  }
}

/** A page of another origin may not start a worker from its address, but from its text it may. */
async function startWorker(): Promise<Remote<SurfaceWorker>> {
  const answer = await fetch(new URL('worker.js', import.meta.url));
  const address = URL.createObjectURL(new Blob([await answer.text()], { type: 'text/javascript' }));
  const worker = new Worker(address, { type: 'module' });
  return connect<object, SurfaceWorker>(
    {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker's, not a window's
      send: (message) => worker.postMessage(message),
      listen: (receive) =>
        worker.addEventListener('message', (event: MessageEvent<unknown>) => receive(event.data)),
    },
    {},
  );
}
