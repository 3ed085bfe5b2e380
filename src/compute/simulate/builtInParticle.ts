/**
 * A made-up particle about 250 Å across, so that nothing need be downloaded: lobes without symmetry, packed with globular
 * domains of 25 to 45 Å that leave channels between them, each domain filled with matter and with helices 10 Å apart.
 */
import { apply, identity3, type Matrix3, type Vector3 } from '../../../shared/math/vector';
import { centered, type PseudoAtoms } from './pseudoAtoms';
import { streams } from './streams';

/** The same seed gives the same particle; the operators of a point group make it symmetric. */
export function builtInParticle(seed: number, operators: readonly Matrix3[] = [identity3]): PseudoAtoms {
  const uniform = streams(seed).uniform('particle');
  const positions: number[] = [];
  const weights: number[] = [];
  const addAtom = (p: Vector3, weight: number): void => {
    for (const operator of operators) {
      positions.push(...apply(operator, p));
      weights.push(weight);
    }
  };
  for (const domain of packDomains(uniform, operators)) {
    for (const p of matter(domain, uniform)) addAtom(p, 1);
    for (const helix of packHelices(domain, uniform)) for (const p of helix) addAtom(p, helixWeight);
  }
  return centered({ positions: Float64Array.from(positions), weights: Float64Array.from(weights) });
}

interface Sphere {
  readonly center: Vector3;
  readonly radius: number;
}

/** Å from an arbitrary origin. */
const lobes: readonly Sphere[] = [
  { center: [0, -18, -14], radius: 82 },
  { center: [40, 52, 22], radius: 60 },
  { center: [-76, 40, 34], radius: 36 },
  { center: [86, -40, 42], radius: 30 },
  { center: [-44, -78, 40], radius: 36 },
];
/** Å between the axes of helices. */
const spacing = 9.5;
/** Scattering of an atom of a helix, of which there is one every 2 Å, where an atom of plain matter has 1 in (5 Å)³. */
const helixWeight = 0.5;
/** Trials without success after which a place counts as full. */
const patience = 1000;

/** Spheres inside the lobes that overlap little. */
function packDomains(uniform: () => number, operators: readonly Matrix3[]): Sphere[] {
  const domains: Sphere[] = [];
  for (let failures = 0; failures < patience;) {
    const radius = 12 + 10 * uniform();
    const center = randomPoint(uniform, 125);
    const inside = lobes.some((lobe) => distance(center, lobe.center) < lobe.radius - 0.7 * radius);
    const copies = operators.map((operator) => apply(operator, center));
    const free =
      copies.slice(1).every((copy) => distance(copy, center) > 1.4 * radius) &&
      domains.every((other) =>
        copies.every((copy) => distance(copy, other.center) > 0.7 * (radius + other.radius)),
      );
    if (inside && free) domains.push({ center, radius });
    failures = inside && free ? 0 : failures + 1;
  }
  return domains;
}

/** A jittered lattice of 5 Å through a domain. */
function matter({ center, radius }: Sphere, uniform: () => number): Vector3[] {
  const points: Vector3[] = [];
  const steps = Math.ceil(radius / 5);
  for (let i = -steps; i <= steps; i++)
    for (let j = -steps; j <= steps; j++)
      for (let k = -steps; k <= steps; k++) {
        const jitter = randomPoint(uniform, 2);
        const p: Vector3 = [5 * i + jitter[0], 5 * j + jitter[1], 5 * k + jitter[2]];
        if (Math.hypot(...p) < radius) points.push([center[0] + p[0], center[1] + p[1], center[2] + p[2]]);
      }
  return points;
}

/** Helices of 12 to 40 Å inside a domain, their axes apart. */
function packHelices({ center, radius }: Sphere, uniform: () => number): Vector3[][] {
  const axes: Vector3[] = [];
  const helices: Vector3[][] = [];
  for (let failures = 0; failures < patience;) {
    const helix = randomHelix(center, radius, uniform);
    const fits = helix.axis.every(
      (p) => distance(p, center) < radius - 2 && axes.every((q) => distance(p, q) >= spacing),
    );
    if (fits) {
      axes.push(...helix.axis);
      helices.push(helix.atoms);
    }
    failures = fits ? 0 : failures + 1;
  }
  return helices;
}

function randomHelix(
  near: Vector3,
  radius: number,
  uniform: () => number,
): { axis: Vector3[]; atoms: Vector3[] } {
  const offset = randomPoint(uniform, radius);
  const z = 2 * uniform() - 1;
  const azimuth = 2 * Math.PI * uniform();
  const r = Math.sqrt(1 - z * z);
  const along: Vector3 = [r * Math.cos(azimuth), r * Math.sin(azimuth), z];
  const u: Vector3 = [-Math.sin(azimuth), Math.cos(azimuth), 0];
  const v: Vector3 = [-z * Math.cos(azimuth), -z * Math.sin(azimuth), r];
  const length = 12 + 28 * uniform();
  const count = Math.floor(length / 2);
  const point = (i: number, away: number): Vector3 => {
    const t = 2 * (i - (count - 1) / 2);
    const turn = 2.32 * i;
    const [c, s] = [away * Math.cos(turn), away * Math.sin(turn)];
    const at = (axis: number): number =>
      near[axis] + offset[axis] + t * along[axis] + c * u[axis] + s * v[axis];
    return [at(0), at(1), at(2)];
  };
  const numbers = Array.from({ length: count }, (_, i) => i);
  return { axis: numbers.map((i) => point(i, 0)), atoms: numbers.map((i) => point(i, 3)) };
}

/** Uniform in a cube of half-edge `reach`. */
function randomPoint(uniform: () => number, reach: number): Vector3 {
  const one = (): number => reach * (2 * uniform() - 1);
  return [one(), one(), one()];
}

function distance(p: readonly number[], q: readonly number[]): number {
  return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
}
