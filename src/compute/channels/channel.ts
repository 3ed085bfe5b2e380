/**
 * What a channel is. All parameters act on a view through a few numbers, its motion, and a channel is a kind of them: a shift in
 * the image, a turn, a change of the defocus. Motions are linear in the parameters; what a motion does to an image is not, and
 * that is what a channel says: where it puts the view, and how derivatives by what the image sees become derivatives by it.
 */
import type { Matrix3, Vector3 } from '../../../shared/math/vector';
import type { KernelChannel } from '../kernels/kernelChannel';

export interface Channel {
  readonly name: string;
  /** Numbers of it in a view's motion. */
  readonly size: number;
  /** Adds the motion, numbers from `at` on, to a view. Channels do so in the order of their list. */
  place(placed: PlacedView, view: ViewAtRest, motions: Float64Array, at: number): void;
  /** Writes the derivatives by its numbers to `target`, from `at` on: exact at any motion. */
  pullBack(view: ViewAtRest, by: ByImage, target: Float64Array, at: number): void;
  /** d(shift in the image, pixels; turn of the frequencies, rad) / d(numbers) at rest, written to columns from `column` on. */
  atRest?(view: ViewAtRest, pixelSize: number, jacobian: Jacobian, column: number): void;
  /** For what the score kernel has sums of, beside those for shift and turn. */
  readonly kernel?: KernelChannel;
}

/** 5 rows: two of the shift, three of the turn. */
export interface Jacobian {
  readonly columns: number;
  readonly values: Float64Array;
}

export interface ViewAtRest {
  /** Volume to image. */
  readonly rotation: Matrix3;
  /** Reference to volume. */
  readonly orientation: Matrix3;
}

/** Where a motion puts a view. */
export interface PlacedView {
  /** Å from where the image was cut out. */
  shift: readonly [number, number];
  /** Volume to image. */
  toImage: Matrix3;
  /** Reference to image. */
  rotation: Matrix3;
  magnification: readonly [number, number, number, number];
  /** Of the phase of its transfer function, in the order of channels that change it: see KernelChannel. */
  readonly phase: number[];
}

/** Derivatives of a score by what an image sees, at a motion. */
export interface ByImage {
  readonly placed: PlacedView;
  readonly motions: Float64Array;
  /** Å, of the image. */
  readonly pixelSize: number;
  /** By a shift, per Å; by one of the frequencies that the magnification makes, per pixel. */
  readonly shift: readonly [number, number];
  readonly shiftInPixels: readonly [number, number];
  /** By a turn of the frequencies in the image's frame, per rad. */
  readonly turn: Vector3;
  /** By the numbers of the channel that is asked, where the kernel has sums for it. */
  own: readonly number[];
}
