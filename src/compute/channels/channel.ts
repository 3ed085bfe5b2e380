/**
 * What a channel is. All parameters act on a view through a few numbers, its motion, and a channel is a kind of them: a shift in
 * the image, a turn, a change of the defocus. Motions are linear in the parameters; what a motion does to an image is not, and
 * that is what a channel says: where it puts views, and how derivatives by what the images see become derivatives by it. It is
 * asked about many views at once: rows of arrays.
 */
import type { Columns } from '../../../shared/math/matrices';
import type { KernelChannel } from '../kernels/kernelChannel';

export interface Channel {
  readonly name: string;
  /** Numbers of it in a view's motion. */
  readonly size: number;
  /**
   * Adds motions to where views are. Channels do so in the order of their list. One that only changes the phase of transfer
   * functions has nothing to place: the kernel takes its numbers as they are.
   */
  place?(placed: PlacedViews, views: ViewsAtRest, motions: Columns): void;
  /** Writes the derivatives by its numbers: exact at any motion. */
  pullBack(views: ViewsAtRest, by: ByImages, target: Columns): void;
  /** d(shift in the image, pixels; turn of the frequencies, rad) / d(numbers) at rest, written to columns from `column` on. */
  atRest?(views: ViewsAtRest, pixelSize: number, jacobians: Jacobians, column: number): void;
  /** For what the score kernel has sums of, beside those for shift and turn. */
  readonly kernel?: KernelChannel;
}

/** (view, 5, columns): two rows of the shift, three of the turn. */
export interface Jacobians {
  readonly columns: number;
  readonly values: Float64Array;
}

export interface ViewsAtRest {
  /** (view, 3, 3) volume to image. */
  readonly rotation: Float64Array;
  /** (view, 3, 3) reference to volume. */
  readonly orientation: Float64Array;
}

/** Where motions put views. */
export interface PlacedViews {
  /** (view, 2) Å from where the image was cut out. */
  readonly shift: Float64Array;
  /** (view, 3, 3) volume to image. */
  readonly toImage: Float64Array;
  /** (view, 3, 3) reference to image. */
  readonly rotation: Float64Array;
  /** (view, 4) m11 m21 m12 m22. */
  readonly magnification: Float64Array;
}

/** Derivatives of a score by what images see, at their motions. */
export interface ByImages {
  readonly placed: PlacedViews;
  /** The channel's own numbers. */
  readonly motions: Columns;
  /** Å, of the images. */
  readonly pixelSize: number;
  /** (view, 2) by a shift, per Å; by one of the frequencies that the magnification makes, per pixel. */
  readonly shift: Float64Array;
  readonly shiftInPixels: Float64Array;
  /** (view, 3) by a turn of the frequencies in the image's frame, per rad. */
  readonly turn: Float64Array;
  /** (view, number) by the numbers of the channel, where the kernel has sums for it; else empty. */
  readonly own: Float64Array;
}
