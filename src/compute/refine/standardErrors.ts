/**
 * How well all that was refined of a series is known: standard errors by the information that its images hold, with the prior,
 * everything else being uncertain too. References are weighted by their own signal and noise, so what these do not show is not
 * counted as known.
 */
import { choleskyFactor, choleskySolve } from '../../../shared/math/cholesky';
import { addPulledBack, type ViewJacobian } from '../parameters/viewJacobian';
import { particlePoses } from '../parameters/particlePoses';
import type { Views } from '../parameters/views';
import { factoredBlocks, type Block, type KnownMotions } from './fisherBlocks';
import type { Parameters } from './parameterVector';
import type { Prior } from './prior';

/** Of a particle: along x, y and z of the volume (Å), then of turns about them (rad). */
export const errorsOfParticle = 6;

export interface StandardErrors {
  /** (species)(particle, errorsOfParticle) of where images show it and how it is turned; null where poses were not refined. */
  readonly particles: readonly (Float64Array | null)[];
  /** Of parameters of the series. */
  readonly groups: readonly GroupErrors[];
  /** Whether geometry was taken as known, since parameters are too many. */
  readonly isConditional: boolean;
}

export interface GroupErrors {
  readonly name: string;
  /** (parameter) in its unit. */
  readonly deviations: Float64Array;
  /** Root mean square over parameters: by how much each would be known better were all others known. 1: nothing else does the same. */
  readonly inflation: number;
  /** Share of what is known of each that the images tell, not the prior: 0 to 1, the mean over parameters. */
  readonly told: number;
}

export interface KnownSpecies extends KnownMotions {
  readonly views: Views;
  readonly particles: number;
}

/** Parameters up to which the inverse of their information is made; beyond, that of its blocks. */
const mostExact = 1200;

/** @param product F x */
export function standardErrors(
  parameters: Parameters,
  species: readonly KnownSpecies[],
  prior: Prior,
  product: (x: Float64Array) => Float64Array,
): StandardErrors {
  const blocks = factoredBlocks(parameters, species, prior);
  const isConditional = parameters.count > mostExact;
  const factors = isConditional ? blocks : [wholeOf(parameters.count, prior, product)];
  const precision = diagonalOf(blocks, parameters.count);
  const variances = inverseDiagonal(factors, parameters.count);
  const alone = isConditional ? variances : inverseDiagonal(blocks, parameters.count);
  return {
    isConditional,
    particles: species.map((one, index) => {
      const place = parameters.groups.filter(({ group }) => group.name === particlePoses.name)[index];
      return place === undefined || one.matrix.groups.length === 0
        ? null
        : particleErrors(one, factors, { first: place.first, count: parameters.count, isConditional });
    }),
    groups: parameters.groups
      .filter(({ group }) => group.name !== particlePoses.name)
      .map(({ group, first }) => {
        const own = variances.subarray(first, first + group.count);
        return {
          name: group.name,
          deviations: own.map(Math.sqrt),
          inflation: Math.sqrt(mean(own.map((value, i) => value / alone[first + i]))),
          told: mean(own.map((_, i) => 1 - prior.diagonal[first + i] / precision[first + i])),
        };
      }),
  };
}

/** Factor of F + P. */
function wholeOf(n: number, prior: Prior, product: (x: Float64Array) => Float64Array): Block {
  const matrix = new Float64Array(n * n);
  const unit = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    unit[i] = 1;
    const column = product(unit);
    prior.addProduct(unit, column);
    matrix.set(column, i * n);
    unit[i] = 0;
  }
  return { first: 0, size: n, factor: choleskyFactor(matrix, n) };
}

/** (parameter) of F + P. */
function diagonalOf(blocks: readonly Block[], count: number): Float64Array {
  const diagonal = new Float64Array(count);
  for (const { first, size, factor } of blocks)
    for (let i = 0; i < size; i++)
      for (let k = 0; k <= i; k++) diagonal[first + i] += factor[i * size + k] ** 2;
  return diagonal;
}

/** (parameter) variances. */
function inverseDiagonal(blocks: readonly Block[], count: number): Float64Array {
  const variances = new Float64Array(count);
  for (const { first, size, factor } of blocks) {
    // (L L')^-1 has on its diagonal the squared columns of L^-1.
    const column = new Float64Array(size);
    for (let i = 0; i < size; i++) {
      for (let k = i; k < size; k++) {
        let sum = k === i ? 1 : 0;
        for (let j = i; j < k; j++) sum -= factor[k * size + j] * column[j];
        column[k] = sum / factor[k * size + k];
        variances[first + i] += column[k] ** 2;
      }
    }
  }
  return variances;
}

