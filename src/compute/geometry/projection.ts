/**
 * Maps a particle's position in the tomogram to every tilt image: position, defocus and orientation.
 *
 *     volume corner --- p ---> minus center, plus volume warp --> tilt matrix --> plus axis offset --> image, minus image warp
 *
 * Lengths in Å, angles in radians. The tilt axis is the volume's Y; z of the tilted frame adds to the defocus.
 */
import type { TiltSeries } from '../../model/tiltSeries';
import { evaluate as evaluateCubic } from '../../../shared/math/cubicGrid';
import { evaluate as evaluateLinear } from '../../../shared/math/linearGrid4';
import { rotationX, rotationY, rotationZ } from '../../../shared/math/rotations';
import { identity3, multiply, type Matrix3, type Vector3 } from '../../../shared/math/vector';

export interface Placement {
  /** Å from the center of the image's first pixel. */
  readonly x: number;
  readonly y: number;
  /** Å, underfocus positive. */
  readonly defocus: number;
  /** Volume frame to image frame: stage angles times tilt matrix. */
  readonly rotation: Matrix3;
}

/** Where `position` (Å from the volume's corner) comes to lie in tilt `tilt`. */
export function place(series: TiltSeries, tilt: number, position: Vector3): Placement {
  const { volumeSize, imageSize, imageWarp, volumeWarp } = series;
  const fraction = fractionOf(position, volumeSize);
  const [vx, vy] = fraction;
  const u = doseFraction(series, tilt);
  const v = tiltFraction(series, tilt);
  const cx = position[0] - volumeSize[0] / 2 + evaluateLinear(volumeWarp.x, fraction, u);
  const cy = position[1] - volumeSize[1] / 2 + evaluateLinear(volumeWarp.y, fraction, u);
  const cz = position[2] - volumeSize[2] / 2 + evaluateLinear(volumeWarp.z, fraction, u);
  const t = tiltMatrix(series, tilt);
  const x = t[0] * cx + t[1] * cy + t[2] * cz + series.axisOffsets[2 * tilt] + imageSize[0] / 2;
  const y = t[3] * cx + t[4] * cy + t[5] * cz + series.axisOffsets[2 * tilt + 1] + imageSize[1] / 2;
  const height = t[6] * cx + t[7] * cy + t[8] * cz;
  const gx = x / imageSize[0];
  const gy = y / imageSize[1];
  const stage = stageRotation(series.stageAngles, vx, vy, v);
  return {
    x: x - evaluateCubic(imageWarp.x, gx, gy, v),
    y: y - evaluateCubic(imageWarp.y, gx, gy, v),
    defocus: evaluateCubic(series.defocus, vx, vy, v) + (series.anglesInverted ? -height : height),
    rotation: stage === identity3 ? t : multiply(stage, t),
  };
}

/** Rz(axis) Ry(-(angle + level Y)) Rx(level X): rotates the centered volume under the beam. */
export function tiltMatrix(series: TiltSeries, tilt: number): Matrix3 {
  const ca = Math.cos(series.axisAngles[tilt]);
  const sa = Math.sin(series.axisAngles[tilt]);
  const angle = series.angles[tilt] + series.levelAngleY;
  const cb = Math.cos(angle);
  const sb = Math.sin(angle);
  const cl = Math.cos(series.levelAngleX);
  const sl = Math.sin(series.levelAngleX);
  return [
    ca * cb,
    -sa * cl - ca * sb * sl,
    sa * sl - ca * sb * cl,
    sa * cb,
    ca * cl - sa * sb * sl,
    -ca * sl - sa * sb * cl,
    sb,
    cb * sl,
    cb * cl,
  ];
}

/** Where the tilt lies between the series' lowest and highest dose, in [0,1]; 0 when all doses are equal. */
export function doseFraction(series: TiltSeries, tilt: number): number {
  let lowest = Infinity;
  let highest = -Infinity;
  for (const dose of series.dose) {
    if (dose < lowest) lowest = dose;
    if (dose > highest) highest = dose;
  }
  return highest > lowest ? (series.dose[tilt] - lowest) / (highest - lowest) : 0;
}

/** The tilt's index over the last index, in [0,1]: the coordinate of grids over tilts; 0 for a single tilt. */
export function tiltFraction(series: TiltSeries, tilt: number): number {
  return series.tiltCount > 1 ? tilt / (series.tiltCount - 1) : 0;
}

/** A position in the volume as fractions of its sizes. */
function fractionOf(position: Vector3, size: Vector3): Vector3 {
  return [position[0] / size[0], position[1] / size[1], position[2] / size[2]];
}

/** Of the stage angles at a place: fractions of the volume's width and height, and where the tilt lies in grids over tilts. */
export function stageRotation(
  { x, y, z }: TiltSeries['stageAngles'],
  vx: number,
  vy: number,
  v = 0,
): Matrix3 {
  const [ax, ay, az] = [
    evaluateCubic(x, vx, vy, v),
    evaluateCubic(y, vx, vy, v),
    evaluateCubic(z, vx, vy, v),
  ];
  if (ax === 0 && ay === 0 && az === 0) return identity3;
  return multiply(rotationZ(az), multiply(rotationY(ay), rotationX(ax)));
}
