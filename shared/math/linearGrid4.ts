/** Evaluates four-linear grids over space and dose, with slopes, and the weights of their nodes (LinearGrid4D of Warp). */
import type { LinearGrid4 } from './grids';
import type { Vector3 } from './vector';

/** The grid's value; below 0 it continues linearly, above 1 it is constant (Warp's rule, which is not symmetric). */
export function evaluate(grid: LinearGrid4, [x, y, z]: Vector3, w: number): number {
  const { size, values } = grid;
  if (values.length === 1) return values[0];
  locate(0, size[0], x);
  locate(1, size[1], y);
  locate(2, size[2], z);
  locate(3, size[3], w);
  let sum = 0;
  for (let l = lower[3]; l <= upper[3]; l++)
    for (let k = lower[2]; k <= upper[2]; k++)
      for (let j = lower[1]; j <= upper[1]; j++) {
        const row = ((l * size[2] + k) * size[1] + j) * size[0];
        const line =
          values[row + lower[0]] * low(0) + (upper[0] > lower[0] ? values[row + upper[0]] * fraction[0] : 0);
        sum += weightOf(3, l) * weightOf(2, k) * weightOf(1, j) * line;
      }
  return sum;
}

/** Value, d/dx, d/dy and d/dz at a point, into `out`. */
export function evaluateWithSlopes(
  grid: LinearGrid4,
  [x, y, z]: Vector3,
  w: number,
  out: Float64Array,
): void {
  const { size, values } = grid;
  out.fill(0, 0, 4);
  locate(0, size[0], x);
  locate(1, size[1], y);
  locate(2, size[2], z);
  locate(3, size[3], w);
  for (let l = lower[3]; l <= upper[3]; l++)
    for (let k = lower[2]; k <= upper[2]; k++)
      for (let j = lower[1]; j <= upper[1]; j++)
        for (let i = lower[0]; i <= upper[0]; i++) {
          const value = weightOf(3, l) * values[((l * size[2] + k) * size[1] + j) * size[0] + i];
          const wx = weightOf(0, i);
          const wy = weightOf(1, j);
          const wz = weightOf(2, k);
          out[0] += value * wx * wy * wz;
          out[1] += value * slopeOf(0, i, size[0]) * wy * wz;
          out[2] += value * wx * slopeOf(1, j, size[1]) * wz;
          out[3] += value * wx * wy * slopeOf(2, k, size[2]);
        }
}

/** The grid at one dose: the same values, whatever dose they are asked at. */
export function momentAt(grid: LinearGrid4, w: number): LinearGrid4 {
  const { size, values } = grid;
  const [width, height, depth, duration] = size;
  if (duration === 1) return grid;
  locate(3, duration, w);
  const moment = new Float64Array(width * height * depth);
  for (let l = lower[3]; l <= upper[3]; l++)
    for (let i = 0; i < moment.length; i++) moment[i] += weightOf(3, l) * values[l * moment.length + i];
  return { size: [width, height, depth, 1], values: moment };
}

/** The same field on another number of nodes (sampled at 0 along an axis of one node, as Warp does). */
export function resize(grid: LinearGrid4, size: readonly [number, number, number, number]): LinearGrid4 {
  const values = new Float64Array(size[0] * size[1] * size[2] * size[3]);
  const at = (index: number, nodes: number): number => (nodes === 1 ? 0 : index / (nodes - 1));
  let n = 0;
  for (let l = 0; l < size[3]; l++)
    for (let k = 0; k < size[2]; k++)
      for (let j = 0; j < size[1]; j++)
        for (let i = 0; i < size[0]; i++)
          values[n++] = evaluate(grid, [at(i, size[0]), at(j, size[1]), at(k, size[2])], at(l, size[3]));
  return { size, values };
}

/** Nodes of an axis that count at a coordinate. */
export function nodesAround(nodes: number): 1 | 2 {
  return nodes === 1 ? 1 : 2;
}

/**
 * Writes the weights of those nodes of one axis that count at `coordinate`, from `at` on.
 * @returns the first of them
 */
export function writeWeights4(nodes: number, coordinate: number, target: Float64Array, at: number): number {
  locate(0, nodes, coordinate);
  if (nodes === 1) {
    target[at] = 1;
    return 0;
  }
  const first = Math.min(lower[0], nodes - 2);
  target[at] = first === lower[0] ? weightOf(0, first) : 0;
  target[at + 1] = first === lower[0] ? weightOf(0, first + 1) : weightOf(0, lower[0]);
  return first;
}

// The cell of the point last located, per axis; shared, because allocating would cost more than the sum.
const lower = [0, 0, 0, 0];
const upper = [0, 0, 0, 0];
const fraction = [0, 0, 0, 0];

function locate(axis: number, nodes: number, coordinate: number): void {
  const c = coordinate * (nodes - 1);
  const i = Math.min(Math.max(Math.trunc(c), 0), nodes - 1);
  lower[axis] = i;
  upper[axis] = Math.min(i + 1, nodes - 1);
  fraction[axis] = c - i;
}

const low = (axis: number): number => (upper[axis] > lower[axis] ? 1 - fraction[axis] : 1);
const weightOf = (axis: number, node: number): number => (node === lower[axis] ? low(axis) : fraction[axis]);

function slopeOf(axis: number, node: number, nodes: number): number {
  if (upper[axis] === lower[axis]) return 0;
  return node === lower[axis] ? 1 - nodes : nodes - 1;
}
