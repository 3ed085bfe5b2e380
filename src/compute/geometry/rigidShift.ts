/** What a rigid model of a tilt series misses: the shift from where it places a particle to where the particle is seen. */
import type { TiltSeries } from '../../model/tiltSeries';
import { apply, transpose, type Vector3 } from '../../../shared/math/vector';
import { place, tiltMatrix } from './projection';

/**
 * A shift in the volume's frame (Å), in the plane of the image, by which a rigid model (tilt matrix and axis offset alone)
 * has to move `reference` so that it comes to lie where the full model places `position` in tilt `tilt`.
 */
export function rigidShift(series: TiltSeries, tilt: number, reference: Vector3, position: Vector3): Vector3 {
  const matrix = tiltMatrix(series, tilt);
  const [x, y] = apply(matrix, centered(series, reference));
  const seen = place(series, tilt, position);
  return apply(transpose(matrix), [
    seen.x - (x + series.axisOffsets[2 * tilt] + series.imageSize[0] / 2),
    seen.y - (y + series.axisOffsets[2 * tilt + 1] + series.imageSize[1] / 2),
    0,
  ]);
}

function centered({ volumeSize }: TiltSeries, [x, y, z]: Vector3): Vector3 {
  return [x - volumeSize[0] / 2, y - volumeSize[1] / 2, z - volumeSize[2] / 2];
}
