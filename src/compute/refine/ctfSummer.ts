/** What makes the sums of transfer functions, and what it takes. */
import type { TiltSeries } from '../../model/tiltSeries';
import type { CtfSumsShape } from '../kernels/ctfSums';
import type { BoxShape, BoxViews } from './particleBoxes';
import type { TiltImage } from './tiltImages';

/** Views of one tilt, at most a batch. */
export interface SummedViews {
  readonly views: BoxViews;
  /** (view, 12) as kernels see them. */
  readonly slices: Float32Array;
  /** (view) 0 or 1 */
  readonly halves: Uint32Array;
}

export interface CtfSummer {
  /** Views at once, at most. */
  readonly batch: number;
  /** Makes `image` the one that boxes are cut from. */
  useImage(image: TiltImage): void;
  add(series: TiltSeries, some: SummedViews): Promise<void>;
  /** (half, sum, padded, padded / 2) as ctfSums.wgsl has them, and begins anew. */
  take(): Promise<Float32Array>;
  destroy(): void;
}

export interface CtfSummerShape {
  readonly boxes: BoxShape & { readonly circle: NonNullable<BoxShape['circle']> };
  readonly sums: CtfSumsShape;
}
