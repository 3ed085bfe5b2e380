/** Particle images, cut out of a tilt and brought into the form that scores and reconstructions take: what it takes, and what makes them. */
import type { TiltSeries } from '../../model/tiltSeries';
import type { PixelList } from '../kernels/pixelList';
import type { Views } from '../parameters/views';
import type { TiltImage } from './tiltImages';

export interface BoxShape {
  /** Edge of the boxes that are cut out, pixels; larger than `reconstructed` where defocus spreads the signal far. */
  readonly cut: number;
  /** The same box at the pixel size of the result. */
  readonly resampled: number;
  /** Edge of the result: the middle of `resampled`. */
  readonly edge: number;
  /** Å, of the tilt image. */
  readonly pixelSize: number;
  /** Circle that is kept of the result: radius and edge in its pixels; null keeps all. */
  readonly circle: { readonly radius: number; readonly edge: number } | null;
  /** Weight and B-factor of the whole series are multiplied in. */
  readonly forMaps?: boolean;
  /** Boxes at once. */
  readonly batch: number;
}

/** What boxes are cut out by. */
export type BoxViews = Pick<Views, 'count' | 'x' | 'y' | 'tilt' | 'defocus'>;

/** Rows of Fourier pixels that boxes are written to. */
export interface RowTarget {
  readonly rows: GPUBuffer;
  readonly pixels: PixelList;
  /** Of the pixels. */
  readonly frequencies: GPUBuffer;
}

export interface ParticleBoxes {
  readonly shape: BoxShape;
  /** Makes `image` the one that boxes are cut from. */
  useImage(image: TiltImage): void;
  /** Writes images times transfer function and envelope; rows start at `firstRow`. At most `batch` views. */
  images(series: TiltSeries, views: BoxViews, target: RowTarget, firstRow: number): void;
  /** The same with the transfer function a quarter of a period on. */
  quadratureImages(series: TiltSeries, views: BoxViews, target: RowTarget, firstRow: number): void;
  /** Writes squared transfer function times envelope, through the same crop. */
  transferWeights(series: TiltSeries, views: BoxViews, target: RowTarget, firstRow: number): void;
  /** (cut, cut) power of all boxes under the circle (in pixels of the tilt image), without optics; any number of views. */
  power(series: TiltSeries, views: BoxViews): Promise<ArrayLike<number>>;
  destroy(): void;
}

/** Where a particle lies in its box: the box's corner in the tilt image, and from there, pixels. */
export interface BoxPlace {
  readonly left: number;
  readonly top: number;
  readonly center: readonly [number, number];
}

export function boxPlace(
  { x, y }: BoxViews,
  view: number,
  image: Pick<TiltImage, 'width' | 'height'>,
  { series: { imageSize }, cut }: { readonly series: TiltSeries; readonly cut: number },
): BoxPlace {
  const [px, py] = [(x[view] * image.width) / imageSize[0], (y[view] * image.height) / imageSize[1]];
  const [left, top] = [Math.floor(px) - cut / 2, Math.floor(py) - cut / 2];
  return { left, top, center: [px - left, py - top] };
}

/** Those from number `first` on, before `end`. */
export function boxesBetween(views: BoxViews, first: number, end: number): BoxViews {
  return {
    count: end - first,
    x: views.x.subarray(first, end),
    y: views.y.subarray(first, end),
    tilt: views.tilt.subarray(first, end),
    defocus: views.defocus.subarray(first, end),
  };
}
