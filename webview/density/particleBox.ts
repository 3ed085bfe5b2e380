/** The particles of a STAR file in an empty box: what a tab shows of such a file, without a map. */
import { Vector3 } from 'three';
import type { DensityHost, ParticleCloud } from '../../shared/protocol/density';
import type { Remote } from '../../shared/rpc';
import { section } from './elements';
import { ParticlePart } from './particlePart';
import { ScenePane } from './scenePane';

export class ParticleBox {
  private readonly page = document.createElement('main');
  private readonly scene = new ScenePane();
  private particles: ParticlePart | null = null;

  constructor(
    private readonly host: Remote<DensityHost>,
    private readonly path: string,
  ) {}

  /** Reads the file, the first time or anew. Rejects with one sentence. */
  async load(): Promise<void> {
    const cloud = await this.host.particles(this.path);
    const extent = boxOf(cloud);
    const half = this.scene.frameEmpty(extent);
    this.particles?.dispose();
    this.particles = new ParticlePart(cloud, { name: '', extent }, this.scene, null);
    const side = document.createElement('aside');
    side.className = 'panel';
    side.setAttribute('aria-label', 'Particles');
    side.append(section('Particles', true, this.particles.element));
    const work = document.createElement('div');
    work.className = 'work';
    work.dataset.view = 'surface';
    work.append(this.scene.element);
    this.page.className = 'editor';
    this.page.replaceChildren(work, side);
    if (!this.page.isConnected) document.body.replaceChildren(this.page);
    this.scene.stage.lookFromFront(half.length());
    this.page.dataset.ready = 'true';
  }

  dispose(): void {
    this.particles?.dispose();
  }
}

/** Å: from the corner, or around the middle, to the outermost particles. */
export function boxOf({ positions, centered }: ParticleCloud): Vector3 {
  const most = [1, 1, 1];
  for (let i = 0; i < positions.length; i++) {
    const reach = centered ? 2 * Math.abs(positions[i]) : positions[i];
    if (reach > most[i % 3]) most[i % 3] = reach;
  }
  return new Vector3(...most);
}
