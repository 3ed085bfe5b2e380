/**
 * Approximate inverse Hessian of a series: its Fisher information, without what couples one block to another.
 * Blocks are the pose of a particle and the image warp of a tilt; a weak prior keeps what the data do not determine.
 */
import { choleskyFactor, choleskySolve } from '../math/cholesky';
import { SUM_FLOATS } from '../kernels/score';
import type { ScoredSpecies, SpeciesFit } from './objective';
import { POSE_PARAMETERS, poseOffset } from './parameters';
import type { ParameterLayout } from './parameters';

/** Standard deviations of the prior on the increments of one sub-iteration. */
export interface Prior {
  /** Å */
  readonly warp: number;
  readonly position: number;
  /** rad */
  readonly angle: number;
}

export interface Preconditioner {
  /** Solves the block systems for a gradient. */
  apply(gradient: Float64Array): Float64Array;
  /** (parameter) 1 / variance of the prior. */
  readonly priorPrecision: Float64Array;
}

interface Block {
  readonly offset: number;
  readonly size: number;
  readonly matrix: Float64Array;
}

/** @param informations per species (view, 15), see `information` in objective.ts */
export function buildPreconditioner(
  layout: ParameterLayout,
  species: readonly ScoredSpecies[],
  fits: readonly SpeciesFit[],
  informations: readonly Float32Array[],
  prior: Prior,
): Preconditioner {
  const priorPrecision = priorOf(layout, prior);
  const warps = warpBlocks(layout);
  const blocks: Block[] = [...warps];
  species.forEach((one, index) => {
    const poses = poseBlocks(layout, index, one.halfSet.length);
    blocks.push(...poses);
    const weight = 2 * one.coverage * fits[index].amplitude ** 2;
    one.models.forEach((model, i) => {
      const full = unfold(informations[index].subarray(i * SUM_FLOATS, i * SUM_FLOATS + 15), weight);
      if (warps.length > 0) addWarp(warps[model.view.tilt], model.basis, full, one.pixelSize);
      if (poses.length > 0) {
        const jacobian = poseJacobian(model.view.dPosition, model.view.orientation, one.pixelSize);
        addPose(poses[model.view.particle], model.hats, jacobian, full);
      }
    });
  });
  const factors = blocks.map(({ offset, size, matrix }) => {
    for (let i = 0; i < size; i++) matrix[i * size + i] += priorPrecision[offset + i];
    return { offset, size, factor: choleskyFactor(matrix, size) };
  });
  return {
    priorPrecision,
    apply(gradient) {
      const result = Float64Array.from(gradient);
      for (const { offset, size, factor } of factors) choleskySolve(factor, size, result, offset);
      return result;
    },
  };
}

function priorOf(layout: ParameterLayout, prior: Prior): Float64Array {
  const precision = new Float64Array(layout.count).fill(1 / prior.warp ** 2);
  const [first = layout.count] = layout.poses;
  for (let i = first; i < layout.count; i++) {
    const rotation = (i - first) % POSE_PARAMETERS >= 3;
    precision[i] = 1 / (rotation ? prior.angle : prior.position) ** 2;
  }
  return precision;
}

function warpBlocks(layout: ParameterLayout): Block[] {
  const size = layout.groups.imageWarp;
  if (size === null) return [];
  const parameters = 2 * size[0] * size[1];
  return Array.from({ length: layout.tilts }, (_, tilt) => ({
    offset: tilt * parameters,
    size: parameters,
    matrix: new Float64Array(parameters ** 2),
  }));
}

function poseBlocks(layout: ParameterLayout, species: number, particles: number): Block[] {
  if (!layout.groups.particles) return [];
  const size = layout.samples[species] * POSE_PARAMETERS;
  return Array.from({ length: particles }, (_, particle) => ({
    offset: poseOffset(layout, species, particle),
    size,
    matrix: new Float64Array(size * size),
  }));
}

/** The full 5 x 5 matrix of an upper triangle, scaled. */
function unfold(upper: Float32Array, scale: number): Float64Array {
  const full = new Float64Array(25);
  for (let i = 0, next = 0; i < 5; i++)
    for (let j = i; j < 5; j++, next++) full[5 * i + j] = full[5 * j + i] = scale * upper[next];
  return full;
}

function addWarp(block: Block, basis: Float64Array, full: Float64Array, pixelSize: number): void {
  const nodes = basis.length;
  for (let a = 0; a < 2; a++)
    for (let b = 0; b < 2; b++) {
      const weight = full[5 * a + b] / pixelSize ** 2;
      for (let i = 0; i < nodes; i++)
        for (let j = 0; j < nodes; j++)
          block.matrix[(a * nodes + i) * block.size + b * nodes + j] += weight * basis[i] * basis[j];
    }
}

/** d(shift in pixels, omega) / d(position, turn), 5 x 6. */
function poseJacobian(
  dPosition: Float64Array,
  orientation: ArrayLike<number>,
  pixelSize: number,
): Float64Array {
  const jacobian = new Float64Array(30);
  for (let i = 0; i < 3; i++) {
    jacobian[i] = dPosition[i] / pixelSize;
    jacobian[6 + i] = dPosition[3 + i] / pixelSize;
    for (let j = 0; j < 3; j++) jacobian[(2 + j) * 6 + 3 + i] = -orientation[3 * i + j];
  }
  return jacobian;
}

function addPose(block: Block, hats: Float64Array, jacobian: Float64Array, full: Float64Array): void {
  const half = new Float64Array(30);
  for (let i = 0; i < 5; i++)
    for (let j = 0; j < 6; j++)
      for (let k = 0; k < 5; k++) half[6 * i + j] += full[5 * i + k] * jacobian[6 * k + j];
  for (let a = 0; a < 6; a++)
    for (let b = 0; b < 6; b++) {
      let sum = 0;
      for (let k = 0; k < 5; k++) sum += jacobian[6 * k + a] * half[6 * k + b];
      for (let s = 0; s < hats.length; s++)
        for (let t = 0; t < hats.length; t++)
          block.matrix[(s * 6 + a) * block.size + t * 6 + b] += hats[s] * hats[t] * sum;
    }
}
