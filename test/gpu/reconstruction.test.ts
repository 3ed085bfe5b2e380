/** Half-maps from slices: the truth comes back, symmetry is applied, and the resolution is measured right. */
import assert from 'node:assert/strict';
import type { Gpu } from '../../src/compute/gpu/gpu';
import { createAccumulator, insertViews } from '../../src/compute/kernels/insert';
import { pixelList } from '../../src/compute/kernels/pixelList';
import { plainViewFloats, writeView } from '../../src/compute/kernels/view';
import { combined, finishReconstruction, helix } from '../../src/compute/maps/finishReconstruction';
import type { SymmetryOperator } from '../../src/compute/maps/finishReconstruction';
import { filtered } from '../../src/compute/maps/coefficients';
import { shellCorrelation } from '../../src/compute/maps/fsc';
import { softSphere } from '../../src/compute/maps/masks';
import { measureFsc } from '../../src/compute/maps/resolution';
import { toSpectrum, toVolume } from '../../src/compute/maps/spectrum';
import { multiplied } from '../../src/compute/maps/volume';
import type { Volume } from '../../src/compute/maps/volume';
import { seededNormal } from '../../shared/math/random';
import { euler } from '../../shared/math/rotations';
import { symmetryOperators } from '../../shared/math/symmetry';
import { apply, multiply, transpose } from '../../shared/math/vector';
import type { Matrix3 } from '../../shared/math/vector';
import { mapOf, randomBlobs, transformOf } from '../support/blobs';
import { testGpu } from '../support/gpu';

const size = 40;
/** Edge of the sums: a quarter wider, as the engine has it. */
const wider = 50;
const pixelSize = 5;
const particle = randomBlobs(30, 4, 1.2, 3);

function rotationsOf(count: number, seed: number): readonly Matrix3[] {
  const normal = seededNormal(seed);
  return Array.from({ length: count }, () =>
    euler(Math.PI * normal() * 3, Math.acos(Math.tanh(normal())), Math.PI * normal() * 3),
  );
}

/** A slice of the particle, and where it is put. */
interface Placed {
  readonly slice: Matrix3;
  readonly at: Matrix3;
}

/** The map of one half from exact slices. */
async function reconstructed(
  gpu: Gpu,
  placed: readonly Placed[],
  operators: readonly SymmetryOperator[] = helix(1, 0, 0),
): Promise<Volume> {
  const pixels = pixelList(wider, wider / 2 - 1);
  const rows = new Float32Array(placed.length * pixels.count * 2);
  const views = new Float32Array(placed.length * plainViewFloats);
  placed.forEach(({ slice, at }, image) => {
    const view = { rotation: at, magnification: [1, 0, 0, 1], halfSet: 0, row: image, tilt: 0 } as const;
    writeView(views, image * plainViewFloats, view);
    for (let i = 0; i < pixels.count; i++) {
      const [x, y] = [pixels.frequencies[2 * i], pixels.frequencies[2 * i + 1]];
      const kappa = apply(transpose(slice), [(x * size) / wider, (y * size) / wider, 0]);
      rows.set(transformOf(particle, size, kappa), 2 * (image * pixels.count + i));
    }
  });
  const halves = [createAccumulator(gpu, wider), createAccumulator(gpu, wider)] as const;
  const scratch = gpu.storage(halves[0].voxels * 12, 'scratch');
  const frequencies = gpu.upload(pixels.frequencies, 'frequencies');
  const data = gpu.upload(rows, 'data');
  const weights = gpu.upload(
    rows.map((_, i) => (i % 2 === 0 ? 1 : 0)),
    'weights',
  );
  await insertViews(gpu, halves, scratch, {
    frequencies,
    data,
    weights,
    pixels: pixels.count,
    images: placed.length,
    views,
  });
  const map = await finishReconstruction(gpu, halves[0], { operators, pixelSize, edge: size });
  for (const owned of [halves[0].sums, halves[1].sums, scratch, frequencies, data, weights]) owned.destroy();
  return map;
}

function slicesAt(rotations: readonly Matrix3[]): readonly Placed[] {
  return rotations.map((rotation) => ({ slice: rotation, at: rotation }));
}

async function correlation(gpu: Gpu, a: Volume, b: Volume): Promise<Float64Array> {
  const mask = softSphere(size, 26, 4);
  return shellCorrelation(
    await toSpectrum(gpu, multiplied(a, mask)),
    await toSpectrum(gpu, multiplied(b, mask)),
  );
}

