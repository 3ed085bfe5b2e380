/**
 * Defocus, astigmatism and phase shift of every tilt of a series. Particles of the two half-sets decide what is believed: numbers that
 * were found from one half have to predict the other.
 */
import type { TiltVerdict } from '../../../shared/records/tiltOptics';
import { searchDefocus } from './defocusSearch';
import { likelihoodOf, tiltSize, type SpeciesInTilt } from './tiltLikelihood';
import { learnPrior, lineAt, posterior, type Quadratic, type TiltPrior } from './tiltPrior';

/** What is asked for of each tilt. */
export interface TiltQuestions {
  /** With astigmatism. */
  readonly defocus: boolean;
  readonly phase: boolean;
  /** Looks for the defocus up to 0.3 µm away. */
  readonly search: boolean;
}

/** A tilt that shows particles: (half) its species. */
export interface TiltEvidence {
  readonly halves: readonly [readonly SpeciesInTilt[], readonly SpeciesInTilt[]];
  /** Of exposure, -1 to 1. */
  readonly order: number;
}

export interface FittedTilt {
  /** (tiltSize) changes: Å, Å, Å, rad; 0 for what was not taken. */
  readonly change: Float64Array;
  /** (tiltSize) standard errors of the values, whether they were changed or not; Infinity where nothing is known. */
  readonly error: Float64Array;
  readonly verdict: TiltVerdict;
}

export interface FittedTilts {
  readonly tilts: readonly FittedTilt[];
  /** Log-likelihood that the particles of each half gain from what the other says; of what was taken. */
  readonly gain: number;
}

interface Family {
  readonly numbers: readonly number[];
  /** Standard deviations to begin with: Å, rad. */
  readonly spread: readonly number[];
}

const defocus: Family = { numbers: [0], spread: [1000] };
const astigmatism: Family = { numbers: [1, 2], spread: [500, 500] };
const phase: Family = { numbers: [3], spread: [0.3] };

/** Log-likelihood; one number at three standard errors gains as much, half from each half-set. */
const leastGain = 4.5;
/** Standard deviations of what chance alone would give. */
const leastSignificance = 3;
/** Of a log-likelihood, from one place to another, where images show noise alone and the places have nothing in common. */
const mostVariance = 1.5;
/** A tilt whose images speak against what the others suggest by more stays as it was. */
const mostLoss = 0.5;

export function fitTilts(tilts: readonly TiltEvidence[], asked: TiltQuestions): FittedTilts {
  const families = [...(asked.defocus ? [defocus, astigmatism] : []), ...(asked.phase ? [phase] : [])];
  const still = tilts.map(() => new Float64Array(tiltSize));
  let taken: readonly Family[] = [];
  let halves: Halves = { at: [still, still], common: [still, still] };
  let gain = 0;
  for (const family of families) {
    const trial = fitHalves(tilts, [...taken, family], asked.search);
    const own = crossGain(tilts, halves, trial);
    if (!(own.gain >= Math.max(leastGain, leastSignificance * Math.sqrt(own.variance)))) continue;
    taken = [...taken, family];
    halves = trial;
    gain += own.gain;
  }
  const errors = errorsOf(tilts, families);
  if (taken.length === 0)
    return { tilts: errors.map((error, t) => ({ change: still[t], error, verdict: 'left' })), gain: 0 };
  const all = fit(tilts.map(both), tilts.map(orderOf), taken, asked.search);
  const ofCommon = { at: halves.common };
  return {
    gain,
    tilts: tilts.map((tilt, t) => {
      const verdict = crossGain([tilt], ofTilt(ofCommon, t), ofTilt(halves, t)).gain >= 0 ? 'own' : 'common';
      const chosen = verdict === 'own' ? all.at[t] : all.common[t];
      const isLost = !chosen.every(Number.isFinite) || gainOf(both(tilt), still[t], chosen).gain < -mostLoss;
      return {
        change: isLost ? still[t] : chosen,
        error: errors[t].map((error, j) => (all.numbers.includes(j) ? all.error[t][j] : error)),
        verdict: isLost ? 'left' : verdict,
      };
    }),
  };
}

