/** Cuts particle images out of a tilt and brings them into the form that scores and reconstructions take. */
import type { TiltSeries } from '../../model/tiltSeries';
import type { Gpu } from '../gpu/gpu';
import addPowerSource from '../kernels/addPower.wgsl';
import cropSource from '../kernels/cropBox.wgsl';
import extractSource from '../kernels/extract.wgsl';
import { planFft } from '../kernels/fft';
import packSource from '../kernels/packBox.wgsl';
import prepareSource from '../kernels/prepareBox.wgsl';
import ctfSource from '../kernels/shared/ctf.wgsl';
import { opticsFloats, wavelength, writeOptics } from './optics';
import type { TiltImage } from './tiltImages';
import type { View } from '../parameters/views';

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

/** What a box is cut out by. */
export type BoxView = Pick<View, 'x' | 'y' | 'tilt' | 'defocus'>;

/** Rows of Fourier pixels that `pack` writes to. */
export interface RowTarget {
  readonly rows: GPUBuffer;
  readonly frequencies: GPUBuffer;
  readonly pixels: number;
}

export interface ParticleBoxes {
  readonly shape: BoxShape;
  /** Makes `image` the one that boxes are cut from. */
  useImage(image: TiltImage): void;
  /** Writes images times transfer function and envelope; rows start at `firstRow`. At most `batch` views. */
  images(series: TiltSeries, views: readonly BoxView[], target: RowTarget, firstRow: number): void;
  /** The same with the transfer function a quarter of a period on. */
  quadratureImages(series: TiltSeries, views: readonly BoxView[], target: RowTarget, firstRow: number): void;
  /** Writes squared transfer function times envelope, through the same crop. */
  transferWeights(series: TiltSeries, views: readonly BoxView[], target: RowTarget, firstRow: number): void;
  /** Adds the power of the boxes under the circle (in pixels of the tilt image), without optics, to `sums` (cut x cut). */
  addPower(series: TiltSeries, views: readonly BoxView[], sums: GPUBuffer): void;
  destroy(): void;
}

