/** One open density file with whatever is shown beside it: loads maps, arranges views, does what is asked. */
import type { DensityAction, DensityHost, DensityStart } from '../../shared/protocol/density';
import { savedState, saveState } from '../shared/host';
import type { Remote } from '../../shared/rpc';
import { extentOf } from '../volume/isosurface';
import { measure } from '../volume/statistics';
import { colorKey } from './colorMap';
import { section } from './elements';
import { difference } from './difference';
import { chimeraXCommand } from './exports';
import { headerDetails } from './headerDetails';
import { MapLayer } from './mapLayer';
import { MaskStudio } from './maskStudio';
import { Montage } from './montage';
import { panel } from './panel';
import { ParticlePart } from './particlePart';
import { PlaneSource } from './planes';
import { savePicture, surfaceFormats } from './saving';
import { ScenePane } from './scenePane';
import { SliceGrid, type SliceChoices } from './sliceGrid';
import { Toolbar, type ViewName } from './toolbar';

/** What the user chose; the rest follows from the file. */
interface Choices extends SliceChoices {
  level?: number;
  view?: ViewName;
  dust: number;
  clip: number;
}

export class Editor {
  private readonly choices: Choices = {
    clipped: 0.5,
    dust: 0,
    clip: 0,
    ...(savedState() as Partial<Choices> | undefined),
  };
  private readonly page = document.createElement('main');
  private readonly work = document.createElement('div');
  private readonly status = document.createElement('p');
  private readonly toolbar = new Toolbar(
    (view) => this.look(view),
    () => this.reset(),
  );
  private readonly scene = new ScenePane();
  private readonly slices = new SliceGrid(this.choices, () => this.keep());
  private readonly layers: MapLayer[] = [];
  private montage: Montage | null = null;
  private studio: MaskStudio | null = null;
  private particles: ParticlePart | null = null;
  private source: PlaneSource | null = null;
  private versions: Awaited<ReturnType<DensityHost['versions']>> = [];
  private side: HTMLElement = document.createElement('aside');
  private loads = 0;

  constructor(
    private readonly host: Remote<DensityHost>,
    private readonly begin: DensityStart,
  ) {
    if (begin.position !== null) this.choices.position = begin.position;
    this.status.className = 'status';
    this.status.setAttribute('role', 'status');
    this.work.className = 'work';
    const main = this.newLayer();
    if (this.choices.level !== undefined) main.chosenLevel = this.choices.level;
  }

  /**
   * Reads the file of the tab, or another one in its place, the first time or anew. Where it is asked again meanwhile only the
   * last counts: what was there before may be half a file. Rejects with one sentence.
   */
  async load(path = this.begin.path): Promise<void> {
    const load = ++this.loads;
    const [main] = this.layers;
    delete this.page.dataset.ready;
    if (main.info === null) this.say(`Reading ${path.slice(path.lastIndexOf('/') + 1)}`);
    try {
      await main.load(this.host, path, () => null);
      if (load === this.loads && main.volume === null) await this.showImages(main);
      const versions = await this.host.versions();
      if (load !== this.loads) return;
      this.versions = versions;
    } catch (error) {
      if (load !== this.loads) return;
      throw error;
    }
    main.closeEarlier(this.host);
    this.fill();
    this.page.dataset.ready = 'true';
  }

  async act(wanted: DensityAction): Promise<void> {
    try {
      await this.actions[wanted]();
    } catch (error) {
      this.scene.say(error instanceof Error ? error.message : String(error));
    }
  }

  dispose(): void {
    this.loads++;
    this.studio?.dispose();
    this.montage?.stop();
    this.slices.dispose();
    for (const layer of this.layers) layer.dispose(this.host);
  }

