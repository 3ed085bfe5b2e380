/** The surface where a volume crosses a level, as triangles that share their corners (Lorensen and Cline, 1987). */
import { cubeCases, edgeCorners } from './cubeCases';

export interface Grid {
  readonly size: readonly [number, number, number];
  /** x fastest. */
  readonly data: Float32Array;
}

export interface Surface {
  /** (vertex, 3) voxels */
  readonly positions: Float32Array;
  /** (vertex, 3) unit vectors towards lower density. */
  readonly normals: Float32Array;
  /** (triangle, 3) counter-clockwise seen from lower density. */
  readonly indices: Uint32Array;
  /** The level crosses noise everywhere: there were more triangles than can be drawn. */
  readonly cutShort: boolean;
}

const mostTriangles = 3_000_000;

export function marchingCubes(grid: Grid, level: number): Surface {
  const { size, data } = grid;
  const [nx, ny, nz] = size;
  const positions = new Growing(Float32Array);
  const normals = new Growing(Float32Array);
  const indices = new Growing(Uint32Array);
  const layer = nx * ny;
  // The vertex on the edge from a voxel along x, y or z, for the section below and the one above; -1: none yet.
  let below = new Int32Array(3 * layer).fill(-1);
  let above = new Int32Array(3 * layer).fill(-1);
  const offset = Array.from({ length: 8 }, (_, c) => (c & 1) + nx * ((c >> 1) & 1) + layer * ((c >> 2) & 1));

  const vertexOn = (edge: number, x: number, y: number, z: number): number => {
    const [low, high] = edgeCorners[edge];
    const axis = edge >> 2;
    const start = [x + (low & 1), y + ((low >> 1) & 1), z + ((low >> 2) & 1)];
    const slot = 3 * (start[0] + nx * start[1]) + axis;
    const known = start[2] === z ? below : above;
    if (known[slot] >= 0) return known[slot];
    const index = x + nx * y + layer * z;
    const a = data[index + offset[low]];
    const b = data[index + offset[high]];
    const t = Math.min(1, Math.max(0, (level - a) / (b - a))) || 0;
    const end = [...start];
    end[axis]++;
    const gradientA = gradient(grid, start[0], start[1], start[2]);
    const gradientB = gradient(grid, end[0], end[1], end[2]);
    const normal = [0, 1, 2].map((k) => -(gradientA[k] + t * (gradientB[k] - gradientA[k])));
    const length = Math.hypot(normal[0], normal[1], normal[2]) || 1;
    for (let k = 0; k < 3; k++) {
      positions.push(start[k] + (k === axis ? t : 0));
      normals.push(normal[k] / length);
    }
    known[slot] = positions.length / 3 - 1;
    return known[slot];
  };

  for (let z = 0; z < nz - 1; z++) {
    for (let y = 0; y < ny - 1; y++) {
      for (let x = 0; x < nx - 1; x++) {
        const index = x + nx * y + layer * z;
        let inside = 0;
        for (let corner = 0; corner < 8; corner++)
          if (data[index + offset[corner]] >= level) inside |= 1 << corner;
        if (inside === 0 || inside === 255) continue;
        for (const edge of cubeCases[inside]) indices.push(vertexOn(edge, x, y, z));
      }
    }
    if (indices.length > 3 * mostTriangles) break;
    [below, above] = [above, below.fill(-1)];
  }
  return {
    positions: positions.values(),
    normals: normals.values(),
    indices: indices.values(),
    cutShort: indices.length > 3 * mostTriangles,
  };
}

/** Central differences, one-sided at the border. */
function gradient({ size, data }: Grid, x: number, y: number, z: number): [number, number, number] {
  const [nx, ny, nz] = size;
  const at = (i: number, j: number, k: number) => data[i + nx * (j + ny * k)];
  return [
    at(Math.min(x + 1, nx - 1), y, z) - at(Math.max(x - 1, 0), y, z),
    at(x, Math.min(y + 1, ny - 1), z) - at(x, Math.max(y - 1, 0), z),
    at(x, y, Math.min(z + 1, nz - 1)) - at(x, y, Math.max(z - 1, 0)),
  ];
}

/** A typed array that doubles when it is full. */
class Growing<Values extends Float32Array | Uint32Array> {
  length = 0;
  private held: Values;

  constructor(private readonly Kind: new (length: number) => Values) {
    this.held = new Kind(3 * 4096);
  }

  push(value: number): void {
    if (this.length === this.held.length) {
      const larger = new this.Kind(2 * this.length);
      larger.set(this.held);
      this.held = larger;
    }
    this.held[this.length++] = value;
  }

  values(): Values {
    return this.held.slice(0, this.length) as Values;
  }
}
