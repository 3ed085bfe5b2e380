/** The mask that is being made, as a surface that follows threshold, extension and low-pass. */
import { thresholdByWeight } from '../../shared/masks/maskThreshold';
import type { FormValues } from '../../shared/protocol/form';
import type { SpeciesHost } from '../../shared/protocol/species';
import type { Remote } from '../../shared/rpc';
import type { DensityVolume } from '../volume/fetchVolume';
import { IsosurfaceView } from '../volume/isosurfaceView';
import { measure } from '../volume/statistics';
import { volumeWorker } from '../volume/volumeWorker';
import type { LoadedMap } from './maps';

/** Names in the worker of surfaces, where masks are made with the code that `murmur create_mask` runs. */
const averageName = 'average';
const maskName = 'mask';

export class MaskPreview {
  readonly element = document.createElement('figure');
  private readonly view: IsosurfaceView;
  private readonly caption = document.createElement('figcaption');
  private average: { readonly map: LoadedMap; readonly volume: DensityVolume } | null = null;
  private wanted: FormValues | null = null;
  private working = false;
  private first = true;

  constructor(host: Remote<SpeciesHost>) {
    this.view = new IsosurfaceView(host, { label: 'the mask' });
    this.caption.textContent = 'Mask';
    this.caption.setAttribute('aria-live', 'polite');
    this.element.append(this.view.element, this.caption);
  }

  /** @returns mean and standard deviation of the average, from which a threshold follows */
  async setMaps(half1: LoadedMap, half2: LoadedMap | null): Promise<{ mean: number; sigma: number }> {
    const other = half2?.volume.data;
    const data = half1.volume.data.map((value, i) => (other === undefined ? value : (value + other[i]) / 2));
    this.average = { map: half1, volume: { ...half1.volume, data } };
    this.first = true;
    await (await volumeWorker()).setGrid(averageName, { size: half1.volume.size, data });
    return measure(data);
  }

  say(text: string): void {
    this.caption.textContent = text;
  }

  /** The threshold that encloses so many kDa; null where the box cannot hold them. */
  thresholdByWeight(kiloDalton: number): number | null {
    if (this.average === null) return null;
    const { data, spacing } = this.average.volume;
    return thresholdByWeight(data, spacing[0], kiloDalton);
  }

  /** While one mask is made only the newest wish is kept. */
  async show(values: FormValues): Promise<void> {
    this.wanted = values;
    if (this.working) return;
    this.working = true;
    try {
      while (this.wanted !== null) {
        const next: FormValues = this.wanted;
        this.wanted = null;
        await this.make(next);
      }
    } catch (error) {
      this.say(`There is no such mask: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      this.working = false;
    }
  }

  /** A mask from a file. */
  async showFile(map: LoadedMap): Promise<void> {
    await this.draw(map.volume, map);
  }

  private async make(values: FormValues): Promise<void> {
    const threshold = numberOf(values.maskThreshold);
    const extend = numberOf(values.maskExtend);
    if (this.average === null || threshold === null || extend === null) return;
    const { map, volume } = this.average;
    const worker = await volumeWorker();
    const data = await worker.mask(averageName, maskName, volume.spacing[0], {
      lowPass: numberOf(values.maskLowpass),
      threshold,
      // Voxels on the screen may stand for larger boxes of the file's.
      extend: Math.round(extend / map.binning),
      softEdge: 0,
      invert: false,
      combine: null,
    });
    await this.draw({ ...volume, data }, map);
  }

  private async draw(volume: DensityVolume, { info }: LoadedMap): Promise<void> {
    const { data, spacing } = volume;
    const inside = data.reduce((sum, value) => sum + (value >= 0.5 ? 1 : 0), 0);
    await this.view.take(info, { volume, statistics: measure(data), complete: true }, this.first, 0.5);
    this.first = false;
    const voxel = spacing.reduce((product, edge) => product * edge, 1);
    this.say(
      inside === 0
        ? 'Mask: nothing of the map lies in it'
        : `Mask: ${((100 * inside) / data.length).toFixed(1)} % of the box, ${Math.round((inside * voxel) / 1000).toLocaleString('en')} nm³`,
    );
    this.element.dataset.voxels = String(inside);
  }
}

function numberOf(value: unknown): number | null {
  if (typeof value !== 'string' || value.trim() === '') return null;
  return Number.isFinite(Number(value)) ? Number(value) : null;
}
