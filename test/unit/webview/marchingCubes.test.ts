/** Surfaces have no holes, face outwards, and lie where the level is. */
import assert from 'node:assert/strict';
import { cubeCases } from '../../../webview/volume/cubeCases';
import { marchingCubes, type Surface } from '../../../webview/volume/marchingCubes';

describe('marching cubes', () => {
  it('draws nothing where all corners are on one side', () => {
    assert.deepEqual(cubeCases[0], []);
    assert.deepEqual(cubeCases[255], []);
  });

  it('puts a sphere where its level is, with outward normals and windings', () => {
    const radius = 6.3;
    const center = 10;
    const surface = marchingCubes(
      volume(21, (x, y, z) => -Math.hypot(x - center, y - center, z - center)),
      -radius,
    );
    for (let vertex = 0; vertex < surface.positions.length; vertex += 3) {
      const outward = [0, 1, 2].map((k) => surface.positions[vertex + k] - center);
      const distance = Math.hypot(...outward);
      // Along an edge the distance is not linear; half a voxel of chord costs less than this.
      assert.ok(Math.abs(distance - radius) < 0.03, `a vertex at ${distance}`);
      const along =
        outward.reduce((sum, value, k) => sum + value * surface.normals[vertex + k], 0) / distance;
      assert.ok(along > 0.98, `a normal at ${along} to the radius`);
    }
    for (const [a, b, c] of triangles(surface)) {
      const normal = cross(difference(b, a), difference(c, a));
      assert.ok(dot(normal, difference(a, [center, center, center])) >= 0);
    }
  });

  it('closes the surface of noise: every edge has two triangles that run along it in opposite senses', () => {
    let seed = 1;
    const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
    const size = 14;
    const inner = (value: number) => value > 0 && value < size - 1;
    const surface = marchingCubes(
      volume(size, (x, y, z) => (inner(x) && inner(y) && inner(z) ? random() : -1)),
      0.5,
    );
    const balance = new Map<string, number>();
    const { indices } = surface;
    for (let triangle = 0; triangle < indices.length; triangle += 3) {
      for (let k = 0; k < 3; k++) {
        const [from, to] = [indices[triangle + k], indices[triangle + ((k + 1) % 3)]];
        const key = `${Math.min(from, to)} ${Math.max(from, to)}`;
        balance.set(key, (balance.get(key) ?? 0) + (from < to ? 1 : -1));
      }
    }
    assert.ok(balance.size > 1000);
    assert.deepEqual(
      [...balance.values()].filter((value) => value !== 0),
      [],
    );
  });

  it('encloses the volume that it should', () => {
    const radius = 8;
    const surface = marchingCubes(
      volume(23, (x, y, z) => radius - Math.hypot(x - 11, y - 11, z - 11)),
      0,
    );
    const enclosed = triangles(surface).reduce((sum, [a, b, c]) => sum + dot(a, cross(b, c)) / 6, 0);
    const expected = (4 / 3) * Math.PI * radius ** 3;
    // Flat triangles cut off caps of the ball.
    assert.ok(Math.abs(enclosed / expected - 1) < 0.01, `${enclosed} instead of ${expected}`);
  });
});

type Point = readonly number[];

function volume(size: number, value: (x: number, y: number, z: number) => number) {
  const data = new Float32Array(size ** 3);
  for (let z = 0, index = 0; z < size; z++)
    for (let y = 0; y < size; y++) for (let x = 0; x < size; x++) data[index++] = value(x, y, z);
  return { size: [size, size, size] as const, data };
}

function triangles({ positions, indices }: Surface): Point[][] {
  const point = (index: number) => [0, 1, 2].map((k) => positions[3 * indices[index] + k]);
  return Array.from({ length: indices.length / 3 }, (_, t) => [
    point(3 * t),
    point(3 * t + 1),
    point(3 * t + 2),
  ]);
}

const difference = (a: Point, b: Point): Point => a.map((value, k) => value - b[k]);
const dot = (a: Point, b: Point): number => a.reduce((sum, value, k) => sum + value * b[k], 0);
const cross = (a: Point, b: Point): Point => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
