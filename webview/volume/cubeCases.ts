/**
 * The 256 cases of marching cubes, derived instead of listed.
 *
 *        6-------7      corner c at (c & 1, c >> 1 & 1, c >> 2 & 1)
 *       /|      /|      edge e joins two corners that differ in one bit
 *      4-------5 |
 *      | 2-----|-3      On each face, every run of inside corners is cut off by one directed segment. An edge is
 *      |/      |/       walked in opposite senses on its two faces, so the segments link up to closed loops, and
 *      0-------1        neighboring cubes agree on their common face: the surface has no holes.
 */

/** Corner pairs of the 12 edges: four along x, four along y, four along z. */
export const edgeCorners: readonly (readonly [number, number])[] = [1, 2, 4].flatMap((bit) =>
  [0, 1, 2, 3, 4, 5, 6, 7]
    .filter((corner) => (corner & bit) === 0)
    .map((corner) => [corner, corner | bit] as const),
);

/** Corners of each face, counter-clockwise seen from outside. */
const faces: readonly (readonly [number, number, number, number])[] = [
  [0, 4, 6, 2],
  [1, 3, 7, 5],
  [0, 1, 5, 4],
  [2, 6, 7, 3],
  [0, 2, 3, 1],
  [4, 5, 7, 6],
];

/** For each case (bit c set: corner c inside) the triangles as triples of edges, counter-clockwise seen from outside. */
export const cubeCases: readonly (readonly number[])[] = Array.from({ length: 256 }, (_, inside) =>
  loops(inside).flatMap((loop) => loop.slice(2).flatMap((edge, index) => [loop[0], loop[index + 1], edge])),
);

function loops(inside: number): number[][] {
  const next = new Map<number, number>();
  for (const face of faces) for (const [from, to] of segments(face, inside)) next.set(from, to);
  const found: number[][] = [];
  for (const start of Array.from(next.keys())) {
    const loop: number[] = [];
    for (let edge: number | undefined = start; edge !== undefined;) {
      const following = next.get(edge);
      next.delete(edge);
      if (following !== undefined) loop.push(edge);
      edge = following;
    }
    if (loop.length > 0) found.push(loop);
  }
  return found;
}

/** Each run of inside corners around the face: from the edge where it begins to the edge where it ends. */
function segments(face: readonly number[], inside: number): [number, number][] {
  const isInside = (index: number) => ((inside >> face[index % 4]) & 1) === 1;
  const edgeAfter = (index: number) => edgeBetween(face[index % 4], face[(index + 1) % 4]);
  const found: [number, number][] = [];
  for (let index = 0; index < 4; index++) {
    if (isInside(index) || !isInside(index + 1)) continue;
    let last = index + 1;
    while (isInside(last + 1)) last++;
    found.push([edgeAfter(index), edgeAfter(last)]);
  }
  return found;
}

function edgeBetween(a: number, b: number): number {
  return edgeCorners.findIndex(([low, high]) => low === Math.min(a, b) && high === Math.max(a, b));
}
