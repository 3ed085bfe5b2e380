/** The controls of particles in the picture: which tomogram, colored by which column, how long. */
import type { Material, Mesh, Vector3 } from 'three';
import type { ParticleCloud } from '../../shared/protocol/density';
import { colorKey } from './colorMap';
import { action, choice, range } from './elements';
import { drawParticles } from './particles';
import type { ScenePane } from './scenePane';

/** What the particles are in: a map, or a box without one. */
export interface MapExtent {
  readonly name: string;
  /** Å */
  readonly extent: Vector3;
}

export class ParticlePart {
  readonly element = document.createElement('div');
  private mesh: Mesh | null = null;
  private readonly key = document.createElement('div');
  private series: number;
  private column: string;
  private length: number;

  constructor(
    private readonly cloud: ParticleCloud,
    private readonly map: MapExtent,
    private readonly scene: ScenePane,
    closed: (() => void) | null,
  ) {
    // The tomogram's own particles, where its name tells which those are.
    const stem = (name: string) => name.replace(/\.\w+$/, '');
    this.series = cloud.series.findIndex((name) => map.name.startsWith(stem(name)));
    this.column =
      cloud.columns.find(({ label }) => /CtfMaxValue|LogLikeli|Score|RandomSubset/i.test(label))?.label ??
      cloud.columns[0]?.label ??
      '';
    const extent = map.extent.length();
    this.length = extent / 40;
    const count = document.createElement('p');
    count.setAttribute('role', 'status');
    this.element.append(
      count,
      choice(
        'Tomogram',
        [
          { value: '-1', label: 'all' },
          ...cloud.series.map((name, index) => ({ value: String(index), label: name })),
        ],
        String(this.series),
        (value) => {
          this.series = Number(value);
          this.draw(count);
        },
      ),
      choice(
        'Color by',
        cloud.columns.map(({ label }) => ({ value: label, label })),
        this.column,
        (value) => {
          this.column = value;
          this.draw(count);
        },
      ),
      range(
        'Length',
        { min: extent / 200, max: extent / 8, step: extent / 400, value: this.length },
        (value) => `${Math.round(value)} Å`,
        (value) => {
          this.length = value;
          this.draw(count);
        },
      ),
      this.key,
      ...(closed === null ? [] : [action('Remove', 'Takes the particles out', closed)]),
    );
    this.draw(count);
  }

  dispose(): void {
    if (this.mesh !== null) this.scene.removeMesh(this.mesh);
    this.mesh?.geometry.dispose();
    (this.mesh?.material as Material | undefined)?.dispose();
    this.mesh = null;
  }

  private draw(count: HTMLElement): void {
    this.dispose();
    const { placement } = this.scene;
    if (placement === null) return;
    const { series, column, length } = this;
    const drawn = drawParticles(this.cloud, { series, column, length }, placement, this.map.extent);
    this.mesh = drawn.mesh;
    this.scene.addMesh(drawn.mesh);
    this.key.replaceChildren(colorKey(this.column, ...drawn.range));
    count.textContent = `${drawn.shown.toLocaleString('en')} particles of ${this.cloud.fileName}`;
    this.element.dataset.particles = String(drawn.shown);
  }
}
