/** Four-linear grids against values made by Warp, and their own rules. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { LinearGrid4 } from '../../../../shared/math/grids';
import {
  evaluate,
  evaluateWithSlopes,
  momentAt,
  resize,
  writeWeights4,
} from '../../../../shared/math/linearGrid4';
import { seededNormal } from '../../../../shared/math/random';

interface GoldenCase {
  dims: [number, number, number, number];
  values: number[];
  coords: number[][];
  native: number[];
}

function randomGrid(size: LinearGrid4['size'], seed: number): LinearGrid4 {
  const normal = seededNormal(seed);
  return {
    size,
    values: Float64Array.from({ length: size[0] * size[1] * size[2] * size[3] }, () => normal()),
  };
}

describe('a four-linear grid', () => {
  it('gives the values that Warp gives', () => {
    const golden = JSON.parse(readFileSync('test/fixtures/warp/grids_golden_dev.json', 'utf8')) as {
      linear4d: GoldenCase[];
    };
    for (const { dims, values, coords, native } of golden.linear4d) {
      const grid: LinearGrid4 = { size: dims, values: Float64Array.from(values) };
      // Nodes are up to 10, in float32.
      coords.forEach(([x, y, z, w], i) =>
        assert.ok(Math.abs(evaluate(grid, [x, y, z], w) - native[i]) < 2e-5),
      );
    }
  });

  it('continues linearly below 0 and stays constant above 1', () => {
    const grid: LinearGrid4 = { size: [3, 1, 1, 1], values: Float64Array.of(1, 2, 5) };
    assert.ok(Math.abs(evaluate(grid, [-0.5, 0, 0], 0) - 0) < 1e-12);
    assert.ok(Math.abs(evaluate(grid, [1.5, 0, 0], 0) - 5) < 1e-12);
  });

  it('has the slopes of its central differences', () => {
    const grid = randomGrid([3, 2, 2, 5], 1);
    const out = new Float64Array(4);
    const h = 1e-4;
    for (const p of [
      [0.31, 0.77, 0.6, 0.55],
      [-0.2, 0.4, 0.13, 0.9],
      [1.3, 0.4, 1.2, 0.1],
    ]) {
      evaluateWithSlopes(grid, [p[0], p[1], p[2]], p[3], out);
      assert.ok(Math.abs(out[0] - evaluate(grid, [p[0], p[1], p[2]], p[3])) < 1e-12);
      for (let axis = 0; axis < 3; axis++) {
        const at = (d: number): number => {
          const q = p.map((value, i) => (i === axis ? value + d : value));
          return evaluate(grid, [q[0], q[1], q[2]], q[3]);
        };
        // Linear inside a cell: the quotient is exact up to rounding.
        assert.ok(Math.abs(out[1 + axis] - (at(h) - at(-h)) / (2 * h)) < 1e-9);
      }
    }
  });

  it('is the sum of its nodes times their weights', () => {
    const grid = randomGrid([4, 1, 1, 1], 2);
    for (const x of [-0.3, 0.2, 0.5, 0.93, 1, 1.2]) {
      const weights = new Float64Array(2);
      const first = writeWeights4(4, x, weights, 0);
      const sum = weights[0] * grid.values[first] + weights[1] * grid.values[first + 1];
      assert.ok(Math.abs(sum - evaluate(grid, [x, 0, 0], 0)) < 1e-12);
    }
  });

  it('is at one dose what it is then', () => {
    const grid = randomGrid([2, 3, 2, 4], 4);
    for (const w of [-0.2, 0, 0.4, 1, 1.3]) {
      const moment = momentAt(grid, w);
      assert.ok(
        Math.abs(evaluate(moment, [0.3, 0.8, 0.1], 0.5) - evaluate(grid, [0.3, 0.8, 0.1], w)) < 1e-12,
      );
    }
  });

  it('keeps its values at the old nodes when a finer size holds them', () => {
    const grid = randomGrid([2, 2, 1, 3], 3);
    const finer = resize(grid, [3, 3, 1, 5]);
    for (let l = 0; l < 3; l++)
      for (let i = 0; i < 2; i++)
        assert.ok(Math.abs(finer.values[2 * l * 9 + 2 * i] - grid.values[l * 4 + i]) < 1e-12);
  });
});
