/** How particles moved between two tables of a species, which of them there are in both, and which columns differ. */
import { euler, toRotationVector } from '../../../shared/math/rotations';
import { symmetryOperators } from '../../../shared/math/symmetry';
import { determinant } from '../../../shared/math/subgroups';
import { multiply, transpose, type Matrix3 } from '../../../shared/math/vector';
import type { ParticleTable } from '../../model/particles';
import { degree } from '../../model/tiltSeriesXml';
import type { Movement, ParticleComparison } from '../../../shared/records/comparison';
import { compareSets } from '../particles/particlePairs';

/** Row of one table, and of the other. */
type Pair = readonly [from: number, to: number];

/**
 * Rows are the same particles where both tables have the same series in the same order, which is what everything leaves that
 * neither adds nor removes any; otherwise those that lie nearest to each other.
 *
 * @param tolerance Å, between the same particle in both
 * @param symmetry of the species: turns by it are none
 */
export function compareParticles(
  from: ParticleTable,
  to: ParticleTable,
  tolerance: number,
  symmetry: string,
): ParticleComparison {
  const inRows = from.count === to.count && from.sourceHash.every((hash, row) => hash === to.sourceHash[row]);
  const pairs: readonly Pair[] = inRows
    ? from.sourceHash.map((_, row) => [row, row])
    : [...compareSets(from, to, tolerance).partners];
  const sameHalf = pairs.filter(([a, b]) => from.halfSet[a] === to.halfSet[b]);
  const measure = movementsOf(from, to, symmetry);
  return {
    matchedBy: inRows ? 'rows' : 'positions',
    tolerance: inRows ? null : tolerance,
    added: to.count - pairs.length,
    removed: from.count - pairs.length,
    allSamples: from.samples === to.samples,
    all: measure(pairs),
    halves: [
      measure(sameHalf.filter(([a]) => from.halfSet[a] === 0)),
      measure(sameHalf.filter(([a]) => from.halfSet[a] === 1)),
    ],
    otherHalf: pairs.length - sameHalf.length,
    columns: columnsOf(from, to, pairs),
  };
}

function movementsOf(
  from: ParticleTable,
  to: ParticleTable,
  symmetry: string,
): (pairs: readonly Pair[]) => Movement {
  // A mirror makes no pose of another.
  const turns = symmetryOperators(symmetry).filter((operator) => determinant(operator) > 0);
  const samples = from.samples === to.samples ? from.samples : 1;
  return (pairs) => {
    const shifts: number[] = [];
    const angles: number[] = [];
    let unchanged = 0;
    for (const [a, b] of pairs) {
      let isSame = true;
      for (let sample = 0; sample < samples; sample++) {
        const i = (a * from.samples + sample) * 3;
        const j = (b * to.samples + sample) * 3;
        const shift = Math.hypot(
          ...[0, 1, 2].map((axis) => to.positions[j + axis] - from.positions[i + axis]),
        );
        const isTurned = [0, 1, 2].some((axis) => to.angles[j + axis] !== from.angles[i + axis]);
        shifts.push(shift);
        angles.push(isTurned ? angleBetween(orientation(from, i), orientation(to, j), turns) : 0);
        isSame &&= shift === 0 && !isTurned;
      }
      if (isSame) unchanged++;
    }
    return {
      particles: pairs.length,
      unchanged,
      rms: rms(shifts),
      max: largest(shifts),
      rmsAngle: rms(angles),
      maxAngle: largest(angles),
    };
  };
}

function orientation({ angles }: ParticleTable, at: number): Matrix3 {
  return euler(angles[at], angles[at + 1], angles[at + 2]);
}

/** Degrees. */
function angleBetween(a: Matrix3, b: Matrix3, turns: readonly Matrix3[]): number {
  const between = multiply(transpose(a), b);
  return Math.min(...turns.map((turn) => Math.hypot(...toRotationVector(multiply(between, turn))))) / degree;
}

function rms(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}

function largest(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((most, value) => Math.max(most, value), 0);
}

function columnsOf(
  { extra: before }: ParticleTable,
  { extra: after }: ParticleTable,
  pairs: readonly Pair[],
): ParticleComparison['columns'] {
  const changed = [...before].flatMap(([label, old]) => {
    const values = after.get(label);
    const particles = values === undefined ? 0 : pairs.filter(([a, b]) => old[a] !== values[b]).length;
    return particles === 0 ? [] : [{ label, particles }];
  });
  return {
    added: [...after.keys()].filter((label) => !before.has(label)),
    removed: [...before.keys()].filter((label) => !after.has(label)),
    changed,
  };
}
