/**
 * Maps a particle's position in the tomogram to every tilt image: position, defocus and orientation.
 *
 *     volume corner --- p ---> minus center, plus volume warp --> tilt matrix --> plus axis offset --> image, minus image warp
 *
 * Lengths in Å, angles in radians. The tilt axis is the volume's Y; z of the tilted frame adds to the defocus.
 */
import type { TiltSeries } from '../../model/tiltSeries';
import {
  evaluate as evaluateCubic,
  evaluateWithSlopes as evaluateCubicWithSlopes,
} from '../../../shared/math/cubicGrid';
import {
  evaluate as evaluateLinear,
  evaluateWithSlopes as evaluateLinearWithSlopes,
} from '../../../shared/math/linearGrid4';
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

export interface PlacementWithDerivatives extends Placement {
  /** d(x, y) / d(position), 2 x 3 row-major. */
  readonly dPosition: Float64Array;
  /** d(x, y) / d(centered), 2 x 3 row-major: what a change of the volume warp does. */
  readonly dCentered: Float64Array;
  /** Position about the volume's center, volume warp included, Å. */
  readonly centered: Vector3;
  /** Where the image warp is read: fractions of the image, before the warp. */
  readonly gx: number;
  readonly gy: number;
  readonly tiltMatrix: Matrix3;
  /** Rotation by the stage angles; rotation = stage x tiltMatrix. */
  readonly stage: Matrix3;
  /** Dose fraction of the tilt. */
  readonly u: number;
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
  const stage = stageRotation(series, vx, vy, v);
  return {
    x: x - evaluateCubic(imageWarp.x, gx, gy, v),
    y: y - evaluateCubic(imageWarp.y, gx, gy, v),
    defocus: evaluateCubic(series.defocus, vx, vy, v) + (series.anglesInverted ? -height : height),
    rotation: stage === identity3 ? t : multiply(stage, t),
  };
}

/** The same, with what the chain rule needs. */
export function placeWithDerivatives(
  series: TiltSeries,
  tilt: number,
  position: Vector3,
): PlacementWithDerivatives {
  const { volumeSize, imageSize } = series;
  const fraction = fractionOf(position, volumeSize);
  const u = doseFraction(series, tilt);
  const v = tiltFraction(series, tilt);
  const centered = new Float64Array(3);
  /** d(centered) / d(position) */
  const stretch = new Float64Array(9);
  const grids = [series.volumeWarp.x, series.volumeWarp.y, series.volumeWarp.z];
  for (let axis = 0; axis < 3; axis++) {
    evaluateLinearWithSlopes(grids[axis], fraction, u, slopes);
    centered[axis] = position[axis] - volumeSize[axis] / 2 + slopes[0];
    for (let j = 0; j < 3; j++) stretch[3 * axis + j] = (axis === j ? 1 : 0) + slopes[1 + j] / volumeSize[j];
  }
  const t = tiltMatrix(series, tilt);
  const dot = (row: number): number =>
    t[row] * centered[0] + t[row + 1] * centered[1] + t[row + 2] * centered[2];
  const x = dot(0) + series.axisOffsets[2 * tilt] + imageSize[0] / 2;
  const y = dot(3) + series.axisOffsets[2 * tilt + 1] + imageSize[1] / 2;
  const height = dot(6);
  const gx = x / imageSize[0];
  const gy = y / imageSize[1];
  const inImage: Vector3 = [gx, gy, v];
  evaluateCubicWithSlopes(series.imageWarp.x, inImage, warpX);
  evaluateCubicWithSlopes(series.imageWarp.y, inImage, warpY);
  const dCentered = new Float64Array(6);
  for (let j = 0; j < 3; j++) {
    dCentered[j] = t[j] - (warpX[1] * t[j]) / imageSize[0] - (warpX[2] * t[3 + j]) / imageSize[1];
    dCentered[3 + j] = t[3 + j] - (warpY[1] * t[j]) / imageSize[0] - (warpY[2] * t[3 + j]) / imageSize[1];
  }
  const dPosition = new Float64Array(6);
  for (let row = 0; row < 6; row += 3)
    for (let j = 0; j < 3; j++)
      dPosition[row + j] =
        dCentered[row] * stretch[j] +
        dCentered[row + 1] * stretch[3 + j] +
        dCentered[row + 2] * stretch[6 + j];
  const stage = stageRotation(series, fraction[0], fraction[1], v);
  return {
    x: x - warpX[0],
    y: y - warpY[0],
    defocus:
      evaluateCubic(series.defocus, fraction[0], fraction[1], v) + (series.anglesInverted ? -height : height),
    rotation: multiply(stage, t),
    dPosition,
    dCentered,
    centered: [centered[0], centered[1], centered[2]],
    gx,
    gy,
    tiltMatrix: t,
    stage,
    u,
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

const slopes = new Float64Array(4);
const warpX = new Float64Array(3);
const warpY = new Float64Array(3);

function stageRotation(series: TiltSeries, vx: number, vy: number, v: number): Matrix3 {
  const { stageAngles } = series;
  const x = evaluateCubic(stageAngles.x, vx, vy, v);
  const y = evaluateCubic(stageAngles.y, vx, vy, v);
  const z = evaluateCubic(stageAngles.z, vx, vy, v);
  if (x === 0 && y === 0 && z === 0) return identity3;
  return multiply(rotationZ(z), multiply(rotationY(y), rotationX(x)));
}
