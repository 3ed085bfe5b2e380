/** The surface as a file for other programs, the picture, and the command that shows the same in ChimeraX. */
import type { Mesh, Object3D } from 'three';
import { GLTFExporter } from 'three/examples/jsm/exporters/GLTFExporter.js';
import { OBJExporter } from 'three/examples/jsm/exporters/OBJExporter.js';
import { STLExporter } from 'three/examples/jsm/exporters/STLExporter.js';
import type { MapLayer } from './mapLayer';

export type SurfaceFormat = 'glb' | 'obj' | 'stl';

/** In Å, in the map's own frame. */
export async function exportSurface(layer: MapLayer, format: SurfaceFormat): Promise<Uint8Array> {
  const object = inAngstrom(layer);
  try {
    if (format === 'obj') return new TextEncoder().encode(new OBJExporter().parse(object));
    if (format === 'stl') {
      const view = new STLExporter().parse(object, { binary: true });
      return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    }
    return new Uint8Array((await new GLTFExporter().parseAsync(object, { binary: true })) as ArrayBuffer);
  } finally {
    object.geometry.dispose();
  }
}

function inAngstrom(layer: MapLayer): Mesh & Object3D {
  const mesh = layer.surface.mesh.clone() as Mesh;
  mesh.geometry = layer.surface.mesh.geometry.clone();
  // Exporters leave out what is hidden, as a surface is while the map is looked through.
  mesh.visible = true;
  mesh.scale.set(...(layer.volume?.spacing ?? [1, 1, 1]));
  mesh.position.set(...(layer.info?.origin ?? [0, 0, 0]));
  mesh.updateMatrixWorld(true);
  return mesh;
}

export async function picture(canvas: HTMLCanvasElement): Promise<Uint8Array> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (blob === null) throw new Error('the picture could not be made');
  return new Uint8Array(await blob.arrayBuffer());
}

/** Opens the same maps at the same levels and colors. */
export function chimeraXCommand(layers: readonly MapLayer[]): string {
  return layers
    .filter(({ info }) => info !== null)
    .map((layer, index) => {
      const id = `#${index + 1}`;

      return `open "${layer.info?.path ?? ''}"; volume ${id} level ${Number(layer.level.toPrecision(6))} color #${layer.color.getHexString()} step 1${layer.opacity === 1 ? '' : `; transparency ${id} ${Math.round(100 - 100 * layer.opacity)}`}`;
    })
    .join('; ');
}
