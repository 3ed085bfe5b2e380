/** A canvas with a scene in it: a camera that turns around the middle, light that comes with the eye, the theme's colors. */
import {
  Box3,
  Box3Helper,
  Color,
  DirectionalLight,
  HemisphereLight,
  LineBasicMaterial,
  MathUtils,
  PerspectiveCamera,
  Scene,
} from 'three';
import type { Object3D, Vector3 } from 'three';
import { OrbitControls } from 'three/examples/jsm/controls/OrbitControls.js';
import { themeColor } from '../shared/theme';
import { onRepaint, paint } from './painter';

/** Where the eye is, so that several stages can look the same way. */
export interface Look {
  readonly position: readonly [number, number, number];
  readonly target: readonly [number, number, number];
  readonly up: readonly [number, number, number];
}

/** Degrees that are seen across the shorter side of the canvas. */
const field = 30;

export class Stage {
  readonly scene = new Scene();
  readonly camera = new PerspectiveCamera(field, 1, 0.01, 100);
  private readonly controls: OrbitControls;
  private readonly frameMaterial = new LineBasicMaterial({ transparent: true, opacity: 0.45 });
  private readonly frame = new Box3Helper(new Box3());
  private readonly ending = new AbortController();
  private readonly observers: { disconnect(): void }[];
  private readonly looked = new Set<(look: Look) => void>();
  private drawing = 0;
  private following = false;

  constructor(readonly canvas: HTMLCanvasElement) {
    this.frame.material = this.frameMaterial;
    this.controls = new OrbitControls(this.camera, canvas);
    this.controls.addEventListener('change', () => {
      this.draw();
      if (!this.following) for (const tell of this.looked) tell(this.look());
    });
    const light = new DirectionalLight(0xffffff, 2.4);
    light.position.set(1.6, 1.8, 1.2);
    this.camera.add(light);
    this.scene.add(this.frame, new HemisphereLight(0xffffff, 0x202838, 0.7), this.camera);
    const resize = new ResizeObserver(() => this.resize());
    resize.observe(canvas);
    const theme = new MutationObserver(() => this.applyTheme());
    theme.observe(document.body, { attributeFilter: ['class'] });
    this.observers = [resize, theme, { disconnect: onRepaint(() => this.draw()) }];
    canvas.addEventListener('dblclick', () => this.lookFromFront(), { signal: this.ending.signal });
    this.applyTheme();
  }

  /** The box whose corners the frame marks; in the scene's units its longest edge is about 1. */
  frameBox(half: Vector3, visible = true): void {
    this.frame.box.set(half.clone().negate(), half);
    this.frame.visible = visible;
    this.draw();
  }

  add(object: Object3D): void {
    this.scene.add(object);
    this.draw();
  }

  remove(object: Object3D): void {
    this.scene.remove(object);
    this.draw();
  }

  /** @param reach half of what the shorter side of the canvas is to show, in the scene's units */
  lookFromFront(reach = this.reach): void {
    this.reach = reach;
    const distance = reach / Math.tan(MathUtils.degToRad(field / 2));
    this.camera.up.set(0, 1, 0);
    this.camera.position.set(0.37, 0.29, 0.88).multiplyScalar(distance);
    this.controls.target.set(0, 0, 0);
    this.controls.update();
    this.draw();
  }
  private reach = 0.8;

  look(): Look {
    return {
      position: this.camera.position.toArray(),
      target: this.controls.target.toArray(),
      up: this.camera.up.toArray(),
    };
  }

  lookAs({ position, target, up }: Look): void {
    this.following = true;
    this.camera.position.set(...position);
    this.camera.up.set(...up);
    this.controls.target.set(...target);
    this.controls.update();
    this.following = false;
    this.draw();
  }

  /** Calls back when the user has turned, moved or zoomed. */
  onLook(tell: (look: Look) => void): void {
    this.looked.add(tell);
  }

  /** At most once a frame, and only when something changed. */
  draw(): void {
    cancelAnimationFrame(this.drawing);
    this.drawing = requestAnimationFrame(() => this.paintNow());
  }

  paintNow(): void {
    paint(this.scene, this.camera, this.canvas);
  }

  dispose(): void {
    cancelAnimationFrame(this.drawing);
    this.ending.abort();
    for (const observer of this.observers) observer.disconnect();
    this.controls.dispose();
  }

  private applyTheme(): void {
    this.scene.background = new Color(themeColor('--vscode-editor-background', '#1e1e1e'));
    this.frameMaterial.color.set(themeColor('--vscode-editorIndentGuide-activeBackground1', '#707070'));
    this.draw();
  }

  private resize(): void {
    const { clientWidth, clientHeight } = this.canvas;
    if (clientWidth === 0 || clientHeight === 0) return;
    this.canvas.width = Math.round(clientWidth * devicePixelRatio);
    this.canvas.height = Math.round(clientHeight * devicePixelRatio);
    const aspect = clientWidth / clientHeight;
    this.camera.aspect = aspect;
    const upright = Math.atan(Math.tan(MathUtils.degToRad(field / 2)) / Math.min(1, aspect));
    this.camera.fov = 2 * MathUtils.radToDeg(upright);
    this.camera.updateProjectionMatrix();
    this.paintNow();
  }
}
