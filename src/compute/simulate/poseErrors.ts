/** How far refined poses are from the true ones, without what no refinement can know. */
import { nearestRotation } from '../../../shared/math/nearestRotation';
import { toRotationVector } from '../../../shared/math/rotations';
import { multiply, transpose, type Matrix3 } from '../../../shared/math/vector';

/** One particle in one tilt image. */
export interface PosePair {
  readonly truth: ImagePose;
  readonly estimate: ImagePose;
}

export interface ImagePose {
  /** Å */
  readonly x: number;
  readonly y: number;
  /** Å */
  readonly defocus: number;
  /** Reference frame to image frame. */
  readonly rotation: Matrix3;
}

export interface PoseErrors {
  /** Root mean squares over particle images: of the distance in the image (Å), the angle (radians), the defocus (Å). */
  readonly position: number;
  readonly angle: number;
  readonly defocus: number;
}

/**
 * A reference may be turned and shifted as a whole without any image telling: the one rotation and one shift that fit
 * best are taken off first.
 */
export function poseErrors(pairs: readonly PosePair[]): PoseErrors {
  const sum = Array.from({ length: 9 }, () => 0);
  for (const { truth, estimate } of pairs)
    multiply(transpose(truth.rotation), estimate.rotation).forEach((value, i) => (sum[i] += value));
  const frame = nearestRotation(sum as unknown as Matrix3);
  const shift = commonShift(pairs);
  let position = 0;
  let angle = 0;
  let defocus = 0;
  for (const { truth, estimate } of pairs) {
    const m = truth.rotation;
    const dx = estimate.x - truth.x - (m[0] * shift[0] + m[1] * shift[1] + m[2] * shift[2]);
    const dy = estimate.y - truth.y - (m[3] * shift[0] + m[4] * shift[1] + m[5] * shift[2]);
    position += dx * dx + dy * dy;
    const off = toRotationVector(multiply(transpose(multiply(m, frame)), estimate.rotation));
    angle += off[0] ** 2 + off[1] ** 2 + off[2] ** 2;
    defocus += (estimate.defocus - truth.defocus) ** 2;
  }
  return {
    position: Math.sqrt(position / pairs.length),
    angle: Math.sqrt(angle / pairs.length),
    defocus: Math.sqrt(defocus / pairs.length),
  };
}

/** Least-squares shift s of the reference: estimate - truth = first two rows of the true rotation times s. */
function commonShift(pairs: readonly PosePair[]): number[] {
  const a = [0, 1, 2].map(() => [0, 0, 0, 0]);
  for (const { truth, estimate } of pairs)
    for (const [row, difference] of [
      [truth.rotation.slice(0, 3), estimate.x - truth.x],
      [truth.rotation.slice(3, 6), estimate.y - truth.y],
    ] as const)
      for (let i = 0; i < 3; i++) {
        for (let j = 0; j < 3; j++) a[i][j] += row[i] * row[j];
        a[i][3] += row[i] * difference;
      }
  return solve3(a);
}

/** Gaussian elimination of a symmetric positive (3, 4) system; unknowns that nothing determines are 0. */
function solve3(a: number[][]): number[] {
  for (let i = 0; i < 3; i++) {
    if (a[i][i] < 1e-9) continue;
    for (let k = 0; k < 3; k++) {
      if (k === i) continue;
      const factor = a[k][i] / a[i][i];
      for (let j = i; j < 4; j++) a[k][j] -= factor * a[i][j];
    }
  }
  return a.map((row, i) => (row[i] < 1e-9 ? 0 : row[3] / row[i]));
}
