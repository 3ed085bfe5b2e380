/** From where particles are seen: a polar plot of their directions. */
import { healpixRings, nearestHealpix } from '../../../shared/math/healpix';
import type { Vector3 } from '../../../shared/math/vector';

const order = 3;
const gridEdge = 1024;

/**
 * (y, x) square image: the distance from the middle is the tilt, 0 to 90 degrees at the edge, the angle is rot; values
 * are the particles nearest to that HEALPix direction. A tilt beyond 90 degrees is seen from the other side.
 *
 * @param angles (particle, 3) rot, tilt, psi; rad
 */
export function angularDistribution(angles: ArrayLike<number>): { edge: number; data: Float32Array } {
  const rings = healpixRings(order);
  const counts = new Float32Array(rings.reduce((sum, { count }) => sum + count, 0));
  for (let i = 0; i < angles.length; i += 3)
    counts[nearestHealpix(rings, upper(direction(angles[i], angles[i + 1])))]++;
  const data = new Float32Array(gridEdge * gridEdge);
  const middle = gridEdge / 2;
  for (let y = 0; y < gridEdge; y++)
    for (let x = 0; x < gridEdge; x++) {
      const radius = Math.sqrt((x - middle) ** 2 + (y - middle) ** 2) / middle;
      if (radius > 1) continue;
      const view = direction(Math.atan2(y - middle, x - middle), (radius * Math.PI) / 2);
      data[y * gridEdge + x] = counts[nearestHealpix(rings, upper(view))];
    }
  return { edge: gridEdge, data };
}

function direction(rot: number, tilt: number): Vector3 {
  return [Math.sin(tilt) * Math.cos(rot), Math.sin(tilt) * Math.sin(rot), Math.cos(tilt)];
}

/** Tilts beyond 90 degrees are folded back with rot + 180 degrees. */
function upper([x, y, z]: Vector3): Vector3 {
  return z < 0 ? [-x, -y, -z] : [x, y, z];
}
