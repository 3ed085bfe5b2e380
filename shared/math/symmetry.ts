/** Point groups by RELION's names and axes, as lists of orthogonal matrices. */
import { Problem } from '../problem';
import { rotationVector } from './rotations';
import { identity3, multiply, type Matrix3, type Vector3 } from './vector';

/**
 * All operations of a point group, identity first: C4, D7, T, O, I3, and with mirrors C2V, D3H, OH, ...
 * Axes as in RELION: main axis along Z, the second of D along X; I is I2.
 */
export function symmetryOperators(name: string): Matrix3[] {
  return close(generators(name.trim().toUpperCase(), name));
}

/** Operations whose products are the group; none for C1. */
export function symmetryGenerators(name: string): readonly Matrix3[] {
  return generators(name.trim().toUpperCase(), name).filter((operator) => !isIdentity(operator));
}

function isIdentity(operator: Matrix3): boolean {
  return operator.every((value, i) => Math.abs(value - identity3[i]) < 1e-6);
}

const golden = (1 + Math.sqrt(5)) / 2;
/** A five-fold axis of the icosahedron with two-fold axes on X, Y and Z lies at (s, 0, c). */
const s = 1 / Math.sqrt(1 + golden * golden);
const c = golden * s;
/** ... and a three-fold axis at (0, a, b). */
const a = 1 / (golden * Math.sqrt(3));
const b = golden / Math.sqrt(3);

/** Two-, five- and three-fold axis, and the normal of a mirror plane, of the four settings of the icosahedron. */
const icosahedra: Readonly<Record<string, readonly [Vector3, Vector3, Vector3, Vector3]>> = {
  '1': [
    [1, 0, 0],
    [c, 0, -s],
    [b, a, 0],
    [0, 0, 1],
  ],
  '2': [
    [0, 0, 1],
    [s, 0, c],
    [0, a, b],
    [1, 0, 0],
  ],
  '3': [
    [-s, 0, c],
    [0, 0, 1],
    [-b * s, a, b * c],
    [c, 0, s],
  ],
  '4': [
    [s, 0, c],
    [2 * s * c, 0, c * c - s * s],
    [b * s, a, b * c],
    [c, 0, -s],
  ],
};

const inversion: Matrix3 = [-1, 0, 0, 0, -1, 0, 0, 0, -1];

function generators(group: string, given: string): Matrix3[] {
  const [, family, digits, suffix] = /^([CSDTOI])(\d*)([A-Z]?)$/.exec(group) ?? [];
  const order = digits === undefined || digits === '' ? undefined : Number(digits);
  const x = axis(2, [1, 0, 0]);
  const key = `${family ?? ''}${order === undefined ? '' : 'n'}${suffix ?? ''}`;
  const main = order === undefined || order < 1 || order > 99 ? undefined : axis(order, [0, 0, 1]);
  const tetrahedron = [axis(3, [0, 0, 1]), axis(2, [0, Math.sqrt(2 / 3), Math.sqrt(1 / 3)])];
  const octahedron = [axis(3, [1, 1, 1]), axis(4, [0, 0, 1])];
  if (main !== undefined && family !== 'I')
    switch (key) {
      case 'Cn':
        return [main];
      case 'CnH':
        return [main, mirror([0, 0, 1])];
      case 'CnV':
        return [main, mirror([0, 1, 0])];
      case 'Dn':
        return [main, x];
      case 'DnH':
        return [main, x, mirror([0, 0, 1])];
      case 'DnV':
        return [main, x, mirror([1, 0, 0])];
      case 'Sn':
        if (order !== undefined && order % 2 === 0) return [axis(order / 2, [0, 0, 1]), inversion];
        throw new Problem(`symmetry ${given} needs an even number`, { remedy: 'choose one such as S4' });
    }
  switch (key) {
    case 'CI':
      return [inversion];
    case 'CS':
      return [mirror([0, 0, 1])];
    case 'T':
      return tetrahedron;
    case 'TD':
      return [...tetrahedron, mirror([1, Math.sqrt(3), 0])];
    case 'TH':
      return [...tetrahedron, inversion];
    case 'O':
      return octahedron;
    case 'OH':
      return [...octahedron, mirror([0, 1, 1])];
    case 'I':
    case 'In':
    case 'IH':
    case 'InH': {
      const setting = icosahedra[order ?? 2];
      if (setting !== undefined) {
        const rotations = [axis(2, setting[0]), axis(5, setting[1]), axis(3, setting[2])];
        return suffix === 'H' ? [...rotations, mirror(setting[3])] : rotations;
      }
    }
  }
  throw new Problem(`symmetry ${given} is not known`, {
    remedy:
      'choose one of C1-C99, CI, CS, C2H, C2V, S2, D2, D2H, D2V, T, TD, TH, O, OH, I, I1-I4, IH, I1H-I4H',
  });
}

function axis(fold: number, direction: Vector3): Matrix3 {
  const scale = (2 * Math.PI) / fold / Math.hypot(...direction);
  return rotationVector([direction[0] * scale, direction[1] * scale, direction[2] * scale]);
}

function mirror(normal: Vector3): Matrix3 {
  const [x, y, z] = normal;
  const f = 2 / (x * x + y * y + z * z);
  return [
    1 - f * x * x,
    -f * x * y,
    -f * x * z,
    -f * x * y,
    1 - f * y * y,
    -f * y * z,
    -f * x * z,
    -f * y * z,
    1 - f * z * z,
  ];
}

/** All products of the generators. */
function close(generators: readonly Matrix3[]): Matrix3[] {
  const group: Matrix3[] = [identity3];
  for (const known of group)
    for (const generator of generators) {
      const product = multiply(generator, known);
      if (!group.some((other) => other.every((value, i) => Math.abs(value - product[i]) < 1e-6)))
        group.push(product);
    }
  return group;
}
