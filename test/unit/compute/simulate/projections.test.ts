/** Simulated projections and maps against the sums that they stand for. */
import assert from 'node:assert/strict';
import { frequency, transform } from '../../../../shared/math/fft';
import { seededNormal, seededUniform } from '../../../../shared/math/random';
import { rotationVector } from '../../../../shared/math/rotations';
import { identity3, multiply, type Matrix3 } from '../../../../shared/math/vector';
import { builtInParticle } from '../../../../src/compute/simulate/builtInParticle';
import { densityMap } from '../../../../src/compute/simulate/density';
import { planProjector } from '../../../../src/compute/simulate/projector';
import {
  centered,
  coarseGrained,
  diameterOf,
  symmetrized,
} from '../../../../src/compute/simulate/pseudoAtoms';
import type { PseudoAtoms } from '../../../../src/compute/simulate/pseudoAtoms';
import { planReconstruction } from '../../../../src/compute/simulate/referenceReconstruction';
import { symmetryOperators } from '../../../../shared/math/symmetry';

const size = 48;
const pixelSize = 6;

/** Points in a ball of 100 Å. */
function someAtoms(count: number, seed: number): PseudoAtoms {
  const uniform = seededUniform(seed);
  return centered({
    positions: Float64Array.from({ length: 3 * count }, () => 115 * (uniform() - 0.5)),
    weights: Float64Array.from({ length: count }, () => 0.5 + uniform()),
  });
}

function someRotation(normal: () => number): Matrix3 {
  return rotationVector([normal(), normal(), normal()]);
}

describe('a simulated projection', () => {
  it('is the sum over the atoms, at every frequency up to the corner, magnified too', () => {
    const atoms = someAtoms(60, 1);
    const projector = planProjector(atoms, size, pixelSize);
    const rotation = someRotation(seededNormal(2));
    const [m11, m21, m12, m22] = [1.01, -0.004, 0.006, 0.985];
    const re = new Float64Array(size * size);
    const im = new Float64Array(size * size);
    projector.run(rotation, [m11, m21, m12, m22], re, im);
    let error = 0;
    let power = 0;
    for (let y = 0; y < size; y++)
      for (let x = 0; x < size; x++) {
        const [kx, ky] = [frequency(x, size), frequency(y, size)].map((k) => k / (size * pixelSize));
        const [qx, qy] = [m11 * kx + m12 * ky, m21 * kx + m22 * ky];
        let [sumRe, sumIm] = [0, 0];
        for (let i = 0; i < atoms.count; i++) {
          const [a, b, c] = atoms.positions.subarray(3 * i, 3 * i + 3);
          const u = rotation[0] * a + rotation[1] * b + rotation[2] * c;
          const v = rotation[3] * a + rotation[4] * b + rotation[5] * c;
          const phase = -2 * Math.PI * (qx * u + qy * v);
          sumRe += atoms.weights[i] * Math.cos(phase);
          sumIm += atoms.weights[i] * Math.sin(phase);
        }
        error += (re[y * size + x] - sumRe) ** 2 + (im[y * size + x] - sumIm) ** 2;
        power += sumRe ** 2 + sumIm ** 2;
      }
    // What six grid points of kernel leave is near 1e-5.
    assert.ok(Math.sqrt(error / power) < 1e-4, String(Math.sqrt(error / power)));
  });

  it('is the sum of the map along the beam', () => {
    const atoms = someAtoms(60, 3);
    const bfactor = 300;
    const map = densityMap(atoms, size, pixelSize, bfactor);
    const re = new Float64Array(size * size);
    const im = new Float64Array(size * size);
    planProjector(atoms, size, pixelSize).run(identity3, [1, 0, 0, 1], re, im);
    for (let y = 0; y < size; y++)
      for (let x = 0; x < size; x++) {
        const [kx, ky] = [frequency(x, size), frequency(y, size)];
        const decay = Math.exp((-bfactor * (kx * kx + ky * ky)) / (size * pixelSize) ** 2 / 4);
        const sign = (kx + ky) % 2 === 0 ? 1 : -1;
        re[y * size + x] *= sign * decay;
        im[y * size + x] *= sign * decay;
      }
    transform(re, im, [size, size], -1);
    let error = 0;
    let power = 0;
    for (let i = 0; i < size * size; i++) {
      let sum = 0;
      for (let z = 0; z < size; z++) sum += map[z * size * size + i];
      error += (sum - re[i]) ** 2;
      power += re[i] ** 2;
    }
    assert.ok(Math.sqrt(error / power) < 1e-4);
  });

  it('from all sides gives the map back, from magnified images too', () => {
    const atoms = someAtoms(200, 4);
    const projector = planProjector(atoms, size, pixelSize);
    const reconstruction = planReconstruction(size);
    const magnification = [1.03, 0.01, -0.02, 0.98];
    const normal = seededNormal(5);
    const re = new Float64Array(size * size);
    const im = new Float64Array(size * size);
    const weight = new Float64Array(size * size).fill(1);
    for (let i = 0; i < 400; i++) {
      const rotation = multiply(someRotation(normal), someRotation(normal));
      projector.run(rotation, magnification, re, im);
      reconstruction.insert({ re, im, weight }, rotation, magnification);
    }
    const map = inner(reconstruction.finish(1e-3));
    const truth = inner(densityMap(atoms, size, pixelSize, 0));
    let [dot, a2, b2] = [0, 0, 0];
    map.forEach((value, i) => {
      dot += value * truth[i];
      a2 += value ** 2;
      b2 += truth[i] ** 2;
    });
    // Trilinear insertion on a twofold grid leaves a few per cent, and discs leave the corners of the cube empty.
    const correlation = dot / Math.sqrt(a2 * b2);
    assert.ok(correlation > 0.98, String(correlation));
    assert.ok(Math.abs(Math.sqrt(a2 / b2) - 1) < 0.03, String(Math.sqrt(a2 / b2)));
  });
});