describe('A reconstruction', () => {
  it('of exact slices is the particle, shell by shell', async () => {
    const gpu = await testGpu();
    const map = await reconstructed(gpu, slicesAt(rotationsOf(400, 1)));
    const fsc = await correlation(gpu, map, mapOf(particle, size, pixelSize));
    fsc.subarray(1, size / 2 - 3).forEach((value, i) => assert.ok(value > 0.99, `shell ${i + 1}: ${value}`));
  });

  for (const [group, tolerance] of [
    ['D2', 0.002],
    ['O', 0.002],
    ['C3', 0.1],
  ] as const)
    it(`with ${group} symmetry is that of all symmetric copies of its slices`, async () => {
      const gpu = await testGpu();
      const operators = symmetryOperators(group);
      const once = slicesAt(rotationsOf(60, 2));
      // The particle has no symmetry: both ways must average it alike.
      const fast = await reconstructed(gpu, once, combined(operators, helix(1, 0, 0)));
      const everywhere = operators.flatMap((operator) =>
        once.map(({ slice }) => ({ slice, at: multiply(slice, operator) })),
      );
      const brute = await reconstructed(gpu, everywhere);
      let wrong = 0;
      let power = 0;
      brute.data.forEach((value, i) => {
        wrong += (value - fast.data[i]) ** 2;
        power += value ** 2;
      });
      // Axes along the grid map voxels onto voxels; a threefold one interpolates once more.
      assert.ok(Math.sqrt(wrong / power) < tolerance, `relative difference ${Math.sqrt(wrong / power)}`);
    });
});

describe('A helical reconstruction', () => {
  it('is the mean of its units: each turned about z and moved along it', async () => {
    const gpu = await testGpu();
    const steps = helix(3, (40 * Math.PI) / 180, 3 * pixelSize);
    const map = await reconstructed(gpu, slicesAt(rotationsOf(400, 4)), steps);
    const units = steps.map(({ rotation, shift }) =>
      mapOf(
        {
          ...particle,
          // Where the density at rotation x + shift comes from.
          places: particle.places.map(([x, y, z]) =>
            apply(transpose(rotation), [x, y, z - shift[2] / pixelSize]),
          ),
        },
        size,
        pixelSize,
      ),
    );
    const mean = units[0].data.map((_, i) => units.reduce((sum, { data }) => sum + data[i], 0));
    const fsc = await correlation(gpu, map, { ...units[0], data: mean });
    fsc.subarray(1, size / 2 - 4).forEach((value, i) => assert.ok(value > 0.97, `shell ${i + 1}: ${value}`));
  });
});

