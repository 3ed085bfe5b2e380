/** Directions spread evenly over the sphere: the pixel centers of HEALPix (Gorski et al. 2005), ring by ring. */
import type { Vector3 } from './vector';

/** One ring of pixels of the same polar angle. */
export interface HealpixRing {
  /** cos of the polar angle. */
  readonly z: number;
  readonly count: number;
  /** Azimuth of its first pixel, rad. */
  readonly start: number;
}

/** From the north pole to the south pole. `order` 0 has 12 pixels, each further one four times as many. */
export function healpixRings(order: number): readonly HealpixRing[] {
  const side = 2 ** order;
  return Array.from({ length: 4 * side - 1 }, (_, i) => {
    const ring = i + 1;
    const fromPole = Math.min(ring, 4 * side - ring);
    if (fromPole < side) {
      const z = 1 - fromPole ** 2 / (3 * side ** 2);
      return { z: ring < 2 * side ? z : -z, count: 4 * fromPole, start: Math.PI / 4 / fromPole };
    }
    const isShifted = (ring - side) % 2 === 0;
    return { z: (4 - (2 * ring) / side) / 3, count: 4 * side, start: isShifted ? Math.PI / 4 / side : 0 };
  });
}

export function healpixDirections(order: number): readonly Vector3[] {
  return healpixRings(order).flatMap(({ z, count, start }) =>
    Array.from({ length: count }, (_, i): Vector3 => {
      const azimuth = start + (2 * Math.PI * i) / count;
      const radius = Math.sqrt(1 - z * z);
      return [radius * Math.cos(azimuth), radius * Math.sin(azimuth), z];
    }),
  );
}

/** Index of the nearest pixel, in the order of `healpixDirections`. */
export function nearestHealpix(rings: readonly HealpixRing[], [x, y, z]: Vector3): number {
  const azimuth = Math.atan2(y, x);
  const radius = Math.hypot(x, y);
  let best = -1;
  let nearest = -Infinity;
  let first = 0;
  for (const ring of rings) {
    const across = Math.sqrt(1 - ring.z ** 2) * radius;
    if (ring.z * z + across <= nearest) {
      // Not even a pixel at this very azimuth would be nearer.
      first += ring.count;
      continue;
    }
    const step = (2 * Math.PI) / ring.count;
    const index = ((Math.round((azimuth - ring.start) / step) % ring.count) + ring.count) % ring.count;
    const turn = azimuth - ring.start - index * step;
    const cosine = ring.z * z + across * Math.cos(turn);
    if (cosine > nearest) {
      nearest = cosine;
      best = first + index;
    }
    first += ring.count;
  }
  return best;
}
