/** Sums of transfer functions on the processor: what ctfSums.wgsl does, with transforms in WebAssembly. Slices come from the GPU. */
import type { Gpu } from '../gpu/gpu';
import { ctfSums, writeSlices, type SliceBuffers } from '../kernels/ctfSums';
import type { CtfSummer, CtfSummerShape } from './ctfSummer';
import { HalfPlane, place, splitMates, type Planes } from './halfPlane';
import { opticsFloats, writeOptics } from './optics';
import { seriesOptics } from './seriesOptics';
import { circleTable, cutOut } from './processorBoxes';
import { PlaneTransforms } from './planeTransforms';
import type { TiltImage } from './tiltImages';

export function planProcessorCtfSums(
  gpu: Gpu,
  { boxes: { cut, resampled: m, edge: n, circle, pixelSize }, sums: shape }: CtfSummerShape,
  buffers: SliceBuffers,
): CtfSummer {
  const transforms = new PlaneTransforms([cut, m, m, n]);
  const [whole, images, slices, small] = [cut, m, m, n].map((edge) => transforms.plane(edge));
  const half = new HalfPlane(m, 1 / (cut * pixelSize));
  const inside = circleTable(n, circle, 0).map((value) => value / (n * n));
  const planes = gpu.storage(8 * shape.batch * n * n, 'slices');
  const sums = new Float64Array(2 * ctfSums * (m / 2) * m);
  let image: TiltImage | null = null;

  return {
    batch: shape.batch,
    useImage(next) {
      image = next;
    },
    async add(series, { views, slices: written, halves }) {
      writeSlices(gpu, shape, { ...buffers, views: written }, planes);
      const read = await gpu.read(planes, 2 * views.count * n * n);
      const constants = seriesOptics(series);
      for (let first = 0; first < views.count; first += 2) {
        const pair = [first, first + 1].filter((view) => view < views.count);
        const places = cutOut(whole, image, { series, views, pair });
        transforms.forward(whole);
        const optics = pair.map((view, i) => {
          const own = new Float32Array(opticsFloats);
          const { center } = places[i];
          writeOptics(own, 0, series, { tilt: views.tilt[view], defocus: views.defocus[view], center });
          return own;
        });
        images.re.fill(0);
        images.im.fill(0);
        half.weigh(whole, images, optics, { kind: 'spectra', constants });
        pair.forEach((view, which) => {
          const from = read.subarray(2 * view * n * n, 2 * (view + 1) * n * n);
          for (let i = 0; i < n * n; i++) [small.re[i], small.im[i]] = [from[2 * i], from[2 * i + 1]];
          transforms.inverse(small);
          pad(small, slices, inside);
          transforms.forward(slices);
          const target = sums.subarray(halves[view] * (sums.length / 2));
          addSums(target, { images, which, slices }, half.transfer(optics[which], constants), half);
        });
      }
    },
    async take() {
      const found = Float32Array.from(sums);
      sums.fill(0);
      return Promise.resolve(found);
    },
    destroy() {
      image = null;
      planes.destroy();
    },
  };
}

/** Into the middle about pixel 0, times `factors`. */
function pad(from: Planes, to: Planes, factors: Float32Array): void {
  const [n, m] = [from.n, to.n];
  to.re.fill(0);
  to.im.fill(0);
  for (let j = 0; j < n; j++) {
    const row = (j < n / 2 ? j : j - n + m) * m;
    for (let i = 0; i < n; i++) {
      const at = row + (i < n / 2 ? i : i - n + m);
      to.re[at] = from.re[j * n + i] * factors[j * n + i];
      to.im[at] = from.im[j * n + i] * factors[j * n + i];
    }
  }
}

interface Compared {
  /** Transforms of two images as one. */
  readonly images: Planes;
  /** Which of the two. */
  readonly which: number;
  readonly slices: Planes;
}

/** @param target (sum, padded, padded / 2) of the image's half-set */
function addSums(
  target: Float64Array,
  { images, which, slices }: Compared,
  { sine, cosine, envelope }: ReturnType<HalfPlane['transfer']>,
  { x, y }: HalfPlane,
): void {
  const m = slices.n;
  const count = (m / 2) * m;
  for (let i = 0; i < x.length; i++) {
    const [here, mate] = [place(x[i], y[i], m), place(-x[i], -y[i], m)];
    splitMates(images, here, mate, mates);
    const [fr, fi] = [mates[2 * which], mates[2 * which + 1]];
    splitMates(slices, here, mate, mates);
    const [ur, ui, wr, wi] = mates;
    const share = x[i] === 0 && y[i] === 0 ? 0.5 : 1;
    const e = share * envelope[i];
    const [s, c] = [sine[i], cosine[i]];
    const re = e * (fr * ur + fi * ui);
    const im = e * (fi * ur - fr * ui);
    const r = 0.5 * e * envelope[i] * (ur * wr + ui * wi);
    const to = (y[i] < 0 ? y[i] + m : y[i]) * (m / 2) + x[i];
    target[to] -= s * re;
    target[count + to] -= c * re;
    target[2 * count + to] -= s * im;
    target[3 * count + to] += r;
    target[4 * count + to] += r * (c * c - s * s);
    target[5 * count + to] += 2 * r * s * c;
  }
}

const mates = new Float64Array(4);
