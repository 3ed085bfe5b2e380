/** Draws a surface with WebGL 2: light that comes with the eye, colours of the theme, a frame that shows the box. */
import {
  Box3,
  Box3Helper,
  BufferAttribute,
  BufferGeometry,
  Color,
  DirectionalLight,
  DoubleSide,
  HemisphereLight,
  LineBasicMaterial,
  MathUtils,
  Mesh,
  MeshStandardMaterial,
  PerspectiveCamera,
  Scene,
  Vector3,
  WebGLRenderer,
} from 'three';
import { OrbitControls } from 'three/examples/jsm/controls/OrbitControls.js';
import { themeColor } from '../shared/theme';
import type { Surface } from './marchingCubes';

export class SurfaceScene {
  private readonly renderer: WebGLRenderer;
  private readonly scene = new Scene();
  private readonly camera = new PerspectiveCamera(30, 1, 0.1, 100);
  private readonly controls: OrbitControls;
  private readonly light = new DirectionalLight(0xffffff, 2.4);
  private readonly material = new MeshStandardMaterial({
    roughness: 0.62,
    metalness: 0.05,
    side: DoubleSide,
  });
  private readonly mesh = new Mesh(new BufferGeometry(), this.material);
  private readonly frameMaterial = new LineBasicMaterial({ transparent: true, opacity: 0.45 });
  private readonly frame = new Box3Helper(new Box3());
  private drawing = 0;

  /** Throws when the browser gives no WebGL 2. */
  constructor(private readonly canvas: HTMLCanvasElement) {
    const context = canvas.getContext('webgl2', { antialias: true });
    if (context === null) throw new Error('this window has no WebGL 2');
    this.renderer = new WebGLRenderer({ canvas, context, antialias: true });
    this.frame.material = this.frameMaterial;
    this.controls = new OrbitControls(this.camera, canvas);
    this.controls.addEventListener('change', () => this.draw());
    this.scene.add(this.mesh, this.frame, new HemisphereLight(0xffffff, 0x202838, 0.7), this.camera);
    this.camera.add(this.light);
    this.light.position.set(1.6, 1.8, 1.2);
    this.applyTheme();
    new ResizeObserver(() => this.resize()).observe(canvas);
    new MutationObserver(() => this.applyTheme()).observe(document.body, { attributeFilter: ['class'] });
  }

  /** Puts a box of this size (voxels) and spacing (Å) into view; the longest edge becomes 1. */
  frameBox(size: readonly number[], spacing: readonly number[]): void {
    const extent = new Vector3(...size.map((edge, axis) => Math.max(edge - 1, 1) * spacing[axis]));
    const scale = 1 / Math.max(extent.x, extent.y, extent.z);
    this.mesh.scale.set(spacing[0] * scale, spacing[1] * scale, spacing[2] * scale);
    this.mesh.position.copy(extent).multiplyScalar(-scale / 2);
    const half = extent.multiplyScalar(scale / 2);
    this.frame.box.set(half.clone().negate(), half);
    this.draw();
  }

  /** Turns to the first view, from as far as the surface needs to fit. */
  lookFromFront(): void {
    const distance = this.reach() / Math.tan(MathUtils.degToRad(this.camera.fov / 2));
    this.camera.position.set(0.37, 0.29, 0.88).multiplyScalar(distance);
    this.controls.target.set(0, 0, 0);
    this.controls.update();
    this.draw();
  }

  show(surface: Surface): void {
    const geometry = new BufferGeometry();
    geometry.setAttribute('position', new BufferAttribute(surface.positions, 3));
    geometry.setAttribute('normal', new BufferAttribute(surface.normals, 3));
    geometry.setIndex(new BufferAttribute(surface.indices, 1));
    this.mesh.geometry.dispose();
    this.mesh.geometry = geometry;
    this.draw();
  }

  /** Half the height to show: most of the surface with some room around it; specks of noise don't count. */
  private reach(): number {
    const positions = this.mesh.geometry.getAttribute('position');
    if (positions === undefined || positions.count === 0) return 0.8;
    const vertex = new Vector3();
    const distances = Float32Array.from({ length: positions.count }, (_, index) =>
      vertex.fromBufferAttribute(positions, index).multiply(this.mesh.scale).add(this.mesh.position).length(),
    ).sort();
    return Math.min(0.8, 1.5 * distances[Math.floor(0.9 * distances.length)]);
  }

  private applyTheme(): void {
    this.scene.background = new Color(themeColor('--vscode-editor-background', '#1e1e1e'));
    this.frameMaterial.color.set(themeColor('--vscode-editorIndentGuide-activeBackground1', '#707070'));
    // Charts are drawn in thin lines; as a surface the same colour would shout.
    this.material.color.set(themeColor('--vscode-charts-blue', '#3794ff')).lerp(new Color(0xdfe7ee), 0.5);
    this.draw();
  }

  private resize(): void {
    const { clientWidth, clientHeight } = this.canvas;
    if (clientWidth === 0 || clientHeight === 0) return;
    this.renderer.setPixelRatio(devicePixelRatio);
    this.renderer.setSize(clientWidth, clientHeight, false);
    this.camera.aspect = clientWidth / clientHeight;
    this.camera.updateProjectionMatrix();
    this.draw();
  }

  /** At most once a frame, and only when something changed. */
  private draw(): void {
    cancelAnimationFrame(this.drawing);
    this.drawing = requestAnimationFrame(() => this.renderer.render(this.scene, this.camera));
  }
}