  private readonly actions: Readonly<Record<DensityAction, () => Promise<void>>> = {
    screenshot: () => {
      if (this.choices.view === 'surface' || this.choices.view === 'all') this.scene.stage.paintNow();
      return savePicture(this.host, this.page, this.stem);
    },
    copyChimeraX: async () => {
      await this.host.copyText(chimeraXCommand(this.layers));
      this.scene.say('Copied. Paste it into the command line of ChimeraX.');
    },
    exportSurface: () => {
      const bar = surfaceFormats(this.host, this.layers[0], this.stem, (text) => this.scene.say(text));
      this.side.append(bar);
      bar.querySelector('button')?.focus();
      return Promise.resolve();
    },
    openElsewhere: async () => this.host.openElsewhere(this.slices.position),
    addMap: async () => {
      const path = await this.host.pickMap('Which map in the same picture?');
      if (path !== null) await this.addMap(path);
    },
    showParticles: async () => {
      const cloud = await this.host.pickParticles();
      const [main] = this.layers;
      if (cloud === null || main.volume === null) return;
      const shownMap = { name: main.name, extent: extentOf(main.volume) };
      this.particles?.dispose();
      this.particles = new ParticlePart(cloud, shownMap, this.scene, () => {
        this.particles?.dispose();
        this.particles = null;
        this.fill();
      });
      this.fill();
    },
    maskStudio: async () => {
      if (this.studio !== null) this.closeStudio();
      else if (this.scene.placement !== null) {
        this.studio = new MaskStudio(
          this.host,
          this.layers[0],
          { placement: this.scene.placement, changed: () => this.scene.draw() },
          this.begin.trusted,
        );
        this.scene.addMesh(this.studio.surface.mesh);
        this.fill();
      }
      return Promise.resolve();
    },
  };

  private get stem(): string {
    return this.layers[0].name.replace(/(\.\w+)(\.(gz|bz2))?$/, '');
  }

  private newLayer(): MapLayer {
    const layer = new MapLayer(this.layers.length, {
      loaded: (one, complete) => this.loaded(one, complete),
      surfaceChanged: (one) => this.surfaceChanged(one),
      levelChosen: (one) => {
        if (one === this.layers[0]) this.choices.level = one.level;
        this.scene.levelMoved(one);
        this.keep();
      },
    });
    this.layers.push(layer);
    return layer;
  }

  private async addMap(path: string): Promise<MapLayer> {
    const layer = this.newLayer();
    try {
      await layer.load(this.host, path, () => this.scene.placement);
      if (layer.volume === null)
        throw new Error(`${layer.name} is no volume: it cannot be shown with this map`);
    } catch (error) {
      this.remove(layer);
      throw error;
    }
    // A mask is looked through: what it encloses matters.
    if (/mask/i.test(layer.name)) {
      layer.opacity = 0.3;
      layer.applyStyle();
    }
    if (/local_?res/i.test(layer.name)) {
      layer.visible = false;
      layer.applyStyle();
      await this.colorBy(layer);
    }
    this.fill();
    return layer;
  }

  private loaded(layer: MapLayer, complete: boolean): void {
    const [main] = this.layers;
    if (layer !== main) {
      this.scene.add(layer);
      return;
    }
    const first = this.scene.placement === null;
    if (layer.info === null || layer.volume === null) return;
    this.scene.frame(layer, first);
    if (this.source?.info !== layer.info) this.source = new PlaneSource(this.host, layer.info);
    this.source.volume = layer.volume;
    if (first) {
      this.scene.add(layer);
      this.toolbar.offer('volume');
      this.toolbar.disable('through', this.scene.whyNotThrough());
      this.fill();
    }
    this.slices.show(this.source, layer);
    if (complete && this.choices.view === 'through') this.look('through');
  }

  private surfaceChanged(layer: MapLayer): void {
    const { surface } = layer.surface;
    if (surface === null) return;
    if (layer === this.layers[0]) {
      this.page.dataset.triangles = String(surface.indices.length / 3);
      if (this.framed !== layer.info) this.scene.lookAt(layer);
      this.framed = layer.info;
    }
    this.scene.say(
      surface.cutShort
        ? 'The surface is cut short: at this level it is mostly noise. Raise the level.'
        : layer.complete
          ? ''
          : 'A first, coarse surface; the rest is coming.',
    );
    this.scene.draw();
  }
  private framed: MapLayer['info'] = null;

  /** An image or a stack: sections only, read as they are wanted. */
  private async showImages(main: MapLayer): Promise<void> {
    const { info } = main;
    if (info === null) return;
    const statistics = await this.host.volumeStatistics(info.handle);
    if (info !== main.info) return;
    this.source = new PlaneSource(this.host, info);
    main.statistics = statistics;
    const stack = info.size[2] > 1;
    this.montage?.stop();
    this.toolbar.offer(stack ? 'stack' : 'image');
    this.montage = stack
      ? new Montage(this.host, info, (image) => {
          this.slices.move(new Map([[2, image]]));
          this.look('xy');
        })
      : null;
    this.slices.show(this.source, main);
  }

