import assert from 'node:assert/strict';
import { angularDistribution } from '../../../../src/compute/maps/angularDistribution';
import { forEachCoefficient, type Spectrum } from '../../../../src/compute/maps/coefficients';
import {
  directionalResolution,
  filteredByDirection,
  plotOfDirections,
} from '../../../../src/compute/maps/directionalResolution';
import { healpixDirections, healpixRings, nearestHealpix } from '../../../../shared/math/healpix';
import { seededNormal } from '../../../../shared/math/random';
import type { Vector3 } from '../../../../shared/math/vector';

describe('Directions over the sphere', () => {
  it('are 12 x 4^order, of length one, balanced, and each is its own nearest', () => {
    for (const order of [0, 1, 2, 3]) {
      const directions = healpixDirections(order);
      assert.equal(directions.length, 12 * 4 ** order);
      const sum = [0, 0, 0];
      directions.forEach((direction, i) => {
        assert.ok(Math.abs(Math.hypot(...direction) - 1) < 1e-12);
        direction.forEach((value, axis) => (sum[axis] += value));
        assert.equal(nearestHealpix(healpixRings(order), direction), i);
      });
      assert.ok(Math.hypot(...sum) < 1e-9);
    }
  });

  it('find the nearest as trying them all does', () => {
    const normal = seededNormal(1);
    const all = healpixDirections(2);
    for (let i = 0; i < 300; i++) {
      const raw = [normal(), normal(), normal()];
      const length = Math.hypot(...raw);
      const v = raw.map((value) => value / length) as unknown as Vector3;
      const dots = all.map(([x, y, z]) => x * v[0] + y * v[1] + z * v[2]);
      assert.ok(dots[nearestHealpix(healpixRings(2), v)] > Math.max(...dots) - 1e-9);
    }
  });

  it('show views as a polar plot, tilts beyond 90 degrees from the other side', () => {
    const degrees = Math.PI / 180;
    const { edge, data } = angularDistribution([
      ...[30 * degrees, 60 * degrees, 1],
      ...[210 * degrees, 120 * degrees, 2],
      ...[30 * degrees, 61 * degrees, 3],
    ]);
    assert.equal(edge, 1024);
    const at = (rot: number, tilt: number): number => {
      const radius = (512 * tilt) / 90;
      const x = Math.round(512 + radius * Math.cos(rot * degrees));
      return data[Math.round(512 + radius * Math.sin(rot * degrees)) * 1024 + x];
    };
    assert.equal(at(30, 60), 3);
    assert.equal(at(210, 60), 0);
    assert.equal(at(120, 60), 0);
    assert.equal(at(0, 2), 0);
  });
});

describe('Directional resolution', () => {
  const size = 64;
  // Good to shell 24 near the z axis, to shell 16 near the plane across it.
  const last = (x: number, y: number, z: number): number =>
    16 + 8 * (z ** 2 / Math.max(1, x * x + y * y + z * z));
  const half = (seed: number): Spectrum => {
    const [signal, noise] = [seededNormal(7), seededNormal(seed)];
    const data = new Float32Array(2 * size * size * (size / 2 + 1));
    forEachCoefficient(size, (i, x, y, z) => {
      const amplitude = Math.hypot(x, y, z) <= last(x, y, z) ? 1.5 : 0;
      for (const at of [i, i + 1]) data[at] = amplitude * signal() + 0.5 * noise();
    });
    return { size, pixelSize: 1, data };
  };
  const found = directionalResolution(half(1), half(2), 64 / 19, 1);

  it('tells good from bad directions, and keeps the mean', () => {
    const along = (wanted: (z: number) => boolean): number => {
      const shells = found.directions.flatMap(([, , z], i) => (wanted(z) ? [64 / found.resolution[i]] : []));
      return shells.reduce((sum, value) => sum + value, 0) / shells.length;
    };
    const ratio = along((z) => z > 0.97) / along((z) => Math.abs(z) < 0.2);
    assert.ok(Math.abs(ratio / (24 / 16.3) - 1) < 0.08, `${ratio}`);
    const mean = along(() => true);
    assert.ok(Math.abs(mean - 19) < 0.01);
    const plot = plotOfDirections(found, 32);
    assert.ok(plot[16 * 32 + 16] < plot[16 * 32 + 1]);
    assert.equal(plot[0], 0);
  });

  it('filters each direction to its own', () => {
    const spectrum = { size, pixelSize: 1, data: new Float32Array(2 * size * size * (size / 2 + 1)).fill(1) };
    const { data } = filteredByDirection(spectrum, found);
    const at = (x: number, y: number, z: number): number => data[2 * ((z * size + y) * (size / 2 + 1) + x)];
    assert.equal(at(0, 0, 20), 1);
    assert.equal(at(0, 0, 30), 0);
    assert.equal(at(20, 0, 0), 0);
    assert.equal(at(10, 10, 0), 1);
  });
});
