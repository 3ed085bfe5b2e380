/** Maps many positions to one tilt image, with derivatives: see projection. What all of them share is worked out once. */
import type { TiltSeries } from '../../model/tiltSeries';
import {
  evaluate as evaluateCubic,
  evaluateWithSlopes as evaluateCubicWithSlopes,
  planeAt,
} from '../../../shared/math/cubicGrid';
import { evaluateWithSlopes as evaluateLinearWithSlopes, momentAt } from '../../../shared/math/linearGrid4';
import type { CubicGrid, LinearGrid4 } from '../../../shared/math/grids';
import { multiply, type Matrix3, type Vector3 } from '../../../shared/math/vector';
import { doseFraction, stageRotation, tiltFraction, tiltMatrix } from './projection';

export class TiltPlacer {
  /** Dose fraction of the tilt. */
  readonly u: number;

  /** Of the position that was placed last: Å from the center of the image's first pixel. */
  x = 0;
  y = 0;
  /** Å, underfocus positive. */
  defocus = 0;
  /** Where the image warp is read: fractions of the image, before the warp. */
  gx = 0;
  gy = 0;
  /** Volume frame to image frame: stage angles times tilt matrix. */
  rotation: Matrix3;
  /** Position about the volume's center, volume warp included, Å. */
  readonly centered = new Float64Array(3);
  /** d(x, y) / d(centered), 2 x 3 row-major: what a change of the volume warp does. */
  readonly dCentered = new Float64Array(6);
  /** d(x, y) / d(position), 2 x 3 row-major. */
  readonly dPosition = new Float64Array(6);

  private readonly matrix: Matrix3;
  private readonly volumeWarp: readonly LinearGrid4[];
  private readonly imageWarp: readonly [CubicGrid, CubicGrid];
  private readonly stageAngles: TiltSeries['stageAngles'];
  private readonly defocusPlane: CubicGrid;
  /** The stage angles are the same for all positions. */
  private readonly isRigid: boolean;
  /** d(centered) / d(position) */
  private readonly stretch = new Float64Array(9);

  constructor(
    private readonly series: TiltSeries,
    private readonly tilt: number,
  ) {
    const { volumeWarp, imageWarp, stageAngles, defocus } = series;
    const v = tiltFraction(series, tilt);
    this.u = doseFraction(series, tilt);
    this.matrix = tiltMatrix(series, tilt);
    this.volumeWarp = [volumeWarp.x, volumeWarp.y, volumeWarp.z].map((grid) => momentAt(grid, this.u));
    this.imageWarp = [planeAt(imageWarp.x, v), planeAt(imageWarp.y, v)];
    this.stageAngles = {
      x: planeAt(stageAngles.x, v),
      y: planeAt(stageAngles.y, v),
      z: planeAt(stageAngles.z, v),
    };
    this.defocusPlane = planeAt(defocus, v);
    const { x, y, z } = this.stageAngles;
    this.isRigid = [x, y, z].every(({ values }) => values.length === 1);
    this.rotation = multiply(stageRotation(this.stageAngles, 0, 0), this.matrix);
  }

  /** @param position Å from the volume's corner */
  place(position: Vector3): void {
    const { volumeSize, imageSize, axisOffsets, anglesInverted } = this.series;
    const { matrix: t, centered, stretch, dCentered, dPosition } = this;
    const fraction: Vector3 = [
      position[0] / volumeSize[0],
      position[1] / volumeSize[1],
      position[2] / volumeSize[2],
    ];
    for (let axis = 0; axis < 3; axis++) {
      evaluateLinearWithSlopes(this.volumeWarp[axis], fraction, 0, slopes);
      centered[axis] = position[axis] - volumeSize[axis] / 2 + slopes[0];
      for (let j = 0; j < 3; j++)
        stretch[3 * axis + j] = (axis === j ? 1 : 0) + slopes[1 + j] / volumeSize[j];
    }
    const [cx, cy, cz] = centered;
    const x = t[0] * cx + t[1] * cy + t[2] * cz + axisOffsets[2 * this.tilt] + imageSize[0] / 2;
    const y = t[3] * cx + t[4] * cy + t[5] * cz + axisOffsets[2 * this.tilt + 1] + imageSize[1] / 2;
    const height = t[6] * cx + t[7] * cy + t[8] * cz;
    this.gx = x / imageSize[0];
    this.gy = y / imageSize[1];
    const inImage: Vector3 = [this.gx, this.gy, 0];
    evaluateCubicWithSlopes(this.imageWarp[0], inImage, warpX);
    evaluateCubicWithSlopes(this.imageWarp[1], inImage, warpY);
    this.x = x - warpX[0];
    this.y = y - warpY[0];
    for (let j = 0; j < 3; j++) {
      dCentered[j] = t[j] - (warpX[1] * t[j]) / imageSize[0] - (warpX[2] * t[3 + j]) / imageSize[1];
      dCentered[3 + j] = t[3 + j] - (warpY[1] * t[j]) / imageSize[0] - (warpY[2] * t[3 + j]) / imageSize[1];
    }
    for (let row = 0; row < 6; row += 3)
      for (let j = 0; j < 3; j++)
        dPosition[row + j] =
          dCentered[row] * stretch[j] +
          dCentered[row + 1] * stretch[3 + j] +
          dCentered[row + 2] * stretch[6 + j];
    const [vx, vy] = fraction;
    this.defocus = evaluateCubic(this.defocusPlane, vx, vy, 0) + (anglesInverted ? -height : height);
    if (!this.isRigid) this.rotation = multiply(stageRotation(this.stageAngles, vx, vy), t);
  }
}

const slopes = new Float64Array(4);
const warpX = new Float64Array(3);
const warpY = new Float64Array(3);
