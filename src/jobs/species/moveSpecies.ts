/** Turns a species about its center, or moves its center: maps, mask and particles together. */
import { movedMap, movedMask, type Reading } from '../../compute/maps/movedVolume';
import type { Volume } from '../../compute/maps/volume';
import { euler } from '../../../shared/math/rotations';
import {
  add,
  apply,
  identity3,
  multiply,
  transpose,
  type Matrix3,
  type Vector3,
} from '../../../shared/math/vector';
import { withPoses } from '../../model/particleEdits';
import type { ParticleTable } from '../../model/particles';
import type { CompanionSuffix, Species } from '../../model/species';
import { degree } from '../../model/tiltSeriesXml';
import { Problem } from '../../../shared/problem';
import { editSpecies, movedMaps, type EditedSpecies, type SpeciesChoice } from './editSpecies';

/** @param angles rot, tilt, psi in degrees: the map is turned by RELION's A matrix. Throws Problem; then nothing has changed. */
export async function rotateSpecies(choice: SpeciesChoice, angles: Vector3): Promise<EditedSpecies> {
  checkNumbers(angles, 'angles');
  const [rot, tilt, psi] = angles.map((angle) => angle * degree);
  const turn = euler(rot, tilt, psi);
  return editSpecies('rotate_species', choice, (species, particles) =>
    turnedSpecies(species, particles, turn),
  );
}

/** The map turned by `turn`, and every particle the other way, so that it stays as it lies in the volume. */
export async function turnedSpecies(
  species: Species,
  particles: ParticleTable,
  turn: Matrix3,
): Promise<EditedSpecies> {
  const back = transpose(turn);
  return {
    species,
    particles: withPoses(particles, (pose) => ({ ...pose, orientation: multiply(pose.orientation, back) })),
    maps: await moved(species, { turn: back, shift: [0, 0, 0] }),
  };
}

/**
 * @param shift Å in the map: what lies there comes to the center of the box. Every sample of a trajectory moves by what the
 * shift is in its own orientation. Throws Problem; then nothing has changed.
 */
export async function shiftSpecies(choice: SpeciesChoice, shift: Vector3): Promise<EditedSpecies> {
  checkNumbers(shift, 'shifts');
  return editSpecies('shift_species', choice, (species, particles) =>
    shiftedSpecies(species, particles, shift),
  );
}

/**
 * @param shift as for shiftSpecies
 * @param mask one that fits the shifted maps; by default the mask that there is, shifted with them
 */
export async function shiftedSpecies(
  species: Species,
  particles: ParticleTable,
  shift: Vector3,
  mask?: Volume,
): Promise<EditedSpecies> {
  if (Math.hypot(...shift) >= species.diameter)
    throw new Problem(
      `a shift of ${Math.hypot(...shift).toFixed(1)} Å takes the particle out of its box, it is ${species.diameter} Å wide`,
      { where: species.path, remedy: 'shift by less than the diameter' },
    );
  const [x, y, z] = shift.map((value) => value / species.pixelSize);
  return {
    species,
    particles: withPoses(particles, ({ position, orientation }) => ({
      orientation,
      position: add(position, apply(orientation, shift)),
    })),
    maps: await moved(species, { turn: identity3, shift: [x, y, z] }, mask),
  };
}

async function moved(
  species: Species,
  reading: Reading,
  mask?: Volume,
): Promise<ReadonlyMap<CompanionSuffix, Volume>> {
  const move = {
    map: (volume: Volume) => movedMap(volume, reading),
    mask: (volume: Volume) => movedMask(volume, reading),
  };
  return movedMaps(species, move, mask);
}

function checkNumbers(values: Vector3, what: string): void {
  if (!values.every(Number.isFinite))
    throw new Problem(`the ${what} must be numbers, not ${values.join(', ')}`);
}