export function planParticleBoxes(gpu: Gpu, shape: BoxShape): ParticleBoxes {
  const { cut, resampled, edge, pixelSize, batch, circle } = shape;
  const bytes = batch * Math.max(cut, resampled, edge) ** 2 * 8;
  const a = gpu.storage(bytes, 'particle boxes');
  const b = gpu.storage(bytes, 'particle boxes scratch');
  const forwardCut = planFft(gpu, [cut, cut], batch, 'forward');
  const inverse = planFft(gpu, [resampled, resampled], batch, 'inverse');
  const forward = planFft(gpu, [edge, edge], batch, 'forward');
  const extract = gpu.kernel('extract', extractSource);
  const crop = gpu.kernel('cropBox', cropSource);
  const pack = gpu.kernel('packBox', packSource);
  const prepare = {
    image: preparation(gpu, {}),
    quadrature: preparation(gpu, { QUADRATURE: 1 }),
    weights: preparation(gpu, { SQUARED: 1 }),
  };
  let image: { readonly buffer: GPUBuffer; readonly width: number; readonly height: number } | null = null;

  const once = (values: Parameters<Gpu['uniform']>[0], use: (params: GPUBuffer) => void): void => {
    const params = gpu.uniform(values);
    use(params);
    params.destroy();
  };

  /** Cuts boxes out of the image and transforms them, in `a`; optionally under the circle. */
  const cutAndTransform = (
    series: TiltSeries,
    views: readonly BoxView[],
    under: BoxShape['circle'],
  ): Float32Array => {
    if (image === null) throw new Error('useImage comes before boxes are cut');
    const source = image;
    const count = views.length;
    const origins = new Int32Array(2 * count);
    const centers = new Float32Array(2 * count);
    views.forEach((view, i) => {
      const x = (view.x * source.width) / series.imageSize[0];
      const y = (view.y * source.height) / series.imageSize[1];
      origins.set([Math.floor(x) - cut / 2, Math.floor(y) - cut / 2], 2 * i);
      centers.set([x - origins[2 * i], y - origins[2 * i + 1]], 2 * i);
    });
    const originBuffer = gpu.upload(origins, 'box origins');
    const circleValues = [{ f: under?.radius ?? 0 }, { f: under?.edge ?? 0 }];
    once([{ i: cut }, { i: source.width }, { i: source.height }, { i: count }, ...circleValues], (params) =>
      gpu.run(extract, [params, source.buffer, originBuffer, a], groups(count * cut * cut)),
    );
    originBuffer.destroy();
    forwardCut.run(a, b, count);
    return centers;
  };

  /** Weights (mode) what is in `a` and crops it: leaves the transformed result in `a`. */
  const weightAndCrop = (
    series: TiltSeries,
    views: readonly BoxView[],
    mode: keyof typeof prepare,
    centers: Float32Array,
  ): void => {
    const count = views.length;
    const optics = new Float32Array(opticsFloats * count);
    views.forEach((view, i) => {
      const { tilt, defocus } = view;
      const center = [centers[2 * i], centers[2 * i + 1]] as const;
      writeOptics(optics, i, series, { tilt, defocus, center, forMaps: shape.forMaps });
    });
    const opticsBuffer = gpu.upload(optics, 'box optics');
    once(
      [
        { i: cut },
        { i: resampled },
        { i: count },
        { f: pixelSize },
        { f: wavelength(series) },
        { f: series.optics.cs },
      ],
      (params) => gpu.run(prepare[mode], [params, opticsBuffer, a, b], groups(count * resampled * resampled)),
    );
    inverse.run(b, a, count);
    once(
      [
        { i: resampled },
        { i: edge },
        { i: count },
        { f: mode === 'weights' || circle === null ? 0 : circle.radius },
        { f: mode === 'weights' || circle === null ? 0 : circle.edge },
      ],
      (params) => gpu.run(crop, [params, b, a], groups(count * edge * edge)),
    );
    forward.run(a, b, count);
    opticsBuffer.destroy();
  };

  const packRows = (count: number, target: RowTarget, firstRow: number, scale: number): void =>
    once([{ i: edge }, { i: target.pixels }, { i: count }, { i: firstRow }, { f: scale }], (params) =>
      gpu.run(pack, [params, a, target.frequencies, target.rows], groups(count * target.pixels)),
    );

  return {
    shape,
    useImage(next) {
      image?.buffer.destroy();
      image = { buffer: gpu.upload(next.data, 'tilt image'), width: next.width, height: next.height };
    },
    images(series, views, target, firstRow) {
      weightAndCrop(series, views, 'image', cutAndTransform(series, views, null));
      packRows(views.length, target, firstRow, 1 / (edge * edge));
    },
    quadratureImages(series, views, target, firstRow) {
      weightAndCrop(series, views, 'quadrature', cutAndTransform(series, views, null));
      packRows(views.length, target, firstRow, 1 / (edge * edge));
    },
    transferWeights(series, views, target, firstRow) {
      weightAndCrop(series, views, 'weights', new Float32Array(2 * views.length));
      // A transfer function is no image: its inverse transform over resampled^2, its forward transform whole.
      packRows(views.length, target, firstRow, 1 / (resampled * resampled));
    },
    addPower(series, views, sums) {
      cutAndTransform(series, views, circle);
      once([{ i: cut * cut }, { i: views.length }], (params) =>
        gpu.run(gpu.kernel('addPower', addPowerSource), [params, a, sums], groups(cut * cut)),
      );
    },
    destroy() {
      image?.buffer.destroy();
      for (const owned of [a, b, forwardCut, inverse, forward]) owned.destroy();
    },
  };
}

function preparation(gpu: Gpu, constants: Record<string, number>): GPUComputePipeline {
  return gpu.kernel('prepareBox', ctfSource + prepareSource, constants);
}

function groups(invocations: number): number {
  return Math.ceil(invocations / 64);
}
