/** Chooses where simulated particles are: at random, inside the volume, without touching. */
import { Problem } from '../../../shared/problem';
import type { Vector3 } from '../../../shared/math/vector';

/** What has to fit where, Å. */
export interface Crowd {
  readonly volumeSize: Vector3;
  /** Of a particle. */
  readonly diameter: number;
  /** From the edges in X and Y. */
  readonly margin: number;
}

/**
 * Positions in Å from the volume's corner. Neighbors keep one diameter apart; where so many do not fit at random,
 * they come nearer, down to half a diameter. Throws Problem when even that is too much.
 */
export function placeParticles(
  count: number,
  { volumeSize, diameter, margin }: Crowd,
  uniform: () => number,
): Vector3[] {
  const room: Vector3 = [
    volumeSize[0] - 2 * margin,
    volumeSize[1] - 2 * margin,
    // The slab of ice holds the particles, and does not fill the volume.
    Math.max(0, 0.6 * (volumeSize[2] - diameter)),
  ];
  if (room[0] <= 0 || room[1] <= 0)
    throw new Problem(
      `a margin of ${margin} Å leaves no room in a volume of ${volumeSize[0]} x ${volumeSize[1]} Å`,
      {
        remedy: 'make the volume larger or the margin smaller',
      },
    );
  const positions: Vector3[] = [];
  let apart = diameter;
  for (let failures = 0; positions.length < count;) {
    const [x, y, z] = room.map((size, axis) => volumeSize[axis] / 2 + size * (uniform() - 0.5));
    if (positions.every((p) => Math.hypot(p[0] - x, p[1] - y, p[2] - z) >= apart)) {
      positions.push([x, y, z]);
      failures = 0;
    } else if (++failures > 1000) {
      failures = 0;
      apart *= 0.98;
      if (apart < diameter / 2)
        throw new Problem(`${count} particles of ${diameter} Å do not fit into a series`, {
          remedy: 'simulate fewer particles or a larger volume',
        });
    }
  }
  return positions;
}
