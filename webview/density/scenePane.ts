/** The picture of the maps in space: one stage, or two that look the same way, with a plane that cuts. */
import { Plane, Vector3, type Mesh } from 'three';
import { extentOf, placementOf, type Placement } from '../volume/isosurface';
import { onRepaint, volumeTextureLimit, whySoftware } from '../volume/painter';
import { Stage } from '../volume/stage';
import type { MapLayer } from './mapLayer';
import { ThroughView } from './throughView';

export class ScenePane {
  readonly element = document.createElement('section');
  readonly stage: Stage;
  placement: Placement | null = null;
  private second: { readonly stage: Stage; readonly figure: HTMLElement; readonly layer: MapLayer } | null =
    null;
  private readonly note = document.createElement('p');
  private readonly plane = new Plane(new Vector3(0, 0, -1), 1);
  private readonly through = new ThroughView();
  private seenThrough: MapLayer | null = null;
  private clipped = 0;
  private readonly extras = new Set<Mesh>();

  constructor() {
    this.element.className = 'scene';
    this.element.setAttribute('aria-label', 'Surface');
    this.note.className = 'note';
    this.note.setAttribute('aria-live', 'polite');
    const { figure, stage } = this.view('Surface of the density');
    this.stage = stage;
    this.stage.add(this.through.mesh);
    this.element.append(figure, this.note);
    onRepaint(() => this.say(''));
    this.stage.onLook((look) => {
      this.second?.stage.lookAs(look);
      this.cut();
    });
  }

  /** Puts the scene around this map. */
  frame(layer: MapLayer, first: boolean): void {
    if (layer.volume === null) return;
    this.placement = placementOf(layer.volume, layer.info?.origin ?? [0, 0, 0]);
    this.stage.frameBox(this.half(layer));
    if (first) this.stage.lookFromFront();
  }

  /** An empty box of this many Å, for particles without a tomogram. @returns half its edges, in the scene's units */
  frameEmpty(extent: Vector3): Vector3 {
    const scale = 1 / Math.max(extent.x, extent.y, extent.z);
    this.placement = { scale, center: extent.clone().multiplyScalar(0.5), origin: [0, 0, 0] };
    const half = extent.clone().multiplyScalar(scale / 2);
    this.stage.frameBox(half);
    return half;
  }

  /** Turns the first view to a layer that fills it. */
  lookAt(layer: MapLayer): void {
    this.stage.lookFromFront(layer.surface.reach());
    this.second?.stage.lookAs(this.stage.look());
  }

  add(layer: MapLayer): void {
    this.stage.add(layer.surface.mesh);
    this.applyClip();
  }

  remove(layer: MapLayer): void {
    this.stage.remove(layer.surface.mesh);
    if (this.second?.layer === layer) this.beside(null);
  }

  /** Anything else in the picture: a mask's shell, particles. */
  addMesh(mesh: Mesh): void {
    this.extras.add(mesh);
    this.stage.add(mesh);
    this.applyClip();
  }

  removeMesh(mesh: Mesh): void {
    this.extras.delete(mesh);
    this.stage.remove(mesh);
  }

  /** Shows a layer in a picture of its own that turns with the first; null goes back to one picture. */
  beside(layer: MapLayer | null): void {
    if (this.second !== null) {
      this.second.stage.remove(this.second.layer.surface.mesh);
      this.stage.add(this.second.layer.surface.mesh);
      this.second.stage.dispose();
      this.second.figure.remove();
      this.second = null;
    }
    this.element.classList.toggle('double', layer !== null);
    if (layer === null) return;
    const { figure, stage } = this.view(`Surface of ${layer.name}`);
    const caption = document.createElement('figcaption');
    caption.textContent = layer.name;
    figure.append(caption);
    this.second = { stage, figure, layer };
    this.element.append(figure);
    stage.add(layer.surface.mesh);
    stage.frameBox(this.half(layer));
    stage.lookAs(this.stage.look());
    stage.onLook((look) => {
      this.stage.lookAs(look);
      this.cut();
    });
  }

  get besideLayer(): MapLayer | null {
    return this.second?.layer ?? null;
  }

  /** @param depth 0 cuts nothing off, 1 everything */
  clip(depth: number): void {
    this.clipped = depth;
    this.cut();
    this.applyClip();
  }

  /** Looks through a layer in place of its surface; null shows surfaces again. */
  lookThrough(layer: MapLayer | null): void {
    this.seenThrough = layer;
    this.through.mesh.visible = layer !== null;
    if (layer?.volume != null && layer.statistics !== null) {
      const { max } = layer.statistics;
      const [low] = layer.window(0.5);
      this.through.setVolume(layer.volume, low, max, this.half(layer));
      this.through.setLevel(layer.level);
    }
    if (layer !== null) layer.surface.mesh.visible = false;
    this.draw();
  }

  /** Empty when maps can be looked through; else why not. */
  whyNotThrough(): string {
    return volumeTextureLimit() === 0 ? 'Looking through a map needs WebGL 2, which this window lacks.' : '';
  }

  levelMoved(layer: MapLayer): void {
    // Surfaces are drawn when they have come.
    if (this.seenThrough !== layer) return;
    this.through.setLevel(layer.level);
    this.draw();
  }

  say(text: string): void {
    const software = whySoftware();
    this.note.textContent = [text, software ?? ''].filter((part) => part !== '').join(' ');
    this.note.hidden = this.note.textContent === '';
  }

  draw(): void {
    this.stage.draw();
    this.second?.stage.draw();
  }

  private half(layer: MapLayer): Vector3 {
    if (layer.volume === null || this.placement === null) return new Vector3(0.5, 0.5, 0.5);
    return extentOf(layer.volume).multiplyScalar(this.placement.scale / 2);
  }

  private view(label: string): { figure: HTMLElement; stage: Stage } {
    const figure = document.createElement('figure');
    figure.className = 'space';
    const canvas = document.createElement('canvas');
    canvas.setAttribute('role', 'img');
    canvas.setAttribute(
      'aria-label',
      `${label}; drag to turn, shift-drag to move, wheel to zoom, R to reset`,
    );
    canvas.tabIndex = 0;
    figure.append(canvas);
    return { figure, stage: new Stage(canvas) };
  }

  /** The plane faces the eye, whichever way that looks. */
  private cut(): void {
    const { position, target } = this.stage.look();
    const away = new Vector3(...target).sub(new Vector3(...position)).normalize();
    this.plane.set(away, 0.87 - 1.74 * this.clipped);
    if (this.clipped > 0) this.draw();
  }

  private applyClip(): void {
    const planes = this.clipped > 0 ? [this.plane] : null;
    this.stage.scene.traverse((object) => {
      const material = (object as Mesh).material;
      if (material !== undefined && !Array.isArray(material) && 'roughness' in material)
        material.clippingPlanes = planes;
    });
    if (this.second !== null) this.second.layer.surface.clip(planes);
    this.draw();
  }
}
