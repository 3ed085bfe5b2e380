/** Maps a particle's position in a micrograph to every frame of its movie. */
import type { FrameSeries } from '../../model/frameSeries';
import { evaluate } from '../../../shared/math/cubicGrid';
import type { Vector3 } from '../../../shared/math/vector';

export interface FramePlacement {
  /** Å from the corner of the frame. */
  readonly x: number;
  readonly y: number;
  /** Å, underfocus positive. */
  readonly defocus: number;
}

/** How the frames of a movie relate to the grids of its series. */
export interface FrameRange {
  /** Frames that are used. */
  readonly frames: number;
  /** Used over all frames: motion was measured in all of them. */
  readonly fraction: number;
  /** Physical size of a frame, Å. */
  readonly imageSize: readonly [number, number];
}

/** @param position Å from the corner; its height adds to the defocus */
export function placeInFrame(
  series: FrameSeries,
  { frames, fraction, imageSize }: FrameRange,
  frame: number,
  [x, y, height]: Vector3,
): FramePlacement {
  const gx = x / imageSize[0];
  const gy = y / imageSize[1];
  const t = frames > 1 ? frame / (frames - 1) : 0;
  const shift = (axis: 'x' | 'y'): number =>
    evaluate(series.movement[axis], gx, gy, t * fraction) +
    evaluate(series.localMovement[axis], gx, gy, t * fraction) +
    series.pyramid.reduce((sum, level) => sum + evaluate(level[axis], gx, gy, t), 0);
  return {
    x: x - shift('x'),
    y: y - shift('y'),
    defocus: height + evaluate(series.defocus, gx, gy, t) + evaluate(series.doming, gx, gy, t),
  };
}
