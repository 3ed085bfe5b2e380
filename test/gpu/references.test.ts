/** References: sliced, they are the projections of the map that they were made from. */
import assert from 'node:assert/strict';
import { euler } from '../../shared/math/rotations';
import { apply, transpose } from '../../shared/math/vector';
import { seededNormal } from '../../shared/math/random';
import { referenceReach } from '../../src/compute/kernels/score';
import { pixelList } from '../../src/compute/kernels/pixelList';
import { softSphere } from '../../src/compute/maps/masks';
import { referenceCubes, sharedShells, uploadReferences } from '../../src/compute/refine/references';
import type { ReferenceInput } from '../../src/compute/refine/references';
import { mapOf, randomBlobs, transformOf } from '../support/blobs';
import { testGpu } from '../support/gpu';
import { readCube } from '../../src/compute/selfTest/plain/slices';

const size = 64;
const particle = randomBlobs(40, 6, 1, 5);
const map = mapOf(particle, size, 4);
const nearly = (change: Partial<ReferenceInput> = {}): ReferenceInput => ({
  half1: map,
  half2: map,
  mask: softSphere(size, 44, 8),
  fsc: new Float64Array(size / 2).fill(1),
  edge: size,
  sharedShells: 6,
  ...change,
});

async function cubesOf(input: ReferenceInput): Promise<readonly [Float32Array, Float32Array]> {
  const gpu = await testGpu();
  const references = uploadReferences(gpu, await referenceCubes(gpu, input));
  const reach = referenceReach(references.edge);
  const floats = 2 * (reach + 1) * (2 * reach + 1) ** 2;
  const { buffers, secondAt } = references.pair;
  const cubes = [
    await gpu.read(buffers[0], floats),
    await gpu.read(buffers[1], floats, 8 * secondAt),
  ] as const;
  references.destroy();
  return cubes;
}

describe('References', () => {
  for (const edge of [size, 40])
    it(`sliced at any angle are the direct projections, ring by ring: edge ${edge}`, async () => {
      const [cube] = await cubesOf(nearly({ edge }));
      const normal = seededNormal(9);
      const pixels = pixelList(edge, edge / 2 - 1);
      for (let trial = 0; trial < 6; trial++) {
        const rotation = euler(3 * normal(), normal(), 3 * normal());
        const rings = Array.from({ length: edge / 2 }, () => [0, 0, 0]);
        for (let i = 0; i < pixels.count; i++) {
          const [kx, ky] = [pixels.frequencies[2 * i], pixels.frequencies[2 * i + 1]];
          const kappa = apply(transpose(rotation), [kx, ky, 0]);
          const [re, im] = readCube(cube, edge, kappa);
          const [tr, ti] = transformOf(particle, size, kappa);
          const ring = rings[Math.round(Math.hypot(kx, ky))] ?? [0, 0, 0];
          ring[0] += re * tr + im * ti;
          ring[1] += re * re + im * im;
          ring[2] += tr * tr + ti * ti;
        }
        rings.slice(1, edge / 2 - 2).forEach(([cross, a, b], i) => {
          const frc = cross / Math.sqrt(a * b);
          assert.ok(frc > 0.99, `ring ${i + 1}: ${frc}`);
        });
        // Scaled as an image of this edge over its pixels; voxels keep their values when the map is resampled.
        const [cross, , b] = rings[3];
        assert.ok(Math.abs((cross / b) * edge ** 2 * (size / edge) ** 3 - 1) < 0.05);
      }
    });

  it('hold the correlation of the halves, and nothing beyond where it is lost', async () => {
    const fsc = Float64Array.from({ length: size / 2 }, (_, shell) =>
      shell < 10 ? 0.95 : shell < 22 ? 0.5 : 0,
    );
    // A dip, as at a zero of the transfer function of all images, is nothing but a dip.
    fsc.fill(0.05, 13, 18);
    const [full] = await cubesOf(nearly({ mask: new Float32Array(size ** 3).fill(1) }));
    const [cube] = await cubesOf(nearly({ fsc, mask: new Float32Array(size ** 3).fill(1) }));
    const power = (of: Float32Array, shell: number): number => {
      let sum = 0;
      for (let angle = 0; angle < 6.2; angle += 0.3) {
        const [re, im] = readCube(of, size, [shell * Math.cos(angle), shell * Math.sin(angle), 0]);
        sum += re * re + im * im;
      }
      return Math.sqrt(sum);
    };
    for (const [shell, expected] of [
      [5, 0.95],
      [11, 0.5],
      [15, 0.05],
      [20, 0.5],
      [24, 0],
      [28, 0],
    ])
      assert.ok(Math.abs(power(cube, shell) / power(full, shell) - expected) < 0.03, `shell ${shell}`);
  });

  it('share the shells that they are to, and keep the rest apart', async () => {
    const other = mapOf(randomBlobs(40, 6, 1, 6), size, 4);
    const [first, second] = await cubesOf(
      nearly({ half2: other, mask: new Float32Array(size ** 3).fill(1) }),
    );
    const away = (shell: number): number => {
      const a = readCube(first, size, [shell, 0, 0]);
      const b = readCube(second, size, [shell, 0, 0]);
      return Math.hypot(a[0] - b[0], a[1] - b[1]) / Math.hypot(...a);
    };
    assert.ok(away(3) < 0.05, `${away(3)}`);
    assert.ok(away(12) > 0.3, `${away(12)}`);
  });

  it('share what is coarser than 40 Å, and than the resolution, which is told by shells of each half alone', () => {
    assert.equal(sharedShells(400, 10, false), 10);
    assert.equal(sharedShells(400, 50, false), 6);
    assert.equal(sharedShells(400, 50, true), 10);
    for (const resolution of [8, 39, 40, 55, 200])
      assert.ok(400 / sharedShells(400, resolution, false) > resolution, `${resolution} Å`);
  });
});