function both({ halves: [a, b] }: TiltEvidence): readonly SpeciesInTilt[] {
  return a.map((one, i) => ({ ...one, sums: [...one.sums, ...b[i].sums] }));
}

function orderOf({ order }: TiltEvidence): number {
  return order;
}

type OfTilts = readonly Float64Array[];

/** (half) what was found from its particles alone. */
interface Halves {
  readonly at: readonly [OfTilts, OfTilts];
  readonly common: readonly [OfTilts, OfTilts];
}

function fitHalves(tilts: readonly TiltEvidence[], families: readonly Family[], search: boolean): Halves {
  const order = tilts.map(orderOf);
  const [a, b] = ([0, 1] as const).map((half) =>
    fit(
      tilts.map(({ halves }) => halves[half]),
      order,
      families,
      search,
    ),
  );
  return { at: [a.at, b.at], common: [a.common, b.common] };
}

function ofTilt({ at: [a, b] }: Pick<Halves, 'at'>, t: number): Pick<Halves, 'at'> {
  return { at: [[a[t]], [b[t]]] };
}

interface Gain {
  readonly gain: number;
  /** Of what chance alone would give. */
  readonly variance: number;
}

/** What each half gains where the other's numbers go from one place to another. */
function crossGain(
  tilts: readonly TiltEvidence[],
  { at: from }: Pick<Halves, 'at'>,
  { at: to }: Pick<Halves, 'at'>,
): Gain {
  let [gain, variance] = [0, 0];
  tilts.forEach(({ halves }, t) => {
    for (const half of [0, 1] as const) {
      const own = gainOf(halves[1 - half], from[half][t], to[half][t]);
      gain += own.gain;
      variance += own.variance;
    }
  });
  return { gain: Number.isFinite(gain) ? gain : -Infinity, variance };
}

function gainOf(species: readonly SpeciesInTilt[], from: Float64Array, to: Float64Array): Gain {
  const before = likelihoodOf(species, from);
  const move = to.map((value, j) => value - from[j]);
  let variance = 0;
  for (let j = 0; j < tiltSize; j++)
    for (let k = 0; k < tiltSize; k++) variance += move[j] * before.information[j * tiltSize + k] * move[k];
  // The amplitude is no better known than noise allows.
  variance *= 1 + 0.5 / Math.max(Math.abs(before.value), 1e-12);
  return { gain: likelihoodOf(species, to).value - before.value, variance: Math.min(mostVariance, variance) };
}

function withNumbers(
  species: readonly SpeciesInTilt[],
  numbers: readonly number[],
): readonly SpeciesInTilt[] {
  return species.map((one) => ({ ...one, functions: numbers.map((j) => one.functions[j]) }));
}

function placed(values: Float64Array, numbers: readonly number[]): Float64Array {
  const all = new Float64Array(tiltSize);
  numbers.forEach((j, i) => (all[j] = values[i]));
  return all;
}

/** What images say of numbers that stay as they are: all that were asked for together, without the other tilts. */
function errorsOf(tilts: readonly TiltEvidence[], families: readonly Family[]): readonly Float64Array[] {
  const numbers = families.flatMap((family) => family.numbers);
  const spread = families.flatMap((family) => family.spread);
  return tilts.map((tilt) => {
    const x = new Float64Array(numbers.length);
    const { information } = likelihoodOf(withNumbers(both(tilt), numbers), x);
    const flat = Float64Array.from(spread, (sigma) => 1e-6 / sigma ** 2);
    const { covariance } = posterior({ h: x, information }, x, flat);
    const error = new Float64Array(tiltSize).fill(Infinity);
    numbers.forEach((j, i) => (error[j] = Math.sqrt(covariance[i * numbers.length + i])));
    return error;
  });
}

