/** Draws meshes without a graphics card: smoothly shaded triangles with a depth buffer, lit from the eye, into a 2D canvas. */
import { Color, Matrix4, Mesh, MeshStandardMaterial, Vector3, type Camera, type Scene } from 'three';

/** Pixels that are computed at most; the picture is stretched to the canvas. */
const mostPixels = 500_000;

export class SoftwareRenderer {
  private readonly image = new OffscreenCanvas(1, 1);
  private depth = new Float32Array(1);

  render(scene: Scene, camera: Camera, canvas: HTMLCanvasElement): void {
    const context = canvas.getContext('2d');
    if (context === null || canvas.width === 0 || canvas.height === 0) return;
    const shrink = Math.min(1, Math.sqrt(mostPixels / (canvas.width * canvas.height)));
    const width = Math.max(1, Math.round(canvas.width * shrink));
    const height = Math.max(1, Math.round(canvas.height * shrink));
    const pixels = new ImageData(width, height);
    if (this.depth.length !== width * height) this.depth = new Float32Array(width * height);
    this.depth.fill(Infinity);
    scene.updateMatrixWorld();
    camera.updateMatrixWorld();
    const meshes: Mesh[] = [];
    scene.traverseVisible((object) => {
      if (object instanceof Mesh && object.material instanceof MeshStandardMaterial)
        meshes.push(object as Mesh);
    });
    // What can be seen through goes over what cannot.
    meshes.sort((a, b) => opacityOf(b) - opacityOf(a));
    for (const mesh of meshes) drawMesh(mesh, camera, pixels, this.depth);
    this.image.width = width;
    this.image.height = height;
    this.image.getContext('2d')?.putImageData(pixels, 0, 0);
    context.fillStyle = scene.background instanceof Color ? `#${scene.background.getHexString()}` : 'black';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(this.image, 0, 0, canvas.width, canvas.height);
  }
}

function opacityOf(mesh: Mesh): number {
  return (mesh.material as MeshStandardMaterial).opacity;
}

function drawMesh(mesh: Mesh, camera: Camera, pixels: ImageData, depth: Float32Array): void {
  const material = mesh.material as MeshStandardMaterial;
  const positions = mesh.geometry.getAttribute('position');
  const normals = mesh.geometry.getAttribute('normal');
  const colors = material.vertexColors ? mesh.geometry.getAttribute('color') : undefined;
  const { index } = mesh.geometry;
  if (positions === undefined || normals === undefined || index === null) return;
  const { width, height, data } = pixels;
  const view = new Matrix4().multiplyMatrices(camera.matrixWorldInverse, mesh.matrixWorld);
  const all = new Matrix4().multiplyMatrices(camera.projectionMatrix, view);
  const plane = material.clippingPlanes?.[0];
  const base = material.color.clone().convertLinearToSRGB();
  const count = positions.count;
  const screen = new Float32Array(3 * count);
  const shade = new Float32Array(count);
  const hidden = new Uint8Array(count);
  const point = new Vector3();
  for (let i = 0; i < count; i++) {
    point.fromBufferAttribute(positions, i);
    if (plane !== undefined && plane.distanceToPoint(point.clone().applyMatrix4(mesh.matrixWorld)) < 0)
      hidden[i] = 1;
    point.applyMatrix4(all);
    screen[3 * i] = ((point.x + 1) / 2) * width;
    screen[3 * i + 1] = ((1 - point.y) / 2) * height;
    screen[3 * i + 2] = point.z;
    if (point.z < -1 || point.z > 1) hidden[i] = 1;
    point.fromBufferAttribute(normals, i).transformDirection(view);
    // A little from the side, as a lamp beside the eye.
    shade[i] = 0.3 + 0.75 * Math.abs(0.3 * point.x + 0.35 * point.y + 0.88 * point.z);
  }
  const raster = { screen, width, height, depth };
  const rgb = [0, 0, 0];
  for (let i = 0; i < index.count; i += 3) {
    const corners = [index.getX(i), index.getX(i + 1), index.getX(i + 2)] as const;
    const [a, b, c] = corners;
    if (hidden[a] + hidden[b] + hidden[c] > 0) continue;
    if (colors === undefined) [rgb[0], rgb[1], rgb[2]] = [base.r, base.g, base.b];
    else for (let k = 0; k < 3; k++) rgb[k] = Math.sqrt(colors.getComponent(a, k));
    fill(raster, corners, (at, u, v, w) => {
      const light = 255 * (u * shade[a] + v * shade[b] + w * shade[c]);
      for (let k = 0; k < 3; k++) {
        const under = data[4 * at + 3] === 0 ? 0 : data[4 * at + k];
        data[4 * at + k] = material.opacity * rgb[k] * light + (1 - material.opacity) * under;
      }
      data[4 * at + 3] = Math.max(data[4 * at + 3], 255 * material.opacity);
    });
  }
}

interface Raster {
  /** (vertex, 3) x and y in pixels, depth */
  readonly screen: Float32Array;
  readonly width: number;
  readonly height: number;
  /** (y, x) of what is drawn already. */
  readonly depth: Float32Array;
}

/** Calls `paint` for every pixel of a triangle that nothing hides, with the weights of the corners there. */
function fill(
  { screen, width, height, depth }: Raster,
  [a, b, c]: readonly [number, number, number],
  paint: (at: number, u: number, v: number, w: number) => void,
): void {
  const [ax, ay, az] = [screen[3 * a], screen[3 * a + 1], screen[3 * a + 2]];
  const [bx, by, bz] = [screen[3 * b], screen[3 * b + 1], screen[3 * b + 2]];
  const [cx, cy, cz] = [screen[3 * c], screen[3 * c + 1], screen[3 * c + 2]];
  const area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay);
  if (area === 0) return;
  const left = Math.max(0, Math.floor(Math.min(ax, bx, cx)));
  const right = Math.min(width - 1, Math.ceil(Math.max(ax, bx, cx)));
  const top = Math.max(0, Math.floor(Math.min(ay, by, cy)));
  const bottom = Math.min(height - 1, Math.ceil(Math.max(ay, by, cy)));
  for (let y = top; y <= bottom; y++)
    for (let x = left; x <= right; x++) {
      const [px, py] = [x + 0.5, y + 0.5];
      const u = ((bx - px) * (cy - py) - (cx - px) * (by - py)) / area;
      const v = ((cx - px) * (ay - py) - (ax - px) * (cy - py)) / area;
      const w = 1 - u - v;
      if (u < -1e-6 || v < -1e-6 || w < -1e-6) continue;
      const z = u * az + v * bz + w * cz;
      const at = x + width * y;
      if (z >= depth[at]) continue;
      depth[at] = z;
      paint(at, u, v, w);
    }
}
