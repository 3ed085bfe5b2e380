/** Evaluates natural cubic spline grids, with slopes, and the weights of their nodes (Warp's CubicGrid). */
import type { CubicGrid } from './grids';
import type { Vector3 } from './vector';

/** The grid's value at a point, each coordinate in [0,1]; beyond that the outer polynomial pieces continue. */
export function evaluate(grid: CubicGrid, x: number, y: number, z: number): number {
  if (grid.values.length === 1) return grid.values[0];
  fill(axisX, grid.size[0], x, grid.margins[0]);
  fill(axisY, grid.size[1], y, grid.margins[1]);
  fill(axisZ, grid.size[2], z, grid.margins[2]);
  const [width, height] = grid.size;
  const values = grid.values;
  let sum = 0;
  for (let k = axisZ.first; k < axisZ.end; k++)
    for (let j = axisY.first; j < axisY.end; j++) {
      const row = (k * height + j) * width;
      let line = 0;
      for (let i = axisX.first; i < axisX.end; i++) line += axisX.weight[i] * values[row + i];
      sum += axisZ.weight[k] * axisY.weight[j] * line;
    }
  return sum;
}

/** Value, d/dx and d/dy at a point, into `out`. */
export function evaluateWithSlopes(grid: CubicGrid, [x, y, z]: Vector3, out: Float64Array): void {
  fill(slopedX, grid.size[0], x, grid.margins[0]);
  fill(slopedY, grid.size[1], y, grid.margins[1]);
  fill(axisZ, grid.size[2], z, grid.margins[2]);
  const [width, height] = grid.size;
  const values = grid.values;
  let value = 0;
  let dx = 0;
  let dy = 0;
  // The slope of a node's neighbors is not zero where their value is: all nodes count.
  for (let k = axisZ.first; k < axisZ.end; k++)
    for (let j = 0; j < height; j++) {
      const row = (k * height + j) * width;
      let line = 0;
      let lineSlope = 0;
      for (let i = 0; i < width; i++) {
        line += slopedX.weight[i] * values[row + i];
        lineSlope += slopedX.slope[i] * values[row + i];
      }
      value += axisZ.weight[k] * slopedY.weight[j] * line;
      dx += axisZ.weight[k] * slopedY.weight[j] * lineSlope;
      dy += axisZ.weight[k] * slopedY.slope[j] * line;
    }
  out[0] = value;
  out[1] = dx;
  out[2] = dy;
}

/** The grid at one z: the same values, whatever z they are asked at. */
export function planeAt(grid: CubicGrid, z: number): CubicGrid {
  const { size, values, margins } = grid;
  const [width, height, depth] = size;
  if (depth === 1) return grid;
  fill(axisZ, depth, z, margins[2]);
  const plane = new Float64Array(width * height);
  for (let k = axisZ.first; k < axisZ.end; k++)
    for (let i = 0; i < plane.length; i++) plane[i] += axisZ.weight[k] * values[k * plane.length + i];
  return { size: [width, height, 1], values: plane, margins: [margins[0], margins[1], 0] };
}

/** The same field on another number of nodes: the old one sampled at the new nodes (at 0 along an axis of one node, as Warp does). */
export function resize(grid: CubicGrid, size: readonly [number, number, number]): CubicGrid {
  const values = new Float64Array(size[0] * size[1] * size[2]);
  const at = (index: number, nodes: number): number => (nodes === 1 ? 0 : index / (nodes - 1));
  let n = 0;
  for (let k = 0; k < size[2]; k++)
    for (let j = 0; j < size[1]; j++)
      for (let i = 0; i < size[0]; i++)
        values[n++] = evaluate(grid, at(i, size[0]), at(j, size[1]), at(k, size[2]));
  return { size, values, margins: [0, 0, 0] };
}

/** Writes the weights of the `nodes` of one axis at `coordinate`, from `at` on; an axis of one node is constant. */
export function writeWeights(nodes: number, coordinate: number, target: Float64Array, at: number): void {
  fill(slopedX, nodes, coordinate, 0);
  for (let node = 0; node < nodes; node++) target[at + node] = slopedX.weight[node];
}

/** Weights of the nodes of one axis: value = sum of weight[i] node[i], slope = d value / d coordinate. */
interface Axis {
  readonly withSlopes: boolean;
  weight: Float64Array;
  slope: Float64Array;
  /** Nodes outside first..end have no weight: `weight` is not even written there unless slopes are wanted. */
  first: number;
  end: number;
}

