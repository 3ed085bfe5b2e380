/**
 * Particle images, made on the processor: what kernelBoxes does, two boxes at a time as real and imaginary part of one, with
 * transforms in WebAssembly.
 */
import type { TiltSeries } from '../../model/tiltSeries';
import type { Gpu } from '../gpu/gpu';
import type { PixelList } from '../kernels/pixelList';
import { HalfPlane, place, splitMates, type Planes, type Weighting } from './halfPlane';
import { opticsFloats, writeOptics } from './optics';
import { seriesOptics } from './seriesOptics';
import { boxPlace, type BoxPlace, type BoxShape, type BoxViews, type ParticleBoxes } from './particleBoxes';
import { PlaneTransforms } from './planeTransforms';
import type { TiltImage } from './tiltImages';

export function planProcessorBoxes(gpu: Gpu, shape: BoxShape): ParticleBoxes {
  const { cut, resampled, edge, pixelSize, circle } = shape;
  const transforms = new PlaneTransforms([cut, resampled, edge]);
  const [whole, between, small] = [cut, resampled, edge].map((n) => transforms.plane(n));
  const frequencies = new HalfPlane(resampled, 1 / (cut * pixelSize));
  const inWhole = circle === null ? null : circleTable(cut, circle, cut / 2);
  const inSmall = circle === null ? null : circleTable(edge, circle, 0);
  let image: TiltImage | null = null;

  const rows =
    (kind: Weighting['kind']): ParticleBoxes['images'] =>
    (series, views, target, firstRow) => {
      const isImage = kind !== 'transferWeights';
      const { pixels } = target;
      const packed = new Float32Array(views.count * pixels.count * 2);
      for (let first = 0; first < views.count; first += 2) {
        const pair = [first, first + 1].filter((view) => view < views.count);
        const places = isImage ? cutOut(whole, image, { series, views, pair }) : pair.map(() => noPlace);
        if (isImage) transforms.forward(whole);
        between.re.fill(0);
        between.im.fill(0);
        frequencies.weigh(
          isImage ? whole : null,
          between,
          pair.map((view, i) => {
            const optics = new Float32Array(opticsFloats);
            const { tilt, defocus } = views;
            writeOptics(optics, 0, series, {
              ...{
                tilt: tilt[view],
                defocus: defocus[view],
                center: places[i].center,
                forMaps: shape.forMaps,
              },
            });
            return optics;
          }),
          { kind, constants: seriesOptics(series) },
        );
        transforms.inverse(between);
        crop(between, small, isImage ? inSmall : null);
        transforms.forward(small);
        const scale = isImage ? 1 / (edge * edge) : 1 / (resampled * resampled);
        pair.forEach((view, which) => pack(small, { pixels, which, scale }, packed, view * pixels.count * 2));
      }
      gpu.write(target.rows, packed, firstRow * pixels.count * 8);
    };

  return {
    shape,
    useImage(next) {
      image = next;
    },
    images: rows('images'),
    quadratureImages: rows('quadratureImages'),
    transferWeights: rows('transferWeights'),
    async power(series, views) {
      const sums = new Float64Array(cut * cut);
      for (let first = 0; first < views.count; first += 2) {
        const pair = [first, first + 1].filter((view) => view < views.count);
        cutOut(whole, image, { series, views, pair });
        if (inWhole !== null) multiply(whole, inWhole);
        transforms.forward(whole);
        addPower(whole, sums);
      }
      return Promise.resolve(sums);
    },
    destroy() {
      image = null;
    },
  };
}

const noPlace: BoxPlace = { left: 0, top: 0, center: [0, 0] };

/** Boxes of a pair of views as real and imaginary part, zero outside of the image. */
export function cutOut(
  { n, re, im }: Planes,
  image: TiltImage | null,
  {
    series,
    views,
    pair,
  }: { readonly series: TiltSeries; readonly views: BoxViews; readonly pair: readonly number[] },
): readonly BoxPlace[] {
  if (image === null) throw new Error('useImage comes before boxes are cut');
  if (pair.length < 2) im.fill(0);
  return pair.map((view, which) => {
    const at = boxPlace(views, view, image, { series, cut: n });
    const target = which === 0 ? re : im;
    const from = Math.max(0, -at.left);
    const end = Math.min(n, image.width - at.left);
    for (let y = 0; y < n; y++) {
      const row = at.top + y;
      const line = y * n;
      if (row < 0 || row >= image.height || end <= from) target.fill(0, line, line + n);
      else {
        target.fill(0, line, line + from);
        const start = row * image.width + at.left;
        target.set(image.data.subarray(start + from, start + end), line + from);
        target.fill(0, line + end, line + n);
      }
    }
    return at;
  });
}

/** (n, n) a soft circle about a pixel, or about pixel 0 with negative coordinates at the end. */
export function circleTable(
  n: number,
  { radius, edge }: NonNullable<BoxShape['circle']>,
  middle: number,
): Float32Array {
  const coordinate = (i: number): number => (middle > 0 ? i - middle : i < n / 2 ? i : i - n);
  return Float32Array.from({ length: n * n }, (_, i) => {
    const r = Math.hypot(coordinate(i % n), coordinate(Math.floor(i / n)));
    return 0.5 + 0.5 * Math.cos(Math.PI * Math.min(1, Math.max(0, (r - radius) / edge)));
  });
}

function multiply({ re, im }: Planes, factors: Float32Array): void {
  for (let i = 0; i < factors.length; i++) {
    re[i] *= factors[i];
    im[i] *= factors[i];
  }
}

/** The part about pixel 0, optionally under a circle. */
function crop(from: Planes, to: Planes, circle: Float32Array | null): void {
  const { n } = to;
  for (let j = 0; j < n; j++) {
    const row = (j < n / 2 ? j : j - n + from.n) * from.n;
    for (let i = 0; i < n; i++) {
      const at = row + (i < n / 2 ? i : i - n + from.n);
      to.re[j * n + i] = from.re[at];
      to.im[j * n + i] = from.im[at];
    }
  }
  if (circle !== null) multiply(to, circle);
}

/** Writes the pixels of one box of the pair, from `at` on. */
function pack(
  plane: Planes,
  { pixels, which, scale }: { readonly pixels: PixelList; readonly which: number; readonly scale: number },
  target: Float32Array,
  at: number,
): void {
  const { n } = plane;
  const { frequencies, count } = pixels;
  for (let i = 0; i < count; i++) {
    const [x, y] = [frequencies[2 * i], frequencies[2 * i + 1]];
    splitMates(plane, place(x, y, n), place(-x, -y, n), mates);
    target[at + 2 * i] = scale * mates[2 * which];
    target[at + 2 * i + 1] = scale * mates[2 * which + 1];
  }
}

const mates = new Float64Array(4);

/** Of both boxes of a pair. */
function addPower(plane: Planes, sums: Float64Array): void {
  const { n } = plane;
  for (let y = 0; y < n; y++)
    for (let x = 0; x < n; x++) {
      const at = y * n + x;
      splitMates(plane, at, ((n - y) % n) * n + ((n - x) % n), mates);
      sums[at] += mates[0] ** 2 + mates[1] ** 2 + mates[2] ** 2 + mates[3] ** 2;
    }
}
