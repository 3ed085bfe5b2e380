/** Replaces every particle by its symmetric copies, so that each can be refined by itself. */
import { helix } from '../../compute/maps/finishReconstruction';
import { symmetryOperators } from '../../../shared/math/symmetry';
import { toEuler } from '../../../shared/math/rotations';
import { cosetRepresentatives, determinant, turnToSubgroup } from '../../../shared/math/subgroups';
import {
  add,
  apply,
  identity3,
  multiply,
  transpose,
  type Matrix3,
  type Vector3,
} from '../../../shared/math/vector';
import { withPoses, withRows, type Pose } from '../../model/particleEdits';
import type { ParticleTable } from '../../model/particles';
import { withSpecies, type Species } from '../../model/species';
import { degree } from '../../model/tiltSeriesXml';
import { Problem } from '../../../shared/problem';
import { copyLabel } from '../../model/halfSets';
import { editSpecies, type EditedSpecies, type SpeciesChoice } from './editSpecies';
import { turnedSpecies } from './moveSpecies';
import { readOwnMaps } from './ownMaps';

/** A point group and what shall be left of it, or a helix; its rise in Å, its twist in degrees, right-handed. */
export type Expansion =
  | { readonly from?: string | undefined; readonly to: string }
  | { readonly units: number; readonly twist: number; readonly rise: number };

export interface ExpandedSpecies extends EditedSpecies {
  /** Copies of each particle. */
  readonly copies: number;
  /** Degrees by which the map had to be turned, so that the remaining axes lie where their group has them. */
  readonly turnedBy: Vector3 | null;
}

/** Throws Problem for an unknown group and for what is no subgroup; then nothing has changed. */
export async function expandSymmetry(choice: SpeciesChoice, expansion: Expansion): Promise<ExpandedSpecies> {
  let copies = 0;
  let turnedBy: Vector3 | null = null;
  const edited = await editSpecies('expand_symmetry', choice, async (species, particles) => {
    // Maps that do not fit each other are refused before particles are copied, though only some groups turn them.
    await readOwnMaps(species, ['_half1.mrc', '_half2.mrc', '_mask.mrc']);
    if ('units' in expansion) {
      copies = expansion.units;
      return expandedHelix(species, particles, expansion);
    }
    const from = (expansion.from ?? species.symmetry).trim().toUpperCase();
    const to = expansion.to.trim().toUpperCase();
    const group = symmetryOperators(from);
    const subgroup = symmetryOperators(to);
    const turn = turnToSubgroup(group, subgroup);
    if (turn === null || subgroup.length === group.length)
      throw new Problem(`${to} is not a part of ${from}, so nothing can be expanded from one to the other`, {
        where: species.path,
        remedy: 'choose a smaller group whose operations all belong to it, such as C1',
      });
    const inPlace = group.map((operator) => multiply(turn, multiply(operator, transpose(turn))));
    const representatives = cosetRepresentatives(inPlace, subgroup).map((m) => asTurn(m, subgroup, from, to));
    const start = turn === identity3 ? { species, particles } : await turnedSpecies(species, particles, turn);
    copies = representatives.length;
    turnedBy = turn === identity3 ? null : degreesOf(turn);
    return {
      ...start,
      species: withSpecies(species, { symmetry: to }),
      particles: copied(start.particles, representatives.length, (pose, copy) => ({
        ...pose,
        orientation: multiply(pose.orientation, representatives[copy]),
      })),
    };
  });
  return { ...edited, copies, turnedBy };
}

/** Of each particle: tables of more copies would not fit into memory. */
const mostUnits = 1000;

/** Units on both sides of the middle one, each turned and risen alike. Nothing of the helix is left to average over. */
function expandedHelix(
  species: Species,
  particles: ParticleTable,
  { units, twist, rise }: { readonly units: number; readonly twist: number; readonly rise: number },
): EditedSpecies {
  if (!Number.isInteger(units) || units < 2 || units > mostUnits)
    throw new Problem(`a helix has 2 to ${mostUnits} units, not ${units}`, {
      remedy: 'correct --helical_units',
    });
  if (!(rise > 0))
    throw new Problem(`the rise of a helix is more than 0 Å, not ${rise}`, { remedy: 'give --helical_rise' });
  if (!Number.isFinite(twist)) throw new Problem(`the twist of a helix is a number of degrees, not ${twist}`);
  const steps = helix(units, twist * degree, rise);
  return {
    species: withSpecies(species, { helicalUnits: 1, helicalTwist: 0, helicalRise: 0, helicalHeight: 0 }),
    particles: copied(particles, units, ({ position, orientation }, copy) => {
      const turned = multiply(orientation, steps[copy].rotation);
      return { orientation: turned, position: add(position, apply(turned, steps[copy].shift)) };
    }),
  };
}

/** Copies of a particle follow each other. */
function copied(
  particles: ParticleTable,
  copies: number,
  change: (pose: Pose, copy: number) => Pose,
): ParticleTable {
  const rows = Array.from({ length: particles.count * copies }, (_, i) => Math.floor(i / copies));
  const expanded = withPoses(withRows(particles, rows), (pose, row) => change(pose, row % copies));
  // What is a copy already keeps the number of its first.
  const number = expanded.extra.get(copyLabel) ?? rows.map((row) => String(row + 1));
  return { ...expanded, extra: new Map([...expanded.extra, [copyLabel, number]]) };
}

/** A particle cannot be mirrored: of a coset with mirrors one of its turns is taken. */
function asTurn(m: Matrix3, subgroup: readonly Matrix3[], from: string, to: string): Matrix3 {
  const turn = subgroup.map((h) => multiply(m, h)).find((operator) => determinant(operator) > 0);
  if (turn === undefined)
    throw new Problem(`expanding ${from} to ${to} needs mirror images, which particles do not have`, {
      remedy: 'choose a remaining group that has the mirrors',
    });
  return turn;
}

/** Rot, tilt, psi. */
function degreesOf(turn: Matrix3): Vector3 {
  const [rot, tilt, psi] = toEuler(turn);
  return [rot / degree, tilt / degree, psi / degree];
}
