/**
 * A made-up particle about 250 Å across, so that nothing need be downloaded: lobes without symmetry, filled with rods
 * about 10 Å apart as helices are in proteins, which puts structure at all resolutions between 100 and 10 Å.
 */
import { centred, type PseudoAtoms } from './pseudoAtoms';
import { streams } from './streams';
import { apply, identity3, type Matrix3, type Vector3 } from '../math/vector';

/** The same seed gives the same particle; the operators of a point group make it symmetric. */
export function builtInParticle(seed: number, operators: readonly Matrix3[] = [identity3]): PseudoAtoms {
  const uniform = streams(seed).uniform('particle');
  const inLobe = lobes.map((lobe) => ({
    ...lobe,
    centre: lobe.centre.map((value) => value + 8 * (uniform() - 0.5)),
    radius: lobe.radius * (0.95 + 0.1 * uniform()),
  }));
  const lobeAt = (p: readonly number[]): (typeof inLobe)[number] | undefined =>
    inLobe.find(({ centre, radius }) => distance(p, centre) < radius);
  const taken = new Map<string, Vector3[]>();
  const positions: number[] = [];
  const weights: number[] = [];
  for (let failures = 0; failures < patience;) {
    const rod = randomRod(uniform);
    const copies = operators.map((operator) => rod.map((p) => apply(operator, p)));
    const fits =
      rod.every((p) => lobeAt(p) !== undefined) &&
      copies.every((copy) => copy.every((p) => isFree(taken, p))) &&
      copies.slice(1).every((copy) => copy.every((p) => rod.every((q) => distance(p, q) >= spacing)));
    failures = fits ? 0 : failures + 1;
    if (!fits) continue;
    for (const copy of copies)
      copy.forEach((p, i) => {
        positions.push(...p);
        weights.push(lobeAt(rod[i])?.density ?? 1);
        occupy(taken, p);
      });
  }
  return centred({ positions: Float64Array.from(positions), weights: Float64Array.from(weights) });
}

/** Å from an arbitrary origin; the density of a lobe is that of its atoms. */
const lobes = [
  { centre: [0, -18, -12], radius: 74, density: 24 },
  { centre: [38, 48, 22], radius: 56, density: 32 },
  { centre: [-74, 38, 34], radius: 33, density: 20 },
  { centre: [84, -36, 42], radius: 27, density: 20 },
  { centre: [-40, -74, 44], radius: 30, density: 28 },
];
/** Å between the axes of rods; between the atoms of one. */
const spacing = 9.5;
const step = 3.5;
/** Rods that find no place, in a row, before the particle is taken as full. */
const patience = 1500;

/** Points along a straight piece of 18 to 45 Å in a random direction. */
function randomRod(uniform: () => number): Vector3[] {
  const centre = [0, 1, 2].map(() => 260 * (uniform() - 0.5));
  const z = 2 * uniform() - 1;
  const azimuth = 2 * Math.PI * uniform();
  const r = Math.sqrt(1 - z * z);
  const direction = [r * Math.cos(azimuth), r * Math.sin(azimuth), z];
  const atoms = 5 + Math.floor(9 * uniform());
  return Array.from({ length: atoms }, (_, i): Vector3 => {
    const along = step * (i - (atoms - 1) / 2);
    return [
      centre[0] + along * direction[0],
      centre[1] + along * direction[1],
      centre[2] + along * direction[2],
    ];
  });
}

const distance = (p: readonly number[], q: readonly number[]): number =>
  Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);

const cellOf = (p: readonly number[]): number[] => p.map((value) => Math.floor(value / spacing));

function occupy(taken: Map<string, Vector3[]>, p: Vector3): void {
  const key = cellOf(p).join(',');
  const inCell = taken.get(key);
  if (inCell === undefined) taken.set(key, [p]);
  else inCell.push(p);
}

function isFree(taken: ReadonlyMap<string, Vector3[]>, p: readonly number[]): boolean {
  const [x, y, z] = cellOf(p);
  for (let i = -1; i <= 1; i++)
    for (let j = -1; j <= 1; j++)
      for (let k = -1; k <= 1; k++)
        for (const q of taken.get(`${x + i},${y + j},${z + k}`) ?? [])
          if (distance(p, q) < spacing) return false;
  return true;
}
