/** Euler angles that no program means: multiplied or divided by 57.3 on their way. */
import { Problem } from '../../shared/problem';
import type { ParticleTable } from './particles';
import type { RelionTable } from './relionTable';

/** Fewer particles could lie like that by chance. */
const fewestParticles = 10;

/**
 * Throws Problem with the line.
 *
 * @param labels of rot, tilt and psi, degrees
 */
export function refuseImpossibleEuler(
  table: RelionTable,
  labels: readonly string[],
  mayBeSmall = false,
): void {
  if (!table.has(labels[1])) return;
  const rows = Array.from({ length: table.count }, (_, row) =>
    labels.map((label) => table.number(row, label) ?? 0),
  );
  const far = rows.findIndex(([, tilt]) => Math.abs(tilt) > 180.01);
  if (far >= 0) {
    const isMultiplied = rows.every(([, tilt]) => Math.abs(tilt) <= (180.01 * 180) / Math.PI);
    throw new Problem(
      `${labels[1]} of particle ${far + 1} is ${rows[far][1]} degrees, expected 180 or less` +
        (isMultiplied ? ', as if all angles were multiplied by 57.29578 once too often' : ''),
      {
        where: table.place(far),
        remedy: isMultiplied
          ? 'divide rot, tilt and psi by 57.29578, or export the particles again with a newer version'
          : 'correct the angles',
      },
    );
  }
  const around = rows.findIndex(([rot, , psi]) => Math.abs(rot) > 720 || Math.abs(psi) > 720);
  if (around >= 0)
    throw new Problem(
      `${labels[0]} and ${labels[2]} of particle ${around + 1} are ${rows[around][0]} and ${rows[around][2]} degrees, more than two turns`,
      { where: table.place(around), remedy: 'correct the angles: they may have been multiplied by 57.29578' },
    );
  const isSmall = rows.every((angles) => angles.every((angle) => Math.abs(angle) <= 3.1416));
  const isTurned = rows.some((angles) => angles.some((angle) => angle !== 0));
  if (!mayBeSmall && isSmall && isTurned && rows.length >= fewestParticles)
    throw new Problem(`${labels.join(', ')} of all ${rows.length} particles are between -3.1416 and 3.1416`, {
      where: table.place(0),
      remedy: 'they are probably in radians: multiply them by 57.29578',
    });
}

/** Refinements leave tilts beyond 180 degrees, but not beyond a turn. @returns the first row beyond; undefined for none */
export function rowBeyondTurn({ count, samples, angles }: ParticleTable): number | undefined {
  for (let row = 0; row < count; row++) if (Math.abs(angles[3 * samples * row + 1]) > 2 * Math.PI) return row;
  return undefined;
}

function degreesOf(radians: number): string {
  return ((radians * 180) / Math.PI).toFixed(1);
}

/** Of M's own table. Throws Problem. */
export function refuseImpossibleTilts(table: ParticleTable, where: string): void {
  const row = rowBeyondTurn(table);
  if (row === undefined) return;
  throw new Problem(
    `wrpAngleTilt1 of particle ${row + 1} is ${degreesOf(table.angles[3 * table.samples * row + 1])} degrees, expected 180 or less`,
    { where, remedy: 'its angles may have been multiplied by 57.29578: divide them' },
  );
}