interface Place {
  /** Of all parameters, the first of the poses. */
  readonly first: number;
  readonly count: number;
  readonly isConditional: boolean;
}

/**
 * A particle's place is what its shifts in all images have in common, and its turn the mean of those in all tilts, whichever
 * parameters make them: so what poses and geometry cannot tell apart does not count.
 */
function particleErrors(one: KnownSpecies, factors: readonly Block[], place: Place): Float64Array {
  const { views, matrix, particles } = one;
  const found = new Float64Array(particles * errorsOfParticle);
  const byParticle = viewsByParticle(views, particles);
  const seen = byParticle.map((own) => pickedMotions(one, own));
  for (let number = 0; number < errorsOfParticle; number++)
    if (place.isConditional) {
      const all = pulledBack(
        matrix,
        seen.flatMap((some) => [...some[number]]),
        place.count,
      );
      const solved = Float64Array.from(all);
      for (const { first, size, factor } of factors) choleskySolve(factor, size, solved, first);
      const width = matrix.groups.find(({ first }) => first === place.first)?.group.block ?? 1;
      for (let particle = 0; particle < particles; particle++)
        for (let i = 0, at = place.first + particle * width; i < width; i++, at++)
          found[particle * errorsOfParticle + number] += all[at] * solved[at];
    } else
      for (let particle = 0; particle < particles; particle++) {
        const [{ factor, size }] = factors;
        const own = pulledBack(matrix, seen[particle][number], place.count);
        found[particle * errorsOfParticle + number] = squaredThrough(factor, size, own);
      }
  return found.map(Math.sqrt);
}

/** x' (L L')^-1 x; x is overwritten. */
function squaredThrough(factor: Float64Array, n: number, x: Float64Array): number {
  let total = 0;
  let start = x.findIndex((value) => value !== 0);
  if (start < 0) start = n;
  for (let i = start; i < n; i++) {
    let sum = x[i];
    for (let k = start; k < i; k++) sum -= factor[i * n + k] * x[k];
    x[i] = sum / factor[i * n + i];
    total += x[i] ** 2;
  }
  return total;
}

function viewsByParticle({ particle }: Views, particles: number): readonly (readonly number[])[] {
  const own: number[][] = Array.from({ length: particles }, () => []);
  particle.forEach((index, view) => own[index].push(view));
  return own;
}

/** A share that a number of a view's motion has in one of a particle's six. */
interface Share {
  readonly view: number;
  readonly number: number;
  readonly weight: number;
}

/** (errorsOfParticle) */
function pickedMotions(
  { views, matrix: { layout } }: KnownSpecies,
  own: readonly number[],
): readonly Share[][] {
  const picked: Share[][] = Array.from({ length: errorsOfParticle }, () => []);
  if (own.length === 0) return picked;
  const { at } = layout as { readonly at: Readonly<Record<string, number | undefined>> };
  const normal = new Float64Array(9);
  for (const view of own)
    for (let row = 0; row < 2; row++)
      for (let a = 0; a < 3; a++)
        for (let b = 0; b < 3; b++)
          normal[3 * a + b] +=
            views.dPosition[6 * view + 3 * row + a] * views.dPosition[6 * view + 3 * row + b];
  // A single tilt says nothing of the direction along the beam.
  for (let a = 0; a < 3; a++) normal[4 * a] += 1e-9 * own.length;
  const factor = choleskyFactor(normal, 3);
  for (const view of own) {
    for (let row = 0; row < 2 && at.shift !== undefined; row++) {
      const column = views.dPosition.slice(6 * view + 3 * row, 6 * view + 3 * row + 3);
      choleskySolve(factor, 3, column, 0);
      for (let axis = 0; axis < 3; axis++)
        picked[axis].push({ view, number: at.shift + row, weight: column[axis] });
    }
    for (let axis = 0; axis < 3; axis++) {
      if (at.volumeTurn !== undefined)
        picked[3 + axis].push({ view, number: at.volumeTurn + axis, weight: 1 / own.length });
      for (let row = 0; row < 3 && at.imageTurn !== undefined; row++)
        picked[3 + axis].push({
          view,
          number: at.imageTurn + row,
          weight: views.rotation[9 * view + 3 * row + axis] / own.length,
        });
    }
  }
  return picked;
}

function pulledBack(matrix: ViewJacobian, shares: readonly Share[], count: number): Float64Array {
  const motions = new Float64Array(matrix.views * matrix.layout.size);
  for (const { view, number, weight } of shares) motions[view * matrix.layout.size + number] += weight;
  const found = new Float64Array(count);
  addPulledBack(matrix, motions, found);
  return found;
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