/** Low-passed to where discs reach, within 19 voxels of the center, without its mean. */
function inner(map: Float64Array): Float64Array {
  const re = map.slice();
  const im = new Float64Array(re.length);
  transform(re, im, [size, size, size], 1);
  const radius = (i: number, at: (index: number) => number): number =>
    Math.hypot(at(i % size), at(Math.floor(i / size) % size), at(Math.floor(i / size ** 2)));
  for (let i = 0; i < re.length; i++)
    if (radius(i, (index) => frequency(index, size)) > 20) re[i] = im[i] = 0;
  transform(re, im, [size, size, size], -1);
  const kept = re.filter((_, i) => radius(i, (index) => index - size / 2) < 19);
  const mean = kept.reduce((sum, value) => sum + value, 0) / kept.length;
  return kept.map((value) => value - mean);
}

describe('pseudo-atoms', () => {
  it('keep their total and their center when they are merged', () => {
    const atoms = someAtoms(500, 6);
    const merged = coarseGrained(atoms, 20);
    const total = (a: PseudoAtoms): number => a.weights.reduce((sum, w) => sum + w, 0);
    assert.ok(merged.count < 350);
    assert.ok(Math.abs(total(merged) / total(atoms) - 1) < 1e-12);
    for (let axis = 0; axis < 3; axis++) {
      const mean = merged.weights.reduce((sum, w, i) => sum + w * merged.positions[3 * i + axis], 0);
      assert.ok(Math.abs(mean) < 1e-9 * total(atoms));
    }
  });

  it('are repeated by a point group', () => {
    const all = symmetrized(someAtoms(5, 7), symmetryOperators('D3'));
    assert.equal(all.weights.length, 30);
    // Turned by a third about Z the set is the same.
    const turned = symmetrized(all, [symmetryOperators('C3')[1]]);
    const key = (p: Float64Array, i: number): string =>
      [...p.subarray(3 * i, 3 * i + 3)]
        .map((v) => (v + 0).toFixed(6).replace('-0.000000', '0.000000'))
        .join();
    const keys = (p: Float64Array): string[] => Array.from({ length: 30 }, (_, i) => key(p, i)).sort();
    assert.deepEqual(keys(turned.positions), keys(all.positions));
  });
});

describe('the built-in particle', () => {
  it('is about 250 Å across and the same for the same seed', () => {
    const particle = builtInParticle(1);
    assert.ok(Math.abs(diameterOf(particle) - 250) < 30);
    assert.deepEqual(builtInParticle(1), particle);
    assert.notDeepEqual(builtInParticle(2).positions, particle.positions);
  });

  it('has as much structure between 30 and 12 Å as a ribosome', () => {
    const box = 64;
    const re = densityMap(coarseGrained(builtInParticle(3), 4.8), box, pixelSize, 120);
    const im = new Float64Array(re.length);
    transform(re, im, [box, box, box], 1);
    const power = new Float64Array(box);
    const count = new Float64Array(box);
    for (let z = 0, i = 0; z < box; z++)
      for (let y = 0; y < box; y++)
        for (let x = 0; x < box; x++, i++) {
          const shell = Math.round(Math.hypot(frequency(x, box), frequency(y, box), frequency(z, box)));
          power[shell] += re[i] ** 2 + im[i] ** 2;
          count[shell]++;
        }
    const relative = (resolution: number): number => {
      const shell = Math.round((box * pixelSize) / resolution);
      return power[shell] / count[shell] / power[0];
    };
    // The same of PDB 4V5A: 1.6e-4 at 29 Å, 7.8e-5 at 20.6 Å, 2.7e-5 at 13 Å; within a factor of three.
    for (const [resolution, ribosome] of [
      [29, 1.6e-4],
      [20.6, 7.8e-5],
      [13, 2.7e-5],
    ])
      assert.ok(
        Math.abs(Math.log(relative(resolution) / ribosome)) < Math.log(3),
        `${resolution} Å: ${relative(resolution)}`,
      );
  });

  it('can be symmetric', () => {
    const particle = builtInParticle(1, symmetryOperators('D2'));
    assert.equal(particle.count % 4, 0);
    const map = densityMap(coarseGrained(particle, 4.8), 64, 8, 500);
    // Half a turn about Z maps voxel (x, y, z) on (-x, -y, z), center at 32.
    let [difference, power] = [0, 0];
    for (let z = 0; z < 64; z++)
      for (let y = 1; y < 64; y++)
        for (let x = 1; x < 64; x++) {
          const value = map[(z * 64 + y) * 64 + x];
          difference += (value - map[(z * 64 + 64 - y) * 64 + 64 - x]) ** 2;
          power += value ** 2;
        }
    assert.ok(difference / power < 1e-3);
  });
});
