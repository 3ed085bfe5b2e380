/**
 * Fisher information of all parameters of a series: what the images could tell about each, and about all together.
 * Known per view as a small matrix over its motion; products with the whole are sums over views, without any image.
 */
import type { Jacobian } from '../channels/channel';
import { coreInformation, placed, sumFloats } from '../kernels/kernelChannel';
import { choleskyFactor, choleskySolve } from '../../../shared/math/cholesky';
import { conjugateGradients } from '../../../shared/math/conjugateGradients';
import { addPulledBack, motionsOf } from '../parameters/viewJacobian';
import type { ViewJacobian } from '../parameters/viewJacobian';
import type { Parameters } from './parameterVector';
import type { Prior } from './prior';
import type { View } from '../parameters/views';

/** One species' part. */
export interface SpeciesInformation {
  readonly views: readonly View[];
  readonly matrix: ViewJacobian;
  /** (view, sumFloats): upper triangle of (shift per pixel, omega), then the diagonal of each channel that the kernel sums. */
  readonly perView: Float32Array;
  /** Turns the kernel's numbers into information: twice coverage times squared amplitude. */
  readonly weight: number;
  /** Å, of the refinement box. */
  readonly pixelSize: number;
}

export interface FisherInformation {
  /** F x, without any prior. */
  product(x: Float64Array): Float64Array;
  /** Approximately (F + P)^-1 times a gradient. */
  solver(prior: Prior): (gradient: Float64Array) => Float64Array;
}

/** Relative residual at which a direction is good enough; more would be lost on curvature. */
const residualTolerance = 1e-3;
const mostIterations = 80;

export function planFisher(
  parameters: Parameters,
  species: readonly SpeciesInformation[],
): FisherInformation {
  const byMotion = species.map((one) => one.views.map((view, i) => motionInformation(one, view, i)));
  const product = (x: Float64Array): Float64Array => {
    const result = new Float64Array(parameters.count);
    species.forEach((one, index) => {
      const motions = motionsOf(one.matrix, x);
      const pulled = new Float64Array(motions.length);
      byMotion[index].forEach((information, view) =>
        multiplyInto(information, motions, pulled, view * one.matrix.layout.size),
      );
      addPulledBack(one.matrix, pulled, result);
    });
    return result;
  };
  return {
    product,
    solver(prior) {
      const blocks = factoredBlocks(parameters, species, byMotion, prior);
      return (gradient) =>
        conjugateGradients(
          (x) => {
            const result = product(x);
            prior.addProduct(x, result);
            return result;
          },
          gradient,
          {
            precondition: (residual) => {
              const result = Float64Array.from(residual);
              for (const { first, size, factor } of blocks) choleskySolve(factor, size, result, first);
              return result;
            },
            tolerance: residualTolerance,
            iterations: mostIterations,
          },
        );
    },
  };
}

/** Information of one view over its motion, a square matrix: (shift, omega) of the kernel seen through its channels. */
function motionInformation(one: SpeciesInformation, view: View, index: number): Float64Array {
  const { size, channels, kernel } = one.matrix.layout;
  const at = index * sumFloats(kernel);
  const full = new Float64Array(25);
  for (let i = 0, next = at; i < 5; i++)
    for (let j = i; j < 5; j++, next++) full[5 * i + j] = full[5 * j + i] = one.weight * one.perView[next];
  const jacobian: Jacobian = { columns: size, values: new Float64Array(5 * size) };
  for (const { channel, first } of channels) channel.atRest?.(view, one.pixelSize, jacobian, first);
  const { values } = jacobian;
  const half = new Float64Array(5 * size);
  for (let i = 0; i < 5; i++)
    for (let k = 0; k < 5; k++) {
      const value = full[5 * i + k];
      for (let j = 0; j < size; j++) half[i * size + j] += value * values[k * size + j];
    }
  const information = new Float64Array(size * size);
  for (let k = 0; k < 5; k++)
    for (let i = 0; i < size; i++) {
      const value = values[k * size + i];
      if (value === 0) continue;
      for (let j = 0; j < size; j++) information[i * size + j] += value * half[k * size + j];
    }
  for (const { channel, first } of placed(kernel, 1, coreInformation)) {
    const own = one.matrix.layout.at[channel.name];
    for (let i = 0; i < channel.size; i++)
      information[(own + i) * (size + 1)] = one.weight * one.perView[at + first + i];
  }
  return information;
}

function multiplyInto(matrix: Float64Array, x: Float64Array, target: Float64Array, at: number): void {
  const size = Math.sqrt(matrix.length);
  for (let i = 0; i < size; i++) {
    let sum = 0;
    for (let j = 0; j < size; j++) sum += matrix[i * size + j] * x[at + j];
    target[at + i] = sum;
  }
}

interface Block {
  readonly first: number;
  readonly size: number;
  readonly factor: Float64Array;
}

/** Cholesky factors of the diagonal blocks: the preconditioner of the conjugate gradients. */
function factoredBlocks(
  parameters: Parameters,
  species: readonly SpeciesInformation[],
  byMotion: readonly (readonly Float64Array[])[],
  prior: Prior,
): readonly Block[] {
  const blockOf = new Int32Array(parameters.count);
  const blocks: { first: number; size: number; matrix: Float64Array }[] = [];
  for (const { group, first } of parameters.groups)
    for (let start = 0; start < group.count; start += group.block) {
      const size = Math.min(group.block, group.count - start);
      blockOf.fill(blocks.length, first + start, first + start + size);
      blocks.push({ first: first + start, size, matrix: new Float64Array(size * size) });
    }
  species.forEach(({ matrix }, index) => {
    byMotion[index].forEach((information, view) =>
      addToBlocks({ blocks, blockOf }, matrix, information, view),
    );
  });
  return blocks.map(({ first, size, matrix }) => {
    for (let i = 0; i < size; i++) matrix[i * size + i] += prior.diagonal[first + i];
    return { first, size, factor: choleskyFactor(matrix, size) };
  });
}

/** Adds what one view says about pairs of parameters of the same block. */
function addToBlocks(
  {
    blocks,
    blockOf,
  }: {
    readonly blocks: readonly { first: number; size: number; matrix: Float64Array }[];
    /** (parameter) */
    readonly blockOf: Int32Array;
  },
  { start, parameter, weight, layout: { size } }: ViewJacobian,
  information: Float64Array,
  view: number,
): void {
  for (let a = 0; a < size; a++)
    for (let b = 0; b < size; b++) {
      const value = information[a * size + b];
      if (value === 0) continue;
      const [rowA, rowB] = [view * size + a, view * size + b];
      for (let i = start[rowA]; i < start[rowA + 1]; i++) {
        const block = blocks[blockOf[parameter[i]]];
        const row = (parameter[i] - block.first) * block.size - block.first;
        const scaled = value * weight[i];
        for (let j = start[rowB]; j < start[rowB + 1]; j++)
          if (blockOf[parameter[j]] === blockOf[parameter[i]])
            block.matrix[row + parameter[j]] += scaled * weight[j];
      }
    }
}
