import assert from 'node:assert/strict';
import { halfMapAlignment } from '../../src/compute/maps/halfMapAlignment';
import { softSphere } from '../../src/compute/maps/masks';
import { measureFsc } from '../../src/compute/maps/resolution';
import type { Volume } from '../../src/compute/maps/volume';
import { seededNormal } from '../../shared/math/random';
import { rotationVector } from '../../shared/math/rotations';
import { add, apply } from '../../shared/math/vector';
import type { Vector3 } from '../../shared/math/vector';
import { mapOf, randomBlobs } from '../support/blobs';
import { testGpu } from '../support/gpu';

const size = 48;
const pixelSize = 4;
const particle = randomBlobs(40, 5, 1.5, 11);
const turn: Vector3 = [0.01, -0.015, 0.02];
/** Å */
const shift: Vector3 = [0.8, -0.5, 0.3];
const mask = softSphere(size, 30, 6);

/** The map plus white noise of `noise` times its own standard deviation. */
function noisy(map: Volume, noise: number, seed: number): Volume {
  const normal = seededNormal(seed);
  const power = map.data.reduce((sum, value) => sum + value * value, 0) / map.data.length;
  return { ...map, data: map.data.map((value) => value + noise * Math.sqrt(power) * normal()) };
}

/** half1(x) = half2(turn x + shift): the blobs of half 2 are where those of half 1 come to lie. */
function halves(noise: number): readonly [Volume, Volume] {
  const moved = {
    ...particle,
    places: particle.places.map((place): Vector3 => {
      const [x, y, z] = apply(rotationVector(turn), place);
      return add([x, y, z], [shift[0] / pixelSize, shift[1] / pixelSize, shift[2] / pixelSize]);
    }),
  };
  return [noisy(mapOf(particle, size, pixelSize), noise, 1), noisy(mapOf(moved, size, pixelSize), noise, 2)];
}

describe('The motion between half-maps', () => {
  it('is found: to a percent without noise, to a few of its own deviations with it', async () => {
    const gpu = await testGpu();
    for (const [noise, tolerance] of [
      [0.02, 0.02],
      [2, 0.3],
    ]) {
      const [half1, half2] = halves(noise);
      const { curves } = await measureFsc(gpu, [half1, half2], { mask: null, diameter: 26 }, 1);
      const found = await halfMapAlignment(gpu, [half1, half2], { mask, fsc: curves.corrected }, 'all');
      assert.ok(found !== null);
      const off = (a: Vector3, b: Vector3): number => Math.hypot(...a.map((v, i) => v - b[i]));
      assert.ok(off(found.turn, turn) < tolerance * Math.hypot(...turn), `turn ${found.turn.join(' ')}`);
      assert.ok(off(found.shift, shift) < tolerance * Math.hypot(...shift), `shift ${found.shift.join(' ')}`);
      assert.ok(found.significance > 4, `${found.significance}`);
    }
  });

  it('is not significant where there is none', async () => {
    const gpu = await testGpu();
    const map = mapOf(particle, size, pixelSize);
    const significances: number[] = [];
    for (let seed = 1; seed <= 6; seed++) {
      const [half1, half2] = [noisy(map, 2, 2 * seed), noisy(map, 2, 2 * seed + 1)];
      const { curves } = await measureFsc(gpu, [half1, half2], { mask: null, diameter: 26 }, 1);
      const found = await halfMapAlignment(gpu, [half1, half2], { mask, fsc: curves.corrected }, 'all');
      assert.ok(found !== null);
      significances.push(found.significance);
    }
    // Chi-squared of six degrees of freedom over six: beyond 4 once in 2000, the mean near 1.
    const mean = significances.reduce((sum, value) => sum + value, 0) / significances.length;
    assert.ok(Math.max(...significances) < 4, significances.join(' '));
    assert.ok(mean > 0.3 && mean < 2, `mean ${mean}`);
  });

  it('leaves the axis of a symmetric map where it is, and needs shells that both halves agree on', async () => {
    const gpu = await testGpu();
    const [half1, half2] = halves(0.02);
    const one = new Float64Array(size / 2).fill(1);
    const found = await halfMapAlignment(gpu, [half1, half2], { mask, fsc: one }, 'axis');
    assert.ok(found !== null);
    assert.deepEqual([...found.turn.slice(0, 2), ...found.shift.slice(0, 2)], [0, 0, 0, 0]);
    assert.ok(Math.abs(found.turn[2]) > 0.005, `${found.turn[2]}`);
    assert.equal(await halfMapAlignment(gpu, [half1, half2], { mask, fsc: one }, 'none'), null);
    assert.equal(await halfMapAlignment(gpu, [half1, half2], { mask, fsc: one.fill(0.4, 2) }, 'all'), null);
  });
});
