/** Rotations as matrices, Euler angles and rotation vectors, all right-handed and in radians. */
import { identity3, type Matrix3, type Vector3 } from './vector';

export function rotationX(angle: number): Matrix3 {
  const c = Math.cos(angle);
  const s = Math.sin(angle);
  return [1, 0, 0, 0, c, -s, 0, s, c];
}

export function rotationY(angle: number): Matrix3 {
  const c = Math.cos(angle);
  const s = Math.sin(angle);
  return [c, 0, s, 0, 1, 0, -s, 0, c];
}

export function rotationZ(angle: number): Matrix3 {
  const c = Math.cos(angle);
  const s = Math.sin(angle);
  return [c, -s, 0, s, c, 0, 0, 0, 1];
}

/** RELION's A matrix, Rz(-psi) Ry(-tilt) Rz(-rot): maps vectors of the reference to the frame of the particle's volume or image. */
export function euler(rot: number, tilt: number, psi: number): Matrix3 {
  const ca = Math.cos(rot);
  const sa = Math.sin(rot);
  const cb = Math.cos(tilt);
  const sb = Math.sin(tilt);
  const cg = Math.cos(psi);
  const sg = Math.sin(psi);
  return [
    cg * cb * ca - sg * sa,
    cg * cb * sa + sg * ca,
    -cg * sb,
    -sg * cb * ca - cg * sa,
    -sg * cb * sa + cg * ca,
    sg * sb,
    sb * ca,
    sb * sa,
    cb,
  ];
}

/** The rot, tilt, psi of a rotation, tilt in [0, pi]; rot is 0 where only rot + psi is defined. */
export function toEuler(m: Matrix3): Vector3 {
  const sinTilt = Math.hypot(m[2], m[5]);
  // Below this the azimuths are noise; sixteen float32 epsilons, as Warp does, so that its angles come back the same.
  if (sinTilt > 16 * 1.1920929e-7)
    return [Math.atan2(m[7], m[6]), Math.atan2(sinTilt, m[8]), Math.atan2(m[5], -m[2])];
  return m[8] > 0 ? [0, 0, Math.atan2(-m[3], m[0])] : [0, Math.PI, Math.atan2(m[3], -m[0])];
}

/**
 * Of all Euler angles of one rotation those nearest to `reference`: samples of a trajectory are interpolated component
 * by component, and must not jump by a turn.
 */
export function nearestSpelling(angles: Vector3, reference: Vector3): Vector3 {
  const [rot, tilt, psi] = angles;
  const spellings: Vector3[] = [
    [rot, tilt, psi],
    [rot + Math.PI, -tilt, psi + Math.PI],
  ];
  const turned = spellings.map(
    (spelling) =>
      spelling.map(
        (value, i) => value - 2 * Math.PI * Math.round((value - reference[i]) / (2 * Math.PI)),
      ) as unknown as Vector3,
  );
  const distance = (spelling: Vector3): number =>
    Math.hypot(...spelling.map((value, i) => value - reference[i]));
  return distance(turned[0]) <= distance(turned[1]) ? turned[0] : turned[1];
}

/** The rotation about the axis `v` by |v| (exponential map, Rodrigues' formula). */
export function rotationVector(v: Vector3): Matrix3 {
  const angle = Math.hypot(v[0], v[1], v[2]);
  if (angle === 0) return identity3;
  const x = v[0] / angle;
  const y = v[1] / angle;
  const z = v[2] / angle;
  const s = Math.sin(angle);
  const c = Math.cos(angle);
  // 1 - cos loses all digits for small angles; 2 sin² of the half does not.
  const d = 2 * Math.sin(angle / 2) ** 2;
  return [
    c + d * x * x,
    d * x * y - s * z,
    d * x * z + s * y,
    d * x * y + s * z,
    c + d * y * y,
    d * y * z - s * x,
    d * x * z - s * y,
    d * y * z + s * x,
    c + d * z * z,
  ];
}

/** The rotation vector of a rotation, length in [0, pi] (logarithm). */
export function toRotationVector(m: Matrix3): Vector3 {
  // Quaternion by the largest of its components (Shepperd 1978): stable for every angle, pi included.
  const trace = m[0] + m[4] + m[8];
  const largest = Math.max(trace, m[0], m[4], m[8]);
  let q: [number, number, number, number];
  if (largest === trace) q = [1 + trace, m[7] - m[5], m[2] - m[6], m[3] - m[1]];
  else if (largest === m[0]) q = [m[7] - m[5], 1 + 2 * m[0] - trace, m[1] + m[3], m[2] + m[6]];
  else if (largest === m[4]) q = [m[2] - m[6], m[1] + m[3], 1 + 2 * m[4] - trace, m[5] + m[7]];
  else q = [m[3] - m[1], m[2] + m[6], m[5] + m[7], 1 + 2 * m[8] - trace];
  const sine = Math.hypot(q[1], q[2], q[3]);
  if (sine === 0) return [0, 0, 0];
  const scale = ((q[0] < 0 ? -1 : 1) * 2 * Math.atan2(sine, Math.abs(q[0]))) / sine;
  return [q[1] * scale, q[2] * scale, q[3] * scale];
}
