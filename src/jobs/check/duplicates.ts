/**
 * Particles that lie where others do. In opposite half-sets they make the halves agree in their noise, so that the FSC
 * rises to Nyquist whatever the map shows; in one half-set they count twice.
 */
import { euler, toRotationVector } from '../../../shared/math/rotations';
import { symmetryOperators } from '../../../shared/math/symmetry';
import { multiply, transpose, type Matrix3 } from '../../../shared/math/vector';
import { closeLimit, copyLabel, filamentLabel } from '../../model/halfSets';
import { closePairs, groupsOf, seriesOf, type Pair } from '../../model/neighbors';
import type { ParticleTable } from '../../model/particles';
import type { Doubt } from './doubt';

export interface Duplicates {
  /** Å, below which particles are looked at. */
  readonly limit: number;
  /** In opposite half-sets, however they are turned: the halves share images. */
  readonly across: readonly Pair[];
  /** In one half-set and turned alike, so that they are one particle. */
  readonly within: readonly Pair[];
}

/** Turned by less, two particles at a place are one. */
const sameAngle = (20 * Math.PI) / 180;

export function findDuplicates(
  table: ParticleTable,
  { diameter, symmetry }: { readonly diameter: number; readonly symmetry: string },
): Duplicates {
  const limit = closeLimit(diameter);
  const operators = symmetryOperators(symmetry);
  const across: Pair[] = [];
  const within: Pair[] = [];
  for (const pair of closePairs(table, limit))
    if (table.halfSet[pair.a] !== table.halfSet[pair.b]) across.push(pair);
    else if (!belongTogether(table, pair) && turnedBy(table, pair, operators) < sameAngle) within.push(pair);
  return { limit, across, within };
}

/** Copies that expanding a symmetry made, and neighbors on a filament, are meant to be there. */
function belongTogether(table: ParticleTable, { a, b }: Pair): boolean {
  return [copyLabel, filamentLabel].some((label) => {
    const values = table.extra.get(label);
    return values !== undefined && values[a] !== 'null' && values[a] === values[b];
  });
}

/** Radians between two orientations, by the operation of the symmetry that leaves least. */
function turnedBy({ angles, samples }: ParticleTable, { a, b }: Pair, operators: readonly Matrix3[]): number {
  const orientation = (row: number): Matrix3 => {
    const at = row * samples * 3;
    return euler(angles[at], angles[at + 1], angles[at + 2]);
  };
  const between = multiply(transpose(orientation(a)), orientation(b));
  return Math.min(
    ...operators.map((operator) => Math.hypot(...toRotationVector(multiply(between, operator)))),
  );
}

/** @param remedy what can be done about pairs across half-sets */
export function duplicatesDoubt(
  table: ParticleTable,
  found: Duplicates,
  where: string,
  remedy: string,
): Doubt | null {
  const { across } = found;
  if (across.length === 0) return null;
  const closest = across.reduce((best, pair) => (pair.distance < best.distance ? pair : best));
  return {
    name: 'duplicates',
    where,
    what:
      `${particlesIn(across)} of ${table.count} particles lie within ${short(found.limit)} Å of one in the other half-set ` +
      `(${pairsOf(across)}, the closest, rows ${closest.a + 1} and ${closest.b + 1} of ${seriesOf(table, closest.a)}, ` +
      `are ${short(closest.distance)} Å apart), so the halves share images and the resolution is not to be believed` +
      (found.within.length > 0 ? `; another ${pairsOf(found.within)} lie in one half-set` : ''),
    remedy,
  };
}

/** Those in one half-set, in words; null where there are none. */
export function duplicatesWithin(table: ParticleTable, { within, limit }: Duplicates): string | null {
  if (within.length === 0) return null;
  const groups = groupsOf(table.count, within);
  const extra = groups.reduce((sum, first, row) => sum + (first === row ? 0 : 1), 0);
  return `${extra} of ${table.count} particles are there already: within ${short(limit)} Å of another of their half-set and turned alike`;
}

function particlesIn(pairs: readonly Pair[]): number {
  return new Set(pairs.flatMap(({ a, b }) => [a, b])).size;
}

function pairsOf({ length }: readonly Pair[]): string {
  return `${length} ${length === 1 ? 'pair' : 'pairs'}`;
}

function short(value: number): string {
  return value < 10 ? value.toFixed(1) : value.toFixed(0);
}
