/** How far refined poses are from the true ones, without what no refinement can know. */
import { nearestRotation } from '../../../shared/math/nearestRotation';
import { toRotationVector } from '../../../shared/math/rotations';
import { apply, multiply, transpose, type Matrix3 } from '../../../shared/math/vector';

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
  const frame = commonFrame(pairs);
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

/** How far a particle is from the truth in the volume's frame: along x, y, z (Å), and turned about them (rad). */
export type ParticleError = readonly [number, number, number, number, number, number];

/** One particle in its tilts; `tilts` are the true rotations from volume to image. */
export interface TruePoses {
  readonly pairs: readonly PosePair[];
  readonly tilts: readonly Matrix3[];
}

/**
 * (particle) what its shifts in all images have in common, and the mean of its turns, without the shift and turn of the
 * reference: as standard errors are meant, whichever parameters made them.
 */
export function particleErrors(particles: readonly TruePoses[]): readonly ParticleError[] {
  const all = particles.flatMap(({ pairs }) => pairs);
  const frame = commonFrame(all);
  const shift = commonShift(all);
  return particles.map(({ pairs, tilts }) => {
    const normal = [0, 1, 2].map(() => [0, 0, 0, 0]);
    const turn = [0, 0, 0];
    pairs.forEach(({ truth, estimate }, i) => {
      const m = truth.rotation;
      const at = (row: number): number =>
        m[3 * row] * shift[0] + m[3 * row + 1] * shift[1] + m[3 * row + 2] * shift[2];
      const off = [estimate.x - truth.x - at(0), estimate.y - truth.y - at(1)];
      off.forEach((distance, row) => {
        for (let a = 0; a < 3; a++) {
          for (let b = 0; b < 3; b++) normal[a][b] += tilts[i][3 * row + a] * tilts[i][3 * row + b];
          normal[a][3] += tilts[i][3 * row + a] * distance;
        }
      });
      const inVolume = multiply(transpose(tilts[i]), multiply(m, frame));
      const turned = toRotationVector(multiply(transpose(multiply(m, frame)), estimate.rotation));
      apply(inVolume, turned).forEach((value, axis) => (turn[axis] += value / pairs.length));
    });
    const [x, y, z] = solve3(normal);
    return [x, y, z, turn[0], turn[1], turn[2]];
  });
}

function commonFrame(pairs: readonly PosePair[]): Matrix3 {
  const sum = Array.from({ length: 9 }, () => 0);
  for (const { truth, estimate } of pairs)
    multiply(transpose(truth.rotation), estimate.rotation).forEach((value, i) => (sum[i] += value));
  return nearestRotation(sum as unknown as Matrix3);
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
