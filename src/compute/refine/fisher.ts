/**
 * Fisher information of all parameters of a series: what the images could tell about each, and about all together.
 * Known per view as a small matrix over its motion; products with the whole are sums over views, without any image.
 */
import { choleskySolve } from '../../../shared/math/cholesky';
import { conjugateGradients } from '../../../shared/math/conjugateGradients';
import { addPulledBack, motionsOf } from '../parameters/viewJacobian';
import { factoredBlocks, type KnownMotions } from './fisherBlocks';
import { motionInformation, multiplyMotions, type SpeciesInformation } from './motionInformation';
import type { Parameters } from './parameterVector';
import type { Prior } from './prior';

export interface FisherInformation {
  /** (species) */
  readonly known: readonly KnownMotions[];
  /** F x, without any prior. */
  product(x: Float64Array): Float64Array;
  /** Approximately (F + P)^-1 times a gradient. */
  solver(prior: Prior): (gradient: Float64Array) => Float64Array;
}

/** Relative residual at which a direction is good enough; more would be lost on curvature. */
const residualTolerance = 3e-2;
const mostIterations = 80;

export function planFisher(
  parameters: Parameters,
  species: readonly SpeciesInformation[],
): FisherInformation {
  const known = species.map((one) => ({ matrix: one.matrix, information: motionInformation(one) }));
  const product = (x: Float64Array): Float64Array => {
    const result = new Float64Array(parameters.count);
    for (const { matrix, information } of known) {
      const motions = motionsOf(matrix, x);
      multiplyMotions(information, motions);
      addPulledBack(matrix, motions, result);
    }
    return result;
  };
  return {
    known,
    product,
    solver(prior) {
      const blocks = factoredBlocks(parameters, known, prior);
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
