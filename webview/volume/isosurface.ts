/** One map's surface in a stage: its grid in the worker, its level, its look. */
import { BufferAttribute, BufferGeometry, DoubleSide, Mesh, MeshStandardMaterial, Vector3 } from 'three';
import type { Color, Plane } from 'three';
import type { DensityVolume } from './fetchVolume';
import { volumeWorker } from './volumeWorker';
import type { ColoredSurface, SurfaceOptions } from './worker';

/** What a map's first voxel and unit are in the scene. */
export interface Placement {
  /** Scene units a Å. */
  readonly scale: number;
  /** Å, where the scene's middle is. */
  readonly center: Vector3;
  /** Å, of the map's first voxel. */
  readonly origin: readonly [number, number, number];
}

/** A scene around one map: its longest edge becomes 1. */
export function placementOf(volume: DensityVolume, origin: readonly [number, number, number]): Placement {
  const extent = extentOf(volume);
  return {
    scale: 1 / Math.max(extent.x, extent.y, extent.z),
    center: extent
      .clone()
      .multiplyScalar(0.5)
      .add(new Vector3(...origin)),
    origin,
  };
}

/** Å from the first voxel to the last. */
export function extentOf({ size, spacing }: DensityVolume): Vector3 {
  return new Vector3(...size.map((edge, axis) => Math.max(edge - 1, 1) * spacing[axis]));
}

/** With normals, since a material that first meets none shades flat from then on. */
function emptyGeometry(): BufferGeometry {
  const geometry = new BufferGeometry();
  for (const name of ['position', 'normal'])
    geometry.setAttribute(name, new BufferAttribute(new Float32Array(0), 3));
  return geometry;
}

let made = 0;

export class Isosurface {
  /** Name of its grid in the worker. */
  readonly name = `grid ${++made}`;
  readonly material = new MeshStandardMaterial({ roughness: 0.62, metalness: 0.05, side: DoubleSide });
  readonly mesh = new Mesh(emptyGeometry(), this.material);
  volume: DensityVolume | null = null;
  surface: ColoredSurface | null = null;
  options: SurfaceOptions = { dust: 0, color: null };
  private placement: Placement | null = null;
  private wanted: number | null = null;
  private working: Promise<void> | null = null;
  private disposed = false;

  /** @param changed gets every new surface */
  constructor(private readonly changed: (surface: ColoredSurface) => void) {}

  async setVolume(volume: DensityVolume, placement: Placement): Promise<void> {
    this.volume = volume;
    this.placement = placement;
    await (await volumeWorker()).setGrid(this.name, { size: volume.size, data: volume.data });
  }

  /** Puts the surface where the volume lies in the scene. */
  place(volume: DensityVolume, { scale, center, origin }: Placement): void {
    this.mesh.scale.set(...volume.spacing).multiplyScalar(scale);
    this.mesh.position
      .set(...origin)
      .sub(center)
      .multiplyScalar(scale);
  }

  /** While one surface is extracted only the newest wish is kept. */
  async extract(level: number): Promise<void> {
    this.wanted = level;
    this.working ??= this.work().finally(() => (this.working = null));
    await this.working;
  }

  style(color: string | Color, opacity: number): void {
    this.material.color.set(color);
    this.material.opacity = opacity;
    this.material.transparent = opacity < 1;
    this.material.depthWrite = opacity >= 1;
    this.mesh.renderOrder = opacity < 1 ? 1 : 0;
  }

  clip(planes: Plane[] | null): void {
    this.material.clippingPlanes = planes;
  }

  /** (vertex, 3) colors in place of the one color; null goes back to it. */
  paintVertices(colors: Float32Array | null): void {
    if (colors !== null) this.mesh.geometry.setAttribute('color', new BufferAttribute(colors, 3));
    else this.mesh.geometry.deleteAttribute('color');
    if (this.material.vertexColors !== (colors !== null)) {
      this.material.vertexColors = colors !== null;
      this.material.needsUpdate = true;
    }
  }

  /** Half the edge of a square that shows most of the surface, with some room around it; specks of noise don't count. */
  reach(): number {
    const positions = this.mesh.geometry.getAttribute('position');
    if (positions === undefined || positions.count === 0) return 0.8;
    const vertex = new Vector3();
    const step = Math.ceil(positions.count / 20_000);
    const distances = Float32Array.from({ length: Math.ceil(positions.count / step) }, (_, index) =>
      vertex
        .fromBufferAttribute(positions, index * step)
        .multiply(this.mesh.scale)
        .add(this.mesh.position)
        .length(),
    ).sort();
    return Math.min(0.95, 1.5 * distances[Math.floor(0.9 * distances.length)]);
  }

  dispose(): void {
    this.disposed = true;
    this.mesh.geometry.dispose();
    this.material.dispose();
    this.volume = null;
    void volumeWorker().then((worker) => worker.dropGrid(this.name));
  }

  private async work(): Promise<void> {
    const worker = await volumeWorker();
    while (this.wanted !== null && !this.disposed) {
      const next = this.wanted;
      this.wanted = null;
      this.show(await worker.surface(this.name, next, this.options));
    }
  }

  private show(surface: ColoredSurface): void {
    if (this.disposed) return;
    this.surface = surface;
    const geometry = new BufferGeometry();
    geometry.setAttribute('position', new BufferAttribute(surface.positions, 3));
    geometry.setAttribute('normal', new BufferAttribute(surface.normals, 3));
    geometry.setIndex(new BufferAttribute(surface.indices, 1));
    this.mesh.geometry.dispose();
    this.mesh.geometry = geometry;
    // A coarser surface stays where its own voxels are until this one takes its place.
    if (this.volume !== null && this.placement !== null) this.place(this.volume, this.placement);
    this.changed(surface);
  }
}
