/** Blocks on the diagonal of the Fisher information, with the prior: the preconditioner of its solver. */
import { choleskyFactor } from '../../../shared/math/cholesky';
import { combineWeights, matrixStep, type PlacedMotion, type ViewJacobian } from '../parameters/viewJacobian';
import { unpack, type MotionInformation } from './motionInformation';
import type { Parameters } from './parameterVector';
import type { Prior } from './prior';

export interface Block {
  readonly first: number;
  readonly size: number;
  /** Cholesky factor. */
  readonly factor: Float64Array;
}

export interface KnownMotions {
  readonly matrix: ViewJacobian;
  readonly information: MotionInformation;
}

export function factoredBlocks(
  parameters: Parameters,
  species: readonly KnownMotions[],
  prior: Prior,
): readonly Block[] {
  return parameters.groups.flatMap(({ group, first }) => {
    const blocks = Array.from({ length: Math.ceil(group.count / group.block) }, (_, i) => {
      const size = Math.min(group.block, group.count - i * group.block);
      return { first: first + i * group.block, size, matrix: new Float64Array(size * size) };
    });
    for (const { matrix, information } of species)
      for (const placed of matrix.groups)
        if (placed.group === group) addHalves(placed, matrix, information, blocks);
    return blocks.map(({ first: at, size, matrix }) => {
      addTranspose(matrix, size);
      for (let i = 0; i < size; i++) matrix[i * (size + 1)] += prior.diagonal[at + i];
      return { first: at, size, factor: choleskyFactor(matrix, size) };
    });
  });
}

interface OpenBlock {
  readonly size: number;
  readonly matrix: Float64Array;
}

/** Adds, for pairs of nodes of one block, what views say about their axes: each pair once, half of it where both are one node. */
function addHalves(
  { motion, group, nodes }: PlacedMotion,
  { layout, views }: ViewJacobian,
  information: MotionInformation,
  blocks: readonly OpenBlock[],
): void {
  const axes = Math.max(...motion.parts.map(({ firstAxis, axes: count }) => firstAxis + count));
  const own = new Float64Array(nodes.count);
  const of = new Float64Array(layout.size * layout.size);
  const byAxes = new Float64Array(axes * axes);
  const columns = new Float64Array(layout.size * axes);
  const { axisStride, base } = motion;
  // Nodes around a view never reach from one block into the next but by whole blocks.
  const together = firstInBlock(nodes.offsets, group.block);
  for (let view = 0; view < views; view++) {
    combineWeights(nodes, motion.weights, view, own);
    unpack(information, view, of);
    writeColumns({ motion, layout, axes }, view, columns);
    congruence(of, columns, axes, byAxes);
    for (let j = 0; j < own.length; j++) {
      const to = base[view] + nodes.offsets[j];
      const index = Math.floor(to / group.block);
      const { matrix, size } = blocks[index];
      const row = to - index * group.block;
      const column = base[view] - index * group.block;
      for (let a = 0; a < axes; a++)
        for (let b = 0; b < axes; b++) {
          const weight = own[j] * byAxes[a * axes + b];
          const at = (row + a * axisStride) * size + column + b * axisStride;
          for (let k = together[j]; k < j; k++) matrix[at + nodes.offsets[k]] += weight * own[k];
          matrix[at + nodes.offsets[j]] += 0.5 * weight * own[j];
        }
    }
  }
}

/** (node) the first of those before it that are in its block. */
function firstInBlock(offsets: Int32Array, block: number): Int32Array {
  return offsets.map((offset) =>
    offsets.findIndex((other) => Math.floor(other / block) === Math.floor(offset / block)),
  );
}

/** (number, axis) of a view. */
function writeColumns(
  {
    motion,
    layout,
    axes,
  }: Pick<PlacedMotion, 'motion'> & Pick<ViewJacobian, 'layout'> & { readonly axes: number },
  view: number,
  target: Float64Array,
): void {
  for (const part of motion.parts) {
    const { size } = part.channel;
    const step = matrixStep(part);
    const first = layout.at[part.channel.name];
    for (let i = 0; i < size; i++)
      for (let axis = 0; axis < part.axes; axis++)
        target[(first + i) * axes + part.firstAxis + axis] = part.matrix[view * step + i * part.axes + axis];
  }
}

/** target = columns' of columns */
function congruence(of: Float64Array, columns: Float64Array, axes: number, target: Float64Array): void {
  const size = columns.length / axes;
  target.fill(0);
  for (let i = 0; i < size; i++)
    for (let b = 0; b < axes; b++) {
      let half = 0;
      for (let j = 0; j < size; j++) half += of[i * size + j] * columns[j * axes + b];
      if (half === 0) continue;
      for (let a = 0; a < axes; a++) target[a * axes + b] += columns[i * axes + a] * half;
    }
}

function addTranspose(matrix: Float64Array, size: number): void {
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++)
      matrix[i * size + j] = matrix[j * size + i] = matrix[i * size + j] + matrix[j * size + i];
}
