/** One map of the editor: its voxels as they come, its surface, and how it is shown. */
import { Color } from 'three';
import type { DensityHost } from '../../shared/protocol/density';
import type { Triple, VolumeInfo, VolumeStatistics } from '../../shared/protocol/volume';
import type { Remote } from '../../shared/rpc';
import type { DensityVolume } from '../volume/fetchVolume';
import { Isosurface, placementOf, type Placement } from '../volume/isosurface';
import { surfaceColor } from '../volume/isosurfaceView';
import { LevelSlider } from '../volume/levelSlider';
import { loadVolume, type LoadedVolume } from '../volume/loadVolume';
import { firstLevel, percentile } from '../volume/statistics';
import { linearColors } from './colorMap';

export interface LayerEvents {
  /** New voxels, or all of them. */
  loaded(layer: MapLayer, complete: boolean): void;
  surfaceChanged(layer: MapLayer): void;
  levelChosen(layer: MapLayer): void;
}

const colors = ['', '#e0a458', '#7fb77e', '#c77dbb', '#d66a6a'];

export class MapLayer {
  readonly surface: Isosurface;
  readonly slider: LevelSlider;
  info: VolumeInfo | null = null;
  name = '';
  volume: DensityVolume | null = null;
  statistics: VolumeStatistics | null = null;
  level = 0;
  chosenLevel: number | null = null;
  color: Color;
  opacity = 1;
  visible = true;
  complete = false;
  /** The layer whose values color this one's surface. */
  coloredBy: MapLayer | null = null;
  private turn = 0;
  /** Numbers of files that it showed before and that are still open. */
  private earlier: number[] = [];

  constructor(
    index: number,
    private readonly events: LayerEvents,
  ) {
    this.color = index === 0 ? surfaceColor() : new Color(colors[1 + ((index - 1) % 4)]);
    this.surface = new Isosurface(() => {
      this.paintByValues();
      events.surfaceChanged(this);
    });
    this.slider = new LevelSlider('Surface level', (level) => {
      this.level = level;
      this.chosenLevel = level;
      events.levelChosen(this);
      void this.surface.extract(level);
    });
  }

  /**
   * What it showed before stays open until `closeEarlier`: slices are still asked of it. Ends early where another load begins.
   * @param scene the placement of the scene; null makes one around this map
   */
  async load(host: Remote<DensityHost>, path: string, scene: () => Placement | null): Promise<void> {
    const turn = ++this.turn;
    const info = await host.openVolume(path);
    if (turn !== this.turn) {
      void host.closeVolume(info.handle);
      return;
    }
    if (this.info !== null) this.earlier.push(this.info.handle);
    this.info = info;
    this.name = info.fileName;
    if (!info.isVolume || Math.min(...info.size) < 2) {
      this.complete = true;
      return;
    }
    for await (const loaded of loadVolume(host, info)) {
      if (turn !== this.turn) return;
      await this.take(loaded, info.origin, scene());
    }
  }

  closeEarlier(host: Remote<DensityHost>): void {
    for (const handle of this.earlier.splice(0)) void host.closeVolume(handle);
  }

  /** Voxels that were made here rather than read. */
  async take(
    { volume, statistics, complete }: LoadedVolume,
    origin: Triple,
    scene: Placement | null,
  ): Promise<void> {
    const own = placementOf(volume, origin);
    const placement = scene === null ? own : { ...scene, origin };
    this.volume = volume;
    this.statistics = statistics;
    this.complete = complete;
    this.level = this.chosenLevel ?? firstLevel(statistics);
    this.slider.show(statistics, this.level);
    this.applyStyle();
    // Slices need no worker: they are drawn while it gets the voxels.
    const given = this.surface.setVolume(volume, placement);
    this.events.loaded(this, complete);
    await given;
    await this.surface.extract(this.level);
  }

  setLevel(level: number): void {
    if (this.statistics === null) return;
    this.level = level;
    this.chosenLevel = level;
    this.slider.show(this.statistics, level);
    void this.surface.extract(level);
  }

  applyStyle(): void {
    this.surface.style(this.coloredBy === null ? this.color : new Color(0xffffff), this.opacity);
    this.surface.mesh.visible = this.visible;
  }

  async hideDust(voxels: number): Promise<void> {
    this.surface.options = { ...this.surface.options, dust: voxels };
    await this.surface.extract(this.level);
  }

  /** Colors the surface by the values of another map; null goes back to one color. */
  async colorBy(other: MapLayer | null): Promise<void> {
    this.coloredBy = other;
    const color = other?.volume != null && this.volume !== null ? gridOf(this, other) : null;
    this.surface.options = { ...this.surface.options, color };
    this.applyStyle();
    await this.surface.extract(this.level);
  }

  /** Values that the colors begin and end with: most of those on the surface. */
  colorRange(): readonly [number, number] {
    const values = this.surface.surface?.values;
    if (values == null || values.length === 0) return [0, 1];
    const sorted = values.slice().sort();
    return [sorted[Math.floor(0.02 * sorted.length)], sorted[Math.floor(0.98 * (sorted.length - 1))]];
  }

  /** Values at this percentile and at its opposite. */
  window(clipped: number): readonly [number, number] {
    if (this.statistics === null) return [0, 1];
    return [percentile(this.statistics, clipped / 100), percentile(this.statistics, 1 - clipped / 100)];
  }

  dispose(host: Remote<DensityHost>): void {
    this.turn++;
    this.closeEarlier(host);
    if (this.info !== null) void host.closeVolume(this.info.handle);
    this.surface.dispose();
  }

  private paintByValues(): void {
    const values = this.surface.surface?.values ?? null;
    this.surface.paintVertices(values === null ? null : linearColors(values, ...this.colorRange()));
  }
}

/** Where the voxels of one map lie in the grid of another. */
function gridOf(layer: MapLayer, other: MapLayer): NonNullable<Isosurface['options']['color']> {
  const [from, to] = [layer.volume, other.volume];
  if (from === null || to === null) throw new Error('both maps have to be there');
  const origins = [layer.info?.origin ?? [0, 0, 0], other.info?.origin ?? [0, 0, 0]];
  const each = (value: (axis: number) => number): [number, number, number] => [value(0), value(1), value(2)];
  return {
    grid: other.surface.name,
    scale: each((axis) => from.spacing[axis] / to.spacing[axis]),
    shift: each((axis) => (origins[0][axis] - origins[1][axis]) / to.spacing[axis]),
  };
}
