/** Molecules as points that scatter: what simulated projections and maps are sums over. */
import { apply, type Matrix3, type Vector3 } from '../../../shared/math/vector';

export interface PseudoAtoms {
  readonly count: number;
  /** (atom, 3) Å from the center of mass. */
  readonly positions: Float64Array;
  /** How strongly each scatters, in units of one electron of an atom. */
  readonly weights: Float64Array;
}

/** Centers atoms on their center of mass. */
export function centered(atoms: { positions: Float64Array; weights: Float64Array }): PseudoAtoms {
  const { positions, weights } = atoms;
  const count = weights.length;
  const mean = [0, 0, 0];
  let total = 0;
  for (let i = 0; i < count; i++) {
    total += weights[i];
    for (let axis = 0; axis < 3; axis++) mean[axis] += weights[i] * positions[3 * i + axis];
  }
  return { count, weights, positions: positions.map((value, j) => value - mean[j % 3] / total) };
}

/** Every atom under every operation of a point group, about the origin that the atoms have. */
export function symmetrized(
  atoms: { positions: Float64Array; weights: Float64Array },
  operators: readonly Matrix3[],
): { positions: Float64Array; weights: Float64Array } {
  const positions = operators.flatMap((operator) =>
    Array.from(atoms.weights, (_, i): Vector3 => {
      const [x, y, z] = atoms.positions.subarray(3 * i, 3 * i + 3);
      return apply(operator, [x, y, z]);
    }).flat(),
  );
  return {
    positions: Float64Array.from(positions),
    weights: Float64Array.from(operators.flatMap(() => [...atoms.weights])),
  };
}

/**
 * Merges the atoms of each cube of edge `cell` (Å) into one at their center of mass. Structure finer than about
 * two cells is lost; a cell of half the images' pixel leaves all that they can show.
 */
export function coarseGrained(atoms: PseudoAtoms, cell: number): PseudoAtoms {
  const cells = new Map<string, number>();
  const sums: number[] = [];
  for (let i = 0; i < atoms.count; i++) {
    const p = [0, 1, 2].map((axis) => atoms.positions[3 * i + axis]);
    const key = p.map((value) => Math.floor(value / cell)).join(',');
    let at = cells.get(key);
    if (at === undefined) {
      at = sums.length;
      cells.set(key, at);
      sums.push(0, 0, 0, 0);
    }
    const w = atoms.weights[i];
    sums[at] += w;
    for (let axis = 0; axis < 3; axis++) sums[at + 1 + axis] += w * p[axis];
  }
  const count = sums.length / 4;
  return centered({
    weights: Float64Array.from({ length: count }, (_, i) => sums[4 * i]),
    positions: Float64Array.from(
      { length: 3 * count },
      (_, j) => sums[4 * Math.floor(j / 3) + 1 + (j % 3)] / sums[4 * Math.floor(j / 3)],
    ),
  });
}

/** The same matter in another size: as dense as before. */
export function resizedAtoms(atoms: PseudoAtoms, factor: number): PseudoAtoms {
  return {
    ...atoms,
    positions: atoms.positions.map((value) => factor * value),
    weights: atoms.weights.map((value) => factor ** 3 * value),
  };
}

/** Diameter of the sphere about the center of mass that holds all atoms, Å. */
export function diameterOf(atoms: PseudoAtoms): number {
  let radius = 0;
  for (let i = 0; i < atoms.count; i++)
    radius = Math.max(
      radius,
      Math.hypot(atoms.positions[3 * i], atoms.positions[3 * i + 1], atoms.positions[3 * i + 2]),
    );
  return 2 * radius;
}
