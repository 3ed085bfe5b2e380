/** Particle images, made by kernels on the GPU. */
import type { TiltSeries } from '../../model/tiltSeries';
import type { Gpu } from '../gpu/gpu';
import addPowerSource from '../kernels/addPower.wgsl';
import cropSource from '../kernels/cropBox.wgsl';
import extractSource from '../kernels/extract.wgsl';
import { planFft } from '../kernels/fft';
import packSource from '../kernels/packBox.wgsl';
import prepareSource from '../kernels/prepareBox.wgsl';
import { transferUniform } from '../kernels/transferConstants';
import ctfSource from '../kernels/shared/ctf.wgsl';
import { opticsFloats, writeOptics } from './optics';
import { seriesOptics } from './seriesOptics';
import {
  boxPlace,
  boxesBetween,
  type BoxShape,
  type BoxViews,
  type ParticleBoxes,
  type RowTarget,
} from './particleBoxes';

export interface KernelBoxes extends ParticleBoxes {
  /** Adds the power of at most `batch` boxes to `sums`. */
  addPower(series: TiltSeries, views: BoxViews, sums: GPUBuffer): void;
  /**
   * Transforms of at most `batch` boxes, each particle at pixel 0, without transfer functions: (view, resampled, resampled) complex, in a
   * buffer that is overwritten by the next call; and the optics of each as shared/ctf.wgsl has them.
   */
  spectra(series: TiltSeries, views: BoxViews): { readonly planes: GPUBuffer; readonly optics: Float32Array };
}

export function planKernelBoxes(gpu: Gpu, shape: BoxShape): KernelBoxes {
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
    spectrum: preparation(gpu, { PLAIN: 1 }),
  };
  let image: { readonly buffer: GPUBuffer; readonly width: number; readonly height: number } | null = null;

  const once = (values: Parameters<Gpu['uniform']>[0], use: (params: GPUBuffer) => void): void => {
    const params = gpu.uniform(values);
    use(params);
    params.destroy();
  };

  /** Cuts boxes out of the image and transforms them, in `a`; optionally under the circle. */
  const cutAndTransform = (series: TiltSeries, views: BoxViews, under: BoxShape['circle']): Float32Array => {
    if (image === null) throw new Error('useImage comes before boxes are cut');
    const source = image;
    const { count } = views;
    const origins = new Int32Array(2 * count);
    const centers = new Float32Array(2 * count);
    for (let i = 0; i < count; i++) {
      const { left, top, center } = boxPlace(views, i, source, { series, cut });
      origins.set([left, top], 2 * i);
      centers.set(center, 2 * i);
    }
    const originBuffer = gpu.upload(origins, 'box origins');
    const circleValues = [{ f: under?.radius ?? 0 }, { f: under?.edge ?? 0 }];
    once([{ i: cut }, { i: source.width }, { i: source.height }, { i: count }, ...circleValues], (params) =>
      gpu.run(extract, [params, source.buffer, originBuffer, a], groups(count * cut * cut)),
    );
    originBuffer.destroy();
    forwardCut.run(a, b, count);
    return centers;
  };

  /** Weights (mode) what is in `a`, in `b`. @returns (view, 8) optics */
  const weighted = (
    series: TiltSeries,
    views: BoxViews,
    mode: keyof typeof prepare,
    centers: Float32Array,
  ): Float32Array => {
    const { count } = views;
    const optics = new Float32Array(opticsFloats * count);
    for (let i = 0; i < count; i++) {
      const center = [centers[2 * i], centers[2 * i + 1]] as const;
      const of = { tilt: views.tilt[i], defocus: views.defocus[i], center, forMaps: shape.forMaps };
      writeOptics(optics, i, series, of);
    }
    const opticsBuffer = gpu.upload(optics, 'box optics');
    once(
      [
        { i: cut },
        { i: resampled },
        { i: count },
        { f: pixelSize },
        ...transferUniform(seriesOptics(series)),
      ],
      (params) => gpu.run(prepare[mode], [params, opticsBuffer, a, b], groups(count * resampled * resampled)),
    );
    opticsBuffer.destroy();
    return optics;
  };

  /** Weights (mode) what is in `a` and crops it: leaves the transformed result in `a`. */
  const weightAndCrop = (
    series: TiltSeries,
    views: BoxViews,
    mode: keyof typeof prepare,
    centers: Float32Array,
  ): void => {
    const { count } = views;
    weighted(series, views, mode, centers);
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
  };

  const packRows = (count: number, target: RowTarget, firstRow: number, scale: number): void =>
    once([{ i: edge }, { i: target.pixels.count }, { i: count }, { i: firstRow }, { f: scale }], (params) =>
      gpu.run(pack, [params, a, target.frequencies, target.rows], groups(count * target.pixels.count)),
    );

  const addPower: KernelBoxes['addPower'] = (series, views, sums) => {
    cutAndTransform(series, views, circle);
    once([{ i: cut * cut }, { i: views.count }], (params) =>
      gpu.run(gpu.kernel('addPower', addPowerSource), [params, a, sums], groups(cut * cut)),
    );
  };

  return {
    shape,
    useImage(next) {
      image?.buffer.destroy();
      image = { buffer: gpu.upload(next.data, 'tilt image'), width: next.width, height: next.height };
    },
    images(series, views, target, firstRow) {
      weightAndCrop(series, views, 'image', cutAndTransform(series, views, null));
      packRows(views.count, target, firstRow, 1 / (edge * edge));
    },
    quadratureImages(series, views, target, firstRow) {
      weightAndCrop(series, views, 'quadrature', cutAndTransform(series, views, null));
      packRows(views.count, target, firstRow, 1 / (edge * edge));
    },
    transferWeights(series, views, target, firstRow) {
      weightAndCrop(series, views, 'weights', new Float32Array(2 * views.count));
      // A transfer function is no image: its inverse transform over resampled^2, its forward transform whole.
      packRows(views.count, target, firstRow, 1 / (resampled * resampled));
    },
    addPower,
    spectra(series, views) {
      const optics = weighted(series, views, 'spectrum', cutAndTransform(series, views, null));
      return { planes: b, optics };
    },
    async power(series, views) {
      const sums = gpu.upload(new Float32Array(cut * cut), 'power sums');
      for (let first = 0; first < views.count; first += batch)
        addPower(series, boxesBetween(views, first, Math.min(first + batch, views.count)), sums);
      const power = await gpu.read(sums, cut * cut);
      sums.destroy();
      return power;
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