describe('The measured resolution', () => {
  const signal = mapOf(particle, size, pixelSize);

  function noisy(seed: number, sigma: number): Volume {
    const normal = seededNormal(seed);
    return { ...signal, data: signal.data.map((value) => value + sigma * normal()) };
  }

  it('of halves that agree is the Nyquist limit', async () => {
    const { resolution, curves } = await measureFsc(
      await testGpu(),
      [signal, signal],
      { mask: null, diameter: 26 },
      1,
    );
    assert.equal(resolution, 2 * pixelSize);
    assert.ok(curves.corrected.every((value) => value > 0.99));
  });

  it('is where signal falls to a sixth of the noise', async () => {
    const gpu = await testGpu();
    const [sigma, seeds] = [0.25, [1, 2, 3, 4]];
    const spectrum = await toSpectrum(gpu, signal);
    // Noise has the same power in every coefficient; the signal's falls.
    const expected = shellCorrelation(spectrum, spectrum).map((_, shell) => {
      let power = 0;
      let count = 0;
      for (let z = -shell - 1; z <= shell + 1; z++)
        for (let y = -shell - 1; y <= shell + 1; y++)
          for (let x = 0; x <= shell + 1; x++) {
            if (Math.round(Math.hypot(x, y, z)) !== shell) continue;
            const [re, im] = transformOf(particle, size, [x, y, z]);
            power += re * re + im * im;
            count++;
          }
      const snr = power / count / (sigma * sigma * size ** 3);
      return snr / (1 + snr);
    });
    for (const seed of seeds) {
      const { curves } = await measureFsc(
        gpu,
        [noisy(seed, sigma), noisy(seed + 10, sigma)],
        { mask: null, diameter: 26 },
        1,
      );
      for (let shell = 3; shell < 15; shell++) {
        const tolerance = 5 / Math.sqrt(2 * Math.PI * shell * shell);
        assert.ok(
          Math.abs(curves.unmasked[shell] - expected[shell]) < tolerance,
          `shell ${shell}: ${curves.unmasked[shell]}, expected ${expected[shell]}`,
        );
      }
    }
  });

  it('of nothing but noise is not made better by a tight mask', async () => {
    const gpu = await testGpu();
    const pure = (seed: number): Volume => {
      const normal = seededNormal(seed);
      return { ...signal, data: signal.data.map(() => normal()) };
    };
    const mask = { ...signal, data: signal.data.map((value) => (value > 0.3 ? 1 : 0)) };
    for (const seed of [1, 2, 3]) {
      const { curves, resolution } = await measureFsc(
        gpu,
        [pure(seed), pure(seed + 7)],
        { mask, diameter: 26 },
        1,
      );
      assert.ok(resolution > 40, `${resolution} Å`);
      for (let shell = 6; shell < size / 2; shell++)
        assert.ok(Math.abs(curves.corrected[shell]) < 0.35, `shell ${shell}: ${curves.corrected[shell]}`);
    }
  });

  it('of noise alone is none, whatever its seed and the mask', async () => {
    const gpu = await testGpu();
    for (const radius of [4, 8, 13]) {
      const ball = { ...signal, data: softSphere(size, 2 * radius, 1e-6) };
      for (const seed of [1, 2, 3, 4]) {
        const noise = (of: number): Volume => {
          const normal = seededNormal(100 * seed + of);
          return { ...signal, data: signal.data.map(() => normal()) };
        };
        const { resolution, dips } = await measureFsc(gpu, [noise(1), noise(2)], {
          mask: ball,
          diameter: 26,
        });
        // As fine as a few voxels of the transform of a mask so small.
        const bias = Math.max(2, (2 * size) / (2 * (radius + 3)));
        assert.ok((size * pixelSize) / resolution <= bias, `radius ${radius}, seed ${seed}: ${resolution} Å`);
        assert.deepEqual(dips, []);
      }
    }
  });

  it('goes on behind a dip, which is told, where the same maps go on', async () => {
    const gpu = await testGpu();
    const fine = mapOf(randomBlobs(30, 4, 0.7, 3), size, pixelSize);
    const without = filtered(await toSpectrum(gpu, fine), (radius) => (radius > 8 && radius < 12 ? 0 : 1));
    const gapped = await toVolume(gpu, without);
    const half = (of: Volume, seed: number): Volume => {
      const normal = seededNormal(seed);
      return { ...of, data: of.data.map((value) => value + 0.1 * normal()) };
    };
    const usual = await measureFsc(gpu, [half(fine, 1), half(fine, 2)], { mask: null, diameter: 26 });
    const found = await measureFsc(gpu, [half(gapped, 1), half(gapped, 2)], { mask: null, diameter: 26 });
    assert.deepEqual(usual.dips, []);
    const shells = [usual, found].map(({ resolution }) => (size * pixelSize) / resolution);
    assert.ok(shells[1] > 13 && Math.abs(shells[0] - shells[1]) < 1, shells.join(' '));
    assert.equal(found.dips.length, 1);
    const [from, to] = [found.dips[0].from, found.dips[0].to].map((end) => (size * pixelSize) / end);
    assert.ok(from > 7 && from < 10 && to > 10 && to < 13, `${from} to ${to}`);
  });

  it('takes off what the mask itself correlates', async () => {
    const gpu = await testGpu();
    const mask = { ...signal, data: signal.data.map((value) => (value > 0.5 ? 1 : 0)) };
    const { curves } = await measureFsc(gpu, [noisy(1, 0.5), noisy(2, 0.5)], { mask, diameter: 26 }, 1);
    const first = curves.unmasked.findIndex((value, shell) => shell > 0 && value < 0.8);
    assert.ok(first > 2 && first < size / 2 - 4, `shell ${first}`);
    curves.corrected.forEach((value, shell) => {
      const [masked, randomised] = [curves.masked[shell], curves.randomised[shell]];
      // Where phases are whole there is nothing to take off.
      const expected = shell < first + 2 ? masked : (masked - randomised) / (1 - randomised);
      if (shell > 0) assert.ok(Math.abs(value - expected) < 1e-9);
    });
  });

  it('comes out the same in a box that transforms slowly', async () => {
    const gpu = await testGpu();
    const odd = mapOf(particle, 46, pixelSize);
    const add = (seed: number): Volume => {
      const normal = seededNormal(seed);
      return { ...odd, data: odd.data.map((value) => value + 0.3 * normal()) };
    };
    const { curves, resolution } = await measureFsc(gpu, [add(1), add(2)], { mask: null, diameter: 26 }, 1);
    assert.equal(curves.corrected.length, 23);
    const { resolution: usual } = await measureFsc(
      gpu,
      [noisy(1, 0.3), noisy(2, 0.3)],
      { mask: null, diameter: 26 },
      1,
    );
    assert.ok(Math.abs(230 / resolution - 230 / usual) < 1.5, `${resolution} and ${usual} Å`);
  });
});
