/** What refine/particleBoxes does with one box, in double precision. */
import { frequency, transform } from '../../../../shared/math/fft';
import type { TiltSeries } from '../../../model/tiltSeries';
import { tiltBfactor, tiltScale } from '../../geometry/weights';
import { transferSlope, weightedTransfer } from '../../refine/optics';
import type { BoxShape, BoxViews } from '../../refine/particleBoxes';
import type { TiltImage } from '../../refine/tiltImages';

export interface PlainView {
  /** Å in the image. */
  readonly x: number;
  readonly y: number;
  readonly tilt: number;
  /** Å */
  readonly defocus: number;
}

export function plainViewOf({ x, y, tilt, defocus }: BoxViews, view: number): PlainView {
  return { x: x[view], y: y[view], tilt: tilt[view], defocus: defocus[view] };
}

export interface PlainBox {
  readonly image: TiltImage;
  readonly series: TiltSeries;
  readonly view: PlainView;
  readonly shape: Omit<BoxShape, 'batch'>;
}

export interface Complex {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

export type RowKind = 'images' | 'quadratureImages' | 'transferWeights';

/** @param frequencies (pixel, 2) @returns (pixel, 2) */
export function plainRow(box: PlainBox, kind: RowKind, frequencies: Float32Array): Float64Array {
  const { edge, resampled } = box.shape;
  const isImage = kind !== 'transferWeights';
  const cropped = middle(
    isImage ? weighted(box, kind === 'images' ? weightedTransfer : transferSlope) : squaredTransfer(box),
    box.shape,
    isImage,
  );
  transform(cropped.re, cropped.im, [edge, edge], 1);
  // The inverse transform of `shared/math` is divided by resampled^2 already.
  const scale = isImage ? resampled ** 2 / edge ** 2 : 1;
  return Float64Array.from(frequencies, (_, i) => {
    const [kx, ky] = frequencies.subarray(i & ~1, (i & ~1) + 2);
    const at = ((ky + edge) % edge) * edge + ((kx + edge) % edge);
    return scale * (i % 2 === 0 ? cropped.re : cropped.im)[at];
  });
}

/** At the size of `resampled`, the particle at pixel 0, without optics. */
export function plainSpectrum(box: PlainBox): Complex {
  return weighted(box, () => 1);
}

/** The power of the box under the circle, (cut, cut). */
export function plainPower(box: PlainBox): Float64Array {
  const { re, im } = cutOut(box, box.shape.circle).box;
  return re.map((value, i) => value ** 2 + im[i] ** 2);
}

/** The transform of the box, zero outside of the image; and where the particle is in it, pixels. */
function cutOut(
  { image, series, view, shape: { cut } }: PlainBox,
  circle: BoxShape['circle'],
): { readonly box: Complex; readonly center: readonly [number, number] } {
  const x = (view.x * image.width) / series.imageSize[0];
  const y = (view.y * image.height) / series.imageSize[1];
  const [left, top] = [Math.floor(x) - cut / 2, Math.floor(y) - cut / 2];
  const re = new Float64Array(cut * cut);
  for (let j = 0; j < cut; j++)
    for (let i = 0; i < cut; i++) {
      const [column, row] = [left + i, top + j];
      if (column < 0 || row < 0 || column >= image.width || row >= image.height) continue;
      const inside = circle === null ? 1 : raisedCosine(Math.hypot(i - cut / 2, j - cut / 2), circle);
      re[j * cut + i] = inside * image.data[row * image.width + column];
    }
  const im = new Float64Array(re.length);
  transform(re, im, [cut, cut], 1);
  return { box: { re, im }, center: [x - left, y - top] };
}

/** At the size of `resampled`, times the transfer function, the particle at pixel 0. */
function weighted(box: PlainBox, transfer: typeof weightedTransfer): Complex {
  const { cut } = box.shape;
  const { box: whole, center } = cutOut(box, null);
  return atResampled(box, (kx, ky, fx, fy) => {
    const at = ((fy + cut) % cut) * cut + ((fx + cut) % cut);
    const weight = transfer(box.series, box.view, kx, ky) / cut ** 2;
    const turn = (2 * Math.PI * (fx * center[0] + fy * center[1])) / cut;
    const [c, s] = [Math.cos(turn), Math.sin(turn)];
    return [
      weight * (whole.re[at] * c - whole.im[at] * s),
      weight * (whole.re[at] * s + whole.im[at] * c),
    ] as const;
  });
}

/** The squared transfer function times the envelope, which `weightedTransfer` holds once. */
function squaredTransfer(box: PlainBox): Complex {
  const { series, view } = box;
  return atResampled(box, (kx, ky) => {
    const envelope =
      tiltScale(series, view.tilt) * Math.exp((tiltBfactor(series, view.tilt) * (kx * kx + ky * ky)) / 4);
    return [weightedTransfer(series, view, kx, ky) ** 2 / envelope, 0] as const;
  });
}

/** @param value by frequency in 1/Å and in cycles a box */
function atResampled(
  { shape: { cut, resampled, pixelSize } }: PlainBox,
  value: (kx: number, ky: number, fx: number, fy: number) => readonly [number, number],
): Complex {
  const re = new Float64Array(resampled ** 2);
  const im = new Float64Array(resampled ** 2);
  for (let j = 0, i = 0; j < resampled; j++)
    for (let k = 0; k < resampled; k++, i++) {
      const [fx, fy] = [frequency(k, resampled), frequency(j, resampled)];
      // Nyquist's row and column have no mates.
      if (fx === -resampled / 2 || fy === -resampled / 2) continue;
      [re[i], im[i]] = value(fx / (cut * pixelSize), fy / (cut * pixelSize), fx, fy);
    }
  return { re, im };
}

/** The real image's part about pixel 0. */
function middle(
  spectrum: Complex,
  { resampled, edge, circle }: PlainBox['shape'],
  isImage: boolean,
): Complex {
  const { re, im } = spectrum;
  transform(re, im, [resampled, resampled], -1);
  const out = new Float64Array(edge ** 2);
  for (let j = 0, i = 0; j < edge; j++)
    for (let k = 0; k < edge; k++, i++) {
      const [x, y] = [frequency(k, edge), frequency(j, edge)];
      const value = re[((y + resampled) % resampled) * resampled + ((x + resampled) % resampled)];
      out[i] = value * (circle === null || !isImage ? 1 : raisedCosine(Math.hypot(x, y), circle));
    }
  return { re: out, im: new Float64Array(edge ** 2) };
}

export function raisedCosine(r: number, { radius, edge }: NonNullable<BoxShape['circle']>): number {
  const t = Math.min(1, Math.max(0, (r - radius) / edge));
  return 0.5 + 0.5 * Math.cos(Math.PI * t);
}