interface Fit {
  readonly numbers: readonly number[];
  /** (tilt)(tiltSize) the tilt's own numbers, those that the others suggest, and standard errors of its own. */
  readonly at: OfTilts;
  readonly common: OfTilts;
  readonly error: OfTilts;
}

const passes = 6;

/** Climbs to the likeliest numbers of every tilt, and learns from all of them how they are spread. */
function fit(
  tilts: readonly (readonly SpeciesInTilt[])[],
  order: readonly number[],
  families: readonly Family[],
  search: boolean,
): Fit {
  const numbers = families.flatMap((family) => family.numbers);
  const spread = families.flatMap((family) => family.spread);
  const species = tilts.map((one) => withNumbers(one, numbers));
  const n = numbers.length;
  let at: Float64Array[] = tilts.map(() => new Float64Array(n));
  if (search && numbers[0] === 0)
    searchDefocus(
      tilts.map((one) => withNumbers(one, [0])),
      order,
    ).forEach((value, t) => (at[t][0] = value));
  const learn = (): TiltPrior =>
    learnPrior(
      at.map((x, t) => quadraticAt(species[t], x)),
      order,
      spread,
    );
  // At first nothing is known of the other tilts.
  const wide = Float64Array.from(spread, (sigma) => 1 / sigma ** 2);
  at = at.map((x, t) => climb(species[t], x, { mean: x, precision: wide }));
  let learned = learn();
  for (let pass = 0; pass < passes; pass++) {
    const precision = learned.variance.map((value) => 1 / value);
    at = at.map((x, t) => climb(species[t], x, { mean: lineAt(learned, order[t]), precision }));
    learned = learn();
  }
  const precision = learned.variance.map((value) => 1 / value);
  const error = at.map((x, t) => {
    const { covariance } = posterior(quadraticAt(species[t], x), x, precision);
    return Float64Array.from({ length: n }, (_, j) => Math.sqrt(covariance[j * n + j]));
  });
  const whole = (values: readonly Float64Array[]): OfTilts => values.map((one) => placed(one, numbers));
  return {
    numbers,
    at: whole(at),
    common: whole(order.map((place) => lineAt(learned, place))),
    error: whole(error),
  };
}

function quadraticAt(species: readonly SpeciesInTilt[], x: Float64Array): Quadratic {
  const { gradient, information } = likelihoodOf(species, x);
  const n = x.length;
  const h = gradient.map((value, j) => {
    let sum = value;
    for (let k = 0; k < n; k++) sum += information[j * n + k] * x[k];
    return sum;
  });
  return { h, information };
}

/** Newton steps with the information for curvature, each shortened until it climbs. */
function climb(
  species: readonly SpeciesInTilt[],
  from: Float64Array,
  { mean, precision }: { readonly mean: Float64Array; readonly precision: Float64Array },
): Float64Array {
  const n = from.length;
  const cost = (x: Float64Array, value: number): number =>
    value - 0.5 * x.reduce((sum, one, j) => sum + precision[j] * (one - mean[j]) ** 2, 0);
  let x = from;
  let here = likelihoodOf(species, x);
  let height = cost(x, here.value);
  for (let step = 0; step < 20; step++) {
    const right = here.gradient.map((value, j) => value - precision[j] * (x[j] - mean[j]));
    const { at: move } = posterior(
      { h: right, information: here.information },
      new Float64Array(n),
      precision,
    );
    if (!move.every(Number.isFinite)) break;
    let factor = 1;
    let next = x;
    let there = here;
    let climbed = -Infinity;
    while (factor > 1e-3) {
      next = x.map((value, j) => value + factor * move[j]);
      there = likelihoodOf(species, next);
      climbed = cost(next, there.value);
      if (climbed > height) break;
      factor /= 2;
    }
    if (!(climbed > height)) break;
    const isDone = climbed - height < 1e-6;
    [x, here, height] = [next, there, climbed];
    if (isDone) break;
  }
  return x;
}
