/** Angles about Z, X and Z, as the TOM toolbox and the programs after it have them. */
import { rotationX, rotationZ } from '../../shared/math/rotations';
import { multiply, type Matrix3 } from '../../shared/math/vector';
import { degree } from './tiltSeriesXml';

/** Reference to volume: turned about Z by phi, then about X by theta, then about Z by psi; degrees. */
export function tomRotation(phi: number, theta: number, psi: number): Matrix3 {
  return multiply(rotationZ(psi * degree), multiply(rotationX(theta * degree), rotationZ(phi * degree)));
}