  private fill(): void {
    const [main] = this.layers;
    if (main.info === null) return;
    const volume = main.volume !== null;
    this.side = volume ? this.panel() : document.createElement('aside');
    const details = main.statistics === null ? [] : [headerDetails(main.info, main.statistics)];
    this.page.className = volume ? 'editor' : 'editor flat';
    this.page.replaceChildren(this.toolbar.element, this.work, ...(volume ? [this.side] : []), ...details);
    if (!this.page.isConnected) document.body.replaceChildren(this.page);
    this.look(this.choices.view ?? (volume ? 'all' : this.montage === null ? 'xy' : 'montage'));
  }

  private panel(): HTMLElement {
    const [main] = this.layers;
    const other = main.coloredBy;
    const extras = [
      ...(other === null ? [] : [colorKey(other.name, ...main.colorRange())]),
      ...(this.studio === null ? [] : [section('Mask', true, this.studio.element)]),
      ...(this.particles === null ? [] : [section('Particles', true, this.particles.element)]),
    ];
    return panel(
      {
        layers: this.layers,
        beside: this.scene.besideLayer,
        versions: this.versions,
        dust: this.choices.dust,
        clip: this.choices.clip,
        extras,
      },
      {
        act: (wanted) => void this.act(wanted),
        restyled: () => this.scene.draw(),
        removed: (layer) => this.remove(layer),
        difference: (layer) => void this.subtract(layer),
        beside: (layer) => {
          this.scene.beside(layer);
          this.fill();
        },
        colorBy: (layer) => void this.colorBy(layer),
        dust: (voxels) => {
          this.choices.dust = voxels;
          this.keep();
          for (const layer of this.layers) void layer.hideDust(voxels);
        },
        clip: (depth) => {
          this.choices.clip = depth;
          this.keep();
          this.scene.clip(depth);
        },
        version: (path) =>
          void this.load(path).catch((error: unknown) =>
            this.scene.say(error instanceof Error ? error.message : String(error)),
          ),
      },
    );
  }

  private async colorBy(other: MapLayer | null): Promise<void> {
    await this.layers[0].colorBy(other);
    this.fill();
  }

  /** The first map minus this one, as a map of its own. */
  private async subtract(other: MapLayer): Promise<void> {
    const [main] = this.layers;
    if (main.volume === null || other.volume === null || main.info === null) return;
    const volume = difference(main.volume, other.volume);
    if (volume === null) {
      this.scene.say('The maps have different boxes: there is no difference of them.');
      return;
    }
    const layer = this.newLayer();
    layer.name = `${main.name} - ${other.name}`;
    const loaded = { volume, statistics: measure(volume.data), complete: true };
    await layer.take(loaded, main.info.origin, this.scene.placement);
    this.fill();
  }

  private remove(layer: MapLayer): void {
    this.scene.remove(layer);
    this.layers.splice(this.layers.indexOf(layer), 1);
    layer.dispose(this.host);
    if (this.layers[0].coloredBy === layer) void this.colorBy(null);
    this.fill();
  }

  private closeStudio(): void {
    if (this.studio === null) return;
    this.scene.removeMesh(this.studio.surface.mesh);
    this.studio.dispose();
    this.studio = null;
    this.fill();
  }

  private look(view: ViewName): void {
    this.choices.view = view;
    this.keep();
    this.toolbar.mark(view);
    this.work.dataset.view = view;
    if (view === 'montage' && this.montage !== null) {
      this.work.replaceChildren(this.montage.element);
      void this.montage.show(...this.slices.window);
      return;
    }
    const plane = ['xy', 'xz', 'yz'].indexOf(view);
    const space = view === 'surface' || view === 'all' || view === 'through';
    this.work.replaceChildren(
      ...(space ? [this.scene.element] : []),
      ...(view === 'surface' || view === 'through' ? [] : [this.slices.element]),
    );
    this.slices.arrange(plane < 0 ? null : plane);
    const [main] = this.layers;
    main.applyStyle();
    if (main.volume !== null) this.scene.lookThrough(view === 'through' ? main : null);
  }

  private reset(): void {
    this.slices.reset();
    const [main] = this.layers;
    if (main.volume !== null) this.scene.lookAt(main);
  }

  private say(text: string): void {
    this.status.textContent = text;
    this.page.className = 'message';
    this.page.replaceChildren(this.status);
    document.body.replaceChildren(this.page);
  }

  private keep(): void {
    saveState(this.choices);
  }
}
