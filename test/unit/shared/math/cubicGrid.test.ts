/** Spline grids against tables made by Warp, and their own rules. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import {
  evaluate,
  evaluateWithSlopes,
  planeAt,
  resize,
  writeWeights,
} from '../../../../shared/math/cubicGrid';
import type { CubicGrid } from '../../../../shared/math/grids';
import { seededNormal } from '../../../../shared/math/random';

interface GoldenCase {
  dims: [number, number, number];
  margins: [number, number, number];
  values: number[];
  coords: number[][];
  output: number[];
}

/** Rows of numbers of the loop `data_<name>`. */
function table(file: string, name: string): number[][] {
  const text = readFileSync(`test/fixtures/warp/${file}`, 'utf8');
  const block = text.slice(text.indexOf(`data_${name}`)).split(/\ndata_/)[0];
  return block
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^[-\d]/.test(line))
    .map((line) => line.split(/\s+/).map(Number));
}

function gridFrom(rows: number[][], axes: number): CubicGrid {
  const size = [0, 1, 2].map((a) => (a < axes ? Math.max(...rows.map((row) => row[a])) + 1 : 1));
  const values = new Float64Array(rows.length);
  for (const row of rows) {
    const [x, y, z] = [0, 1, 2].map((a) => (a < axes ? row[a] : 0));
    values[(z * size[1] + y) * size[0] + x] = row[axes];
  }
  return { size: [size[0], size[1], size[2]], values, margins: [0, 0, 0] };
}

function randomGrid(size: readonly [number, number, number], seed: number): CubicGrid {
  const normal = seededNormal(seed);
  const values = Float64Array.from({ length: size[0] * size[1] * size[2] }, () => normal());
  return { size, values, margins: [0, 0, 0] };
}

// Warp's tables hold float32 numbers of order 1; its own evaluation is in float32 too.
const float32 = 2e-6;

describe('a cubic grid', () => {
  it('gives the values that einspline, which Warp uses, gives in one dimension', () => {
    const grid = gridFrom(table('reference1d.star', 'grid'), 1);
    const rows = table('reference1d.star', 'eval');
    assert.equal(rows.length, 50);
    for (const [x, value] of rows) assert.ok(Math.abs(evaluate(grid, x, 0, 0) - value) < float32);
  });

  it('gives the values that einspline gives in three dimensions', () => {
    const grid = gridFrom(table('reference3d.star', 'grid'), 3);
    const rows = table('reference3d.star', 'eval');
    assert.ok(rows.length > 1000);
    for (const [x, y, z, value] of rows) assert.ok(Math.abs(evaluate(grid, x, y, z) - value) < float32);
  });

  it('gives the values that Warp gives on the lattice, between nodes and at the edges', () => {
    const golden = JSON.parse(readFileSync('test/fixtures/warp/grids_golden_dev.json', 'utf8')) as {
      cubic: GoldenCase[];
    };
    for (const { dims, margins, values, coords, output } of golden.cubic) {
      const grid: CubicGrid = { size: dims, margins, values: Float64Array.from(values) };
      // Nodes are up to 10 here, in float32.
      coords.forEach(([x, y, z], i) => assert.ok(Math.abs(evaluate(grid, x, y, z) - output[i]) < 2e-5));
    }
  });

  it('passes through its nodes', () => {
    const grid = randomGrid([4, 3, 5], 1);
    for (let k = 0; k < 5; k++)
      for (let j = 0; j < 3; j++)
        for (let i = 0; i < 4; i++)
          assert.ok(Math.abs(evaluate(grid, i / 3, j / 2, k / 4) - grid.values[(k * 3 + j) * 4 + i]) < 1e-12);
  });

  it('is a straight line through two nodes, inside and outside', () => {
    const grid: CubicGrid = { size: [2, 1, 1], values: Float64Array.of(1, 4), margins: [0, 0, 0] };
    for (const x of [-0.5, 0, 0.25, 1, 1.75])
      assert.ok(Math.abs(evaluate(grid, x, 0.3, 9) - (1 + 3 * x)) < 1e-12);
  });

  it('is constant with one node', () => {
    const grid: CubicGrid = { size: [1, 1, 1], values: Float64Array.of(7), margins: [0, 0, 0] };
    assert.equal(evaluate(grid, -3, 0.5, 8), 7);
  });

  it('puts its outer nodes at the margins', () => {
    const grid: CubicGrid = { ...randomGrid([5, 1, 1], 2), margins: [0.1, 0, 0] };
    for (let i = 0; i < 5; i++)
      assert.ok(Math.abs(evaluate(grid, 0.1 + (0.8 * i) / 4, 0, 0) - grid.values[i]) < 1e-12);
  });

  it('has the slopes of its central differences', () => {
    const grid = randomGrid([4, 3, 5], 3);
    const out = new Float64Array(3);
    const h = 1e-5;
    for (const [x, y, z] of [
      [0.31, 0.77, 0.5],
      [-0.2, 1.1, 0.13],
      [0, 1, 0.25],
      [1 / 3, 0.5, 1],
    ]) {
      evaluateWithSlopes(grid, [x, y, z], out);
      const dx = (evaluate(grid, x + h, y, z) - evaluate(grid, x - h, y, z)) / (2 * h);
      const dy = (evaluate(grid, x, y + h, z) - evaluate(grid, x, y - h, z)) / (2 * h);
      assert.ok(Math.abs(out[0] - evaluate(grid, x, y, z)) < 1e-12);
      // The difference quotient errs by h² times the third derivative, which is about 100 here.
      assert.ok(Math.abs(out[1] - dx) < 1e-7 && Math.abs(out[2] - dy) < 1e-7);
    }
  });

  it('is the sum of its nodes times their weights', () => {
    const grid = randomGrid([6, 1, 1], 4);
    for (const x of [-0.1, 0.2, 0.5, 0.93, 1.2]) {
      const weights = new Float64Array(8);
      writeWeights(6, x, weights, 1);
      const sum = grid.values.reduce((total, value, i) => total + weights[1 + i] * value, 0);
      assert.ok(Math.abs(sum - evaluate(grid, x, 0, 0)) < 1e-12);
      assert.ok(weights[0] === 0 && weights[7] === 0);
    }
  });

  it('is at one z the plane that it has there', () => {
    const grid = randomGrid([3, 2, 5], 6);
    for (const z of [-0.1, 0, 0.25, 0.6, 1]) {
      const plane = planeAt(grid, z);
      assert.ok(Math.abs(evaluate(plane, 0.3, 0.8, 0.5) - evaluate(grid, 0.3, 0.8, z)) < 1e-12);
    }
  });

  it('keeps its values at the old nodes when a finer size holds them', () => {
    const grid = randomGrid([3, 2, 1], 5);
    const finer = resize(grid, [5, 3, 1]);
    for (let j = 0; j < 2; j++)
      for (let i = 0; i < 3; i++)
        assert.ok(Math.abs(finer.values[2 * j * 5 + 2 * i] - grid.values[j * 3 + i]) < 1e-12);
  });
});