const scratchAxis = (withSlopes: boolean): Axis => ({
  withSlopes,
  weight: new Float64Array(64),
  slope: new Float64Array(64),
  first: 0,
  end: 0,
});
const axisX = scratchAxis(false);
const axisY = scratchAxis(false);
const axisZ = scratchAxis(false);
const slopedX = scratchAxis(true);
const slopedY = scratchAxis(true);

function fill(axis: Axis, nodes: number, coordinate: number, margin: number): void {
  if (axis.weight.length < nodes) {
    axis.weight = new Float64Array(nodes);
    axis.slope = new Float64Array(nodes);
  }
  const { weight, slope } = axis;
  axis.first = 0;
  axis.end = nodes;
  if (nodes === 1) {
    weight[0] = 1;
    slope[0] = 0;
    return;
  }
  const perUnit = (nodes - 1) / (1 - 2 * margin);
  const u = (coordinate - margin) * perUnit;
  // Per-tilt grids are always read at a node: one term instead of all. 1e-9 of a node spacing is rounding.
  const node = Math.round(u);
  const atNode = Math.abs(u - node) < 1e-9 && node >= 0 && node < nodes;
  if (atNode) {
    axis.first = node;
    axis.end = node + 1;
    if (!axis.withSlopes) {
      weight[node] = 1;
      return;
    }
  }
  const segment = Math.min(Math.max(Math.floor(u), 0), nodes - 2);
  const t = u - segment;
  const r = 1 - t;
  const b0 = (r * r * r) / 6;
  const b1 = (3 * t * t * t - 6 * t * t + 4) / 6;
  const b2 = (3 * r * r * r - 6 * r * r + 4) / 6;
  const b3 = (t * t * t) / 6;
  const s0 = (-r * r) / 2;
  const s1 = (3 * t * t - 4 * t) / 2;
  const s2 = (4 * r - 3 * r * r) / 2;
  const s3 = (t * t) / 2;
  const c = coefficientsOfNodes(nodes);
  const row = segment * nodes;
  for (let i = 0; i < nodes; i++) {
    const c0 = c[row + i];
    const c1 = c[row + nodes + i];
    const c2 = c[row + 2 * nodes + i];
    const c3 = c[row + 3 * nodes + i];
    weight[i] = b0 * c0 + b1 * c1 + b2 * c2 + b3 * c3;
    slope[i] = perUnit * (s0 * c0 + s1 * c1 + s2 * c2 + s3 * c3);
  }
  if (atNode) {
    weight.fill(0, 0, nodes);
    weight[node] = 1;
  }
}

const inverses: (Float64Array | undefined)[] = [];

/**
 * (nodes + 2, nodes) matrix from node values to B-spline coefficients c_-1 ... c_n:
 * c_(i-1)/6 + 2 c_i/3 + c_(i+1)/6 = y_i and zero second difference at both ends.
 */
function coefficientsOfNodes(nodes: number): Float64Array {
  return (inverses[nodes] ??= invertSplineSystem(nodes));
}

function invertSplineSystem(n: number): Float64Array {
  const result = new Float64Array((n + 2) * n);
  // The end conditions make c_0 = y_0 and c_(n-1) = y_(n-1); what is left is tridiagonal (1/6, 2/3, 1/6).
  for (let node = 0; node < n; node++) {
    const c = new Float64Array(n);
    c[0] = node === 0 ? 1 : 0;
    c[n - 1] = node === n - 1 ? 1 : 0;
    const ratio = new Float64Array(n);
    for (let i = 1; i < n - 1; i++) {
      const right = (node === i ? 6 : 0) - (i === n - 2 ? c[n - 1] : 0);
      const pivot = 4 - ratio[i - 1];
      ratio[i] = 1 / pivot;
      c[i] = (right - c[i - 1]) / pivot;
    }
    for (let i = n - 3; i > 0; i--) c[i] -= ratio[i] * c[i + 1];
    for (let i = 0; i < n; i++) result[(i + 1) * n + node] = c[i];
    result[node] = 2 * c[0] - c[1];
    result[(n + 1) * n + node] = 2 * c[n - 1] - c[n - 2];
  }
  return result;
}
