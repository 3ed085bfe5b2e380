/** What a saved surface holds, read as other programs read it. */

export interface SavedSurface {
  readonly triangles: number;
  /** Lowest and highest coordinate along any axis, Å. */
  readonly low: number;
  readonly high: number;
}

export function surfaceFile(content: Buffer, ending: string): SavedSurface {
  if (ending === 'stl') return stl(content);
  return ending === 'obj' ? obj(content.toString('utf8')) : glb(content);
}

/** An 80 byte header, a count, and 50 bytes a triangle: normal, three corners, two bytes. */
function stl(content: Buffer): SavedSurface {
  const triangles = content.readUInt32LE(80);
  if (content.length !== 84 + 50 * triangles) throw new Error(`${content.length} bytes for ${triangles}`);
  const values: number[] = [];
  for (let triangle = 0; triangle < triangles; triangle++)
    for (let k = 0; k < 9; k++) values.push(content.readFloatLE(84 + 50 * triangle + 12 + 4 * k));
  return { triangles, ...range(values) };
}

function obj(text: string): SavedSurface {
  const lines = text.split('\n');
  const values = lines
    .filter((line) => line.startsWith('v '))
    .flatMap((line) => line.trim().split(/\s+/).slice(1).map(Number));
  return { triangles: lines.filter((line) => line.startsWith('f ')).length, ...range(values) };
}

interface Gltf {
  readonly accessors: readonly {
    readonly count: number;
    readonly min?: readonly number[];
    readonly max?: readonly number[];
  }[];
  readonly meshes: readonly {
    readonly primitives: readonly {
      readonly indices: number;
      readonly attributes: { readonly POSITION: number };
    }[];
  }[];
  readonly nodes: readonly { readonly scale?: readonly number[]; readonly matrix?: readonly number[] }[];
}

/** Positions are voxels, and the node's transformation makes them Å. */
function glb(content: Buffer): SavedSurface {
  if (content.toString('latin1', 0, 4) !== 'glTF') throw new Error('no glTF');
  const length = content.readUInt32LE(12);
  const gltf = JSON.parse(content.toString('utf8', 20, 20 + length)) as Gltf;
  const [primitive] = gltf.meshes[0].primitives;
  const { min = [], max = [] } = gltf.accessors[primitive.attributes.POSITION];
  const [node] = gltf.nodes;
  const scale = node.scale?.[0] ?? node.matrix?.[0] ?? 1;
  return {
    triangles: gltf.accessors[primitive.indices].count / 3,
    ...range([...min, ...max].map((value) => value * scale)),
  };
}

function range(values: readonly number[]): { low: number; high: number } {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return { low, high };
}
