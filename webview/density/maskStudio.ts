/** Makes a mask from the map while its sliders move, with the code of `murmur create_mask`, and saves it. */
import type { DensityHost, MaskSettings } from '../../shared/protocol/density';
import type { Remote } from '../../shared/rpc';
import { Isosurface, type Placement } from '../volume/isosurface';
import { volumeWorker } from '../volume/volumeWorker';
import { action, range } from './elements';
import type { MapLayer } from './mapLayer';

export class MaskStudio {
  readonly element = document.createElement('div');
  readonly surface: Isosurface;
  private settings: MaskSettings;
  private readonly result = document.createElement('p');
  private wanted = false;
  private working = false;
  private disposed = false;

  constructor(
    private readonly host: Remote<DensityHost>,
    private readonly layer: MapLayer,
    private readonly scene: { readonly placement: Placement; readonly changed: () => void },
    trusted: boolean,
  ) {
    this.surface = new Isosurface(scene.changed);
    this.surface.style('#f2c14e', 0.32);
    const { volume, statistics } = layer;
    this.settings = { lowPass: null, threshold: layer.level, extend: 3, softEdge: 3 };
    this.element.className = 'mask-studio';
    this.result.setAttribute('role', 'status');
    const pixel = (layer.volume?.spacing[0] ?? 1) || 1;
    const cubic = volume !== null && volume.size.every((edge) => edge === volume.size[0]);
    const off = 60 + pixel;
    const { min, max } = statistics ?? { min: 0, max: 1 };
    const save = action(
      'Save as Mask...',
      'Runs murmur create_mask with these settings',
      () => void this.save(),
    );
    save.disabled = !trusted;
    this.element.append(
      ...(cubic
        ? [
            range(
              'Low-pass',
              { min: 2 * pixel, max: off, step: 0.5, value: off },
              (value) => (value >= off - 0.5 ? 'off' : `${value.toFixed(1)} Å`),
              (value) => this.set({ lowPass: value >= off - 0.5 ? null : value }),
            ),
          ]
        : []),
      range(
        'Threshold',
        { min, max, step: (max - min) / 1000 || 1, value: layer.level },
        (value) => String(Number(value.toPrecision(4))),
        (threshold) => this.set({ threshold }),
      ),
      range(
        'Extend',
        { min: -5, max: 20, step: 1, value: this.settings.extend },
        (value) => `${value} voxels`,
        (extend) => this.set({ extend }),
      ),
      range(
        'Soft edge',
        { min: 0, max: 20, step: 1, value: this.settings.softEdge },
        (value) => `${value} voxels`,
        (softEdge) => this.set({ softEdge }),
      ),
      this.result,
      save,
    );
    if (!trusted) save.title = 'Trust the folder first: nothing is written before';
    this.update();
  }

  dispose(): void {
    this.disposed = true;
    this.surface.dispose();
    this.element.remove();
  }

  private set(change: Partial<MaskSettings>): void {
    this.settings = { ...this.settings, ...change };
    this.update();
  }

  private update(): void {
    this.wanted = true;
    if (!this.working) void this.work();
  }

  private async work(): Promise<void> {
    this.working = true;
    this.element.setAttribute('aria-busy', 'true');
    try {
      const worker = await volumeWorker();
      const { volume } = this.layer;
      if (volume === null) return;
      while (this.wanted && !this.disposed) {
        this.wanted = false;
        const [pixelSize] = volume.spacing;
        const options = { ...this.settings, invert: false, combine: null };
        const mask = await worker.mask(this.layer.surface.name, this.surface.name, pixelSize, options);
        let inside = 0;
        for (const value of mask) if (value >= 0.5) inside++;
        const share = ((100 * inside) / mask.length).toFixed(1);
        this.result.textContent = `${inside.toLocaleString('en')} voxels, ${share} % of the box`;
        this.element.dataset.voxels = String(inside);
        this.surface.place(volume, { ...this.scene.placement, origin: this.layer.info?.origin ?? [0, 0, 0] });
        await this.surface.extract(0.5);
        this.scene.changed();
      }
    } catch (error) {
      this.result.textContent = error instanceof Error ? error.message : String(error);
    } finally {
      this.working = false;
      this.element.setAttribute('aria-busy', 'false');
    }
  }

  private async save(): Promise<void> {
    try {
      const name = await this.host.saveMask(this.settings);
      if (name !== null) this.result.textContent = `Saved as ${name}`;
    } catch (error) {
      this.result.textContent = error instanceof Error ? error.message : String(error);
    }
  }
}
