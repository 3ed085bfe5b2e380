/** Views one by one, as objects: what compute/parameters/views does for all, the plain way. */
import { evaluate, evaluateWithSlopes } from '../../shared/math/cubicGrid';
import { evaluateWithSlopes as evaluateLinearWithSlopes } from '../../shared/math/linearGrid4';
import { euler, rotationX, rotationY, rotationZ } from '../../shared/math/rotations';
import { sampleTrajectory } from '../../shared/math/trajectory';
import { multiply, type Matrix3, type Vector3 } from '../../shared/math/vector';
import { doseFraction, tiltFraction, tiltMatrix } from '../../src/compute/geometry/projection';
import type { SeriesParticles } from '../../src/compute/parameters/views';
import type { TiltSeries } from '../../src/model/tiltSeries';

export interface PlainView {
  readonly particle: number;
  readonly tilt: number;
  /** Å in the image. */
  readonly x: number;
  readonly y: number;
  /** Å */
  readonly defocus: number;
  /** Volume to image: stage angles times tilt matrix. */
  readonly rotation: Matrix3;
  /** Reference to volume. */
  readonly orientation: Matrix3;
  /** d(x, y) / d(position), 2 x 3; d(x, y) / d(centered): what a change of the volume warp does. */
  readonly dPosition: Float64Array;
  readonly dCentered: Float64Array;
  /** Å: from the volume's corner, and about its center with the volume warp. */
  readonly position: Vector3;
  readonly centered: Vector3;
  /** Fractions of the image where the image warp is read. */
  readonly gx: number;
  readonly gy: number;
  /** Dose fraction. */
  readonly u: number;
}

/** Every particle in every tilt that is used, by tilt, then particle. */
export function plainViews(series: TiltSeries, particles: SeriesParticles): readonly PlainView[] {
  const tilts = Array.from({ length: series.tiltCount }, (_, tilt) => tilt).filter(
    (tilt) => series.used[tilt],
  );
  return tilts.flatMap((tilt) =>
    Array.from({ length: particles.count }, (_, particle) => {
      const [first, end] = [particle * particles.samples * 3, (particle + 1) * particles.samples * 3];
      const u = doseFraction(series, tilt);
      const at = (values: Float64Array): Vector3 =>
        sampleTrajectory(values.subarray(first, end), 3, u) as unknown as Vector3;
      const [position, angles] = [at(particles.positions), at(particles.angles)];
      return {
        particle,
        tilt,
        position,
        orientation: euler(...angles),
        ...placeWithDerivatives(series, tilt, position),
      };
    }),
  );
}

function placeWithDerivatives(
  series: TiltSeries,
  tilt: number,
  position: Vector3,
): Omit<PlainView, 'particle' | 'tilt' | 'orientation' | 'position'> {
  const { volumeSize, imageSize } = series;
  const fraction = position.map((value, axis) => value / volumeSize[axis]) as unknown as Vector3;
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
  evaluateWithSlopes(series.imageWarp.x, inImage, warpX);
  evaluateWithSlopes(series.imageWarp.y, inImage, warpY);
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
  const [ax, ay, az] = (['x', 'y', 'z'] as const).map((axis) =>
    evaluate(series.stageAngles[axis], fraction[0], fraction[1], v),
  );
  const stage = multiply(rotationZ(az), multiply(rotationY(ay), rotationX(ax)));
  return {
    x: x - warpX[0],
    y: y - warpY[0],
    defocus:
      evaluate(series.defocus, fraction[0], fraction[1], v) + (series.anglesInverted ? -height : height),
    rotation: multiply(stage, t),
    dPosition,
    dCentered,
    centered: [centered[0], centered[1], centered[2]],
    gx,
    gy,
    u,
  };
}

const slopes = new Float64Array(4);
const warpX = new Float64Array(3);
const warpY = new Float64Array(3);
