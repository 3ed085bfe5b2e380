/** Paints scenes into plain canvases: one WebGL context for the whole page, or none and software where there is no WebGL. */
import { Vector2, WebGLRenderer, type Camera, type Scene } from 'three';
import { SoftwareRenderer } from './softwareRenderer';

let renderer: WebGLRenderer | null | undefined;
let lost = false;
const software = new SoftwareRenderer();
const repaints = new Set<() => void>();
/** How long a lost context may take to come back, ms. */
const patience = 3000;

/** Why pictures are drawn in software; null while there is WebGL. */
export function whySoftware(): string | null {
  if (webgl() !== null && !lost) return null;
  return lost
    ? 'The graphics driver gave up: the surface is drawn in software until it is back.'
    : 'This window has no WebGL 2 (no graphics driver, or hardware acceleration is off): the surface is drawn in software, more slowly.';
}

/** Calls back when the way of painting has changed. */
export function onRepaint(repaint: () => void): () => void {
  repaints.add(repaint);
  return () => repaints.delete(repaint);
}

export function paint(scene: Scene, camera: Camera, canvas: HTMLCanvasElement): void {
  const drawing = webgl();
  if (drawing === null || lost) {
    software.render(scene, camera, canvas);
    return;
  }
  const { width, height } = canvas;
  if (width === 0 || height === 0) return;
  const size = drawing.getSize(new Vector2());
  // Views of different sizes share the context: it only ever grows, and each takes its lower left corner.
  if (size.x < width || size.y < height)
    drawing.setSize(Math.max(size.x, width), Math.max(size.y, height), false);
  drawing.setViewport(0, 0, width, height);
  drawing.setScissor(0, 0, width, height);
  drawing.render(scene, camera);
  const top = drawing.domElement.height - height;
  canvas.getContext('2d')?.drawImage(drawing.domElement, 0, top, width, height, 0, 0, width, height);
}

/** Largest edge of a volume that can be looked through; 0 without WebGL. */
export function volumeTextureLimit(): number {
  const context = webgl()?.getContext();
  if (context === undefined || !('MAX_3D_TEXTURE_SIZE' in context)) return 0;
  return lost ? 0 : (context.getParameter((context as WebGL2RenderingContext).MAX_3D_TEXTURE_SIZE) as number);
}

function webgl(): WebGLRenderer | null {
  if (renderer !== undefined) return renderer;
  const canvas = document.createElement('canvas');
  try {
    const context = canvas.getContext('webgl2', { antialias: true });
    if (context === null) return (renderer = null);
    renderer = new WebGLRenderer({ canvas, context, antialias: true });
  } catch {
    return (renderer = null);
  }
  // Browsers give few contexts: a closed tab must not keep its own until somebody tidies up.
  addEventListener('pagehide', () => renderer?.forceContextLoss());
  renderer.localClippingEnabled = true;
  renderer.setScissorTest(true);
  let timer: ReturnType<typeof setTimeout> | undefined;
  canvas.addEventListener('webglcontextlost', (event) => {
    event.preventDefault();
    timer = setTimeout(() => changed(true), patience);
  });
  canvas.addEventListener('webglcontextrestored', () => {
    clearTimeout(timer);
    changed(false);
  });
  return renderer;
}

function changed(isLost: boolean): void {
  lost = isLost;
  for (const repaint of repaints) repaint();
}
