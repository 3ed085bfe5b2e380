/** The surface where a volume crosses a level, as triangles that share their corners (Lorensen and Cline, 1987). */
import { blockEdge, blockRanges, type BlockRanges } from './blocks';
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
const cases = cubeCases.map((edges) => Uint8Array.from(edges));
// Where each edge begins, and which axis it runs along.
const edgeX = Uint8Array.from(edgeCorners, ([low]) => low & 1);
const edgeY = Uint8Array.from(edgeCorners, ([low]) => (low >> 1) & 1);
const edgeZ = Uint8Array.from(edgeCorners, ([low]) => (low >> 2) & 1);

/** @param blocks ranges of the grid, where they are known from another level */
export function marchingCubes(
  grid: Grid,
  level: number,
  { across, up, low, high }: BlockRanges = blockRanges(grid),
): Surface {
  const { size, data } = grid;
  const [nx, ny, nz] = size;
  const layer = nx * ny;
  const steps = [1, nx, layer];
  const edges = [nx - 1, ny - 1, nz - 1];
  let positions = new Float32Array(3 * 8192);
  let normals = new Float32Array(3 * 8192);
  let indices = new Uint32Array(3 * 16384);
  let vertices = 0;
  let corners = 0;
  // The vertex on the edge from a voxel along x, y or z, for the section below and the one above; -1: none yet.
  let below = new Int32Array(3 * layer).fill(-1);
  let above = new Int32Array(3 * layer).fill(-1);

  /** Central differences along one axis, one-sided at the border. */
  const slope = (index: number, at: number, axis: number): number =>
    data[at < edges[axis] ? index + steps[axis] : index] - data[at > 0 ? index - steps[axis] : index];

  const addVertex = (axis: number, x: number, y: number, z: number): number => {
    const a = x + nx * y + layer * z;
    const b = a + steps[axis];
    const t = Math.min(1, Math.max(0, (level - data[a]) / (data[b] - data[a]))) || 0;
    if (3 * vertices === positions.length) {
      positions = doubled(positions);
      normals = doubled(normals);
    }
    const to = 3 * vertices;
    const gx = slope(a, x, 0);
    const gy = slope(a, y, 1);
    const gz = slope(a, z, 2);
    const dx = gx + t * (slope(b, axis === 0 ? x + 1 : x, 0) - gx);
    const dy = gy + t * (slope(b, axis === 1 ? y + 1 : y, 1) - gy);
    const dz = gz + t * (slope(b, axis === 2 ? z + 1 : z, 2) - gz);
    const length = -Math.sqrt(dx * dx + dy * dy + dz * dz) || -1;
    positions[to] = axis === 0 ? x + t : x;
    positions[to + 1] = axis === 1 ? y + t : y;
    positions[to + 2] = axis === 2 ? z + t : z;
    normals[to] = dx / length;
    normals[to + 1] = dy / length;
    normals[to + 2] = dz / length;
    return vertices++;
  };

  /** Which of the four corners at this x are inside, on the bits of corners 0, 2, 4 and 6. */
  const insideAt = (index: number): number =>
    (data[index] >= level ? 1 : 0) |
    (data[index + nx] >= level ? 4 : 0) |
    (data[index + layer] >= level ? 16 : 0) |
    (data[index + layer + nx] >= level ? 64 : 0);

  const addCubes = (first: number, end: number, y: number, z: number): void => {
    const row = nx * y + layer * z;
    let left = insideAt(row + first);
    for (let x = first; x < end; x++) {
      const right = insideAt(row + x + 1);
      const inside = left | (right << 1);
      left = right;
      if (inside === 0 || inside === 255) continue;
      const triangles = cases[inside];
      if (corners + triangles.length > indices.length) indices = doubled(indices);
      for (const edge of triangles) {
        const startX = x + edgeX[edge];
        const startY = y + edgeY[edge];
        const known = edgeZ[edge] === 0 ? below : above;
        const slot = 3 * (startX + nx * startY) + (edge >> 2);
        if (known[slot] < 0) known[slot] = addVertex(edge >> 2, startX, startY, z + edgeZ[edge]);
        indices[corners++] = known[slot];
      }
    }
  };

  const tooMany = () => corners > 3 * mostTriangles;
  let clean = true;
  for (let z = 0; z < nz - 1; z++) {
    if (tooMany()) break;
    const before = vertices;
    for (let y = 0; y < ny - 1; y++) {
      let block = across * (Math.floor(y / blockEdge) + up * Math.floor(z / blockEdge));
      for (let x = 0; x < nx - 1; x += blockEdge, block++)
        if (low[block] < level && high[block] >= level) addCubes(x, Math.min(nx - 1, x + blockEdge), y, z);
    }
    // Both sections stay empty where there is no surface.
    const added = vertices > before;
    [below, above] = [above, clean && !added ? below : below.fill(-1)];
    clean = !added;
  }
  return {
    positions: positions.slice(0, 3 * vertices),
    normals: normals.slice(0, 3 * vertices),
    indices: indices.slice(0, corners),
    cutShort: tooMany(),
  };
}

function doubled<Values extends Float32Array | Uint32Array>(values: Values): Values {
  const Kind = values.constructor as new (length: number) => Values;
  const larger = new Kind(2 * values.length);
  larger.set(values);
  return larger;
}
