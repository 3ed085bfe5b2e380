/** Simulates tilt images: projections of the particles under the CTF, ice, and noise. */
import { conditionsOf, delocalization, transferPhase, wavelength } from './contrastTransfer';
import type { TiltSeries } from '../../model/tiltSeries';
import type { Placement } from '../geometry/projection';
import { frequency } from '../../../shared/math/fft';
import { quickTransform } from '../../../shared/math/quickFft';
import { multiply } from '../../../shared/math/vector';
import { oddTerms, zernikePhase } from '../../../shared/math/zernike';
import type { SimulationOptions } from './options';
import { planProjector, type ProjectedView, type Projector } from './projector';
import type { PseudoAtoms } from './pseudoAtoms';
import type { SimulatedSeries } from './simulatedSeries';
import { streams } from './streams';

/** Mean of every tilt image; the white noise has standard deviation 1. */
export const background = 40;

export interface ImageSimulator {
  /** (y, x) one tilt image of series `index`; particles are dark. */
  tiltImage(index: number, tilt: number): Float32Array;
}

/** One kind of particle, and where it is in each series. */
export interface ImagedKind {
  readonly atoms: PseudoAtoms;
  readonly series: readonly SimulatedSeries[];
}

/** @param kinds the first one sets the scale of the signal, which is measured on some of its particles */
export function planTiltImages(kinds: readonly ImagedKind[], options: SimulationOptions): ImageSimulator {
  const [{ series: first }] = kinds;
  const highest = Math.max(...first.flatMap((one) => Array.from(one.nominal.defocus.values)));
  const size = patchSize(options, first[0].nominal, 1.1 * highest);
  const projectors = kinds.map(({ atoms }) => planProjector(atoms, size, options.pixelSize));
  const scale = signalScale(projectors[0], options, first);
  const [width, height] = options.image;
  const addKind = (image: Canvas, projector: Projector, one: SimulatedSeries, tilt: number): void => {
    for (let particle = 0; particle < one.particles.length; particle++) {
      const truth = one.truth(particle, tilt);
      const x = truth.x / options.pixelSize;
      const y = truth.y / options.pixelSize;
      if (x < -size / 2 || y < -size / 2 || x > width + size / 2 || y > height + size / 2) continue;
      const patch = particleImage(projector, options, { series: one, particle, tilt, placement: truth });
      addPatch(image, { size, data: patch }, [Math.round(x), Math.round(y)], -scale);
    }
  };
  return {
    tiltImage(index, tilt) {
      const image = { width, height, data: noiseImage(options, index, tilt) };
      if (scale > 0)
        kinds.forEach(({ series }, kind) => addKind(image, projectors[kind], series[index], tilt));
      return Float32Array.from(image.data, (value) => background + value);
    },
  };
}

/** A particle as one tilt of its series has it. */
interface ParticleView {
  readonly series: SimulatedSeries;
  /** Among those of the series. */
  readonly particle: number;
  readonly tilt: number;
  readonly placement: Placement;
}

/**
 * (y, x) noise-free image of a particle, its center in pixel (0, 0) plus what rounding its place to whole pixels leaves;
 * positive where it scatters.
 */
function particleImage(
  projector: Projector,
  options: SimulationOptions,
  { series, particle, tilt, placement }: ParticleView,
): Float64Array {
  const { size } = projector;
  const { pixelSize } = options;
  const { actual, envelope, magnification } = series;
  const rotation = multiply(placement.rotation, series.particles[particle].rotation);
  const phaseOf = transferPhase(conditionsOf(actual, tilt, placement.defocus));
  const slope = options.ewald ? depthSlope(actual) : 0;
  const { re, im } = transferred(projector, { rotation, magnification }, pixelSize, { phaseOf, slope });
  const shiftX = placement.x / pixelSize - Math.round(placement.x / pixelSize);
  const shiftY = placement.y / pixelSize - Math.round(placement.y / pixelSize);
  const decay = -(options.bfactor + envelope.bfactor[tilt]) / 4;
  for (let y = 0, i = 0; y < size; y++)
    for (let x = 0; x < size; x++, i++) {
      const [fx, fy] = [frequency(x, size), frequency(y, size)];
      const kx = fx / (size * pixelSize);
      const ky = fy / (size * pixelSize);
      const phase =
        (-2 * Math.PI * (fx * shiftX + fy * shiftY)) / size -
        zernikePhase(oddTerms, actual.zernikeOdd, kx, ky);
      const factor = envelope.scale[tilt] * Math.exp(decay * (kx * kx + ky * ky));
      const [c, s] = [factor * Math.cos(phase), factor * Math.sin(phase)];
      const r = re[i];
      re[i] = r * c - im[i] * s;
      im[i] = r * s + im[i] * c;
    }
  quickTransform(re, im, [size, size], -1);
  return re;
}

/** What a transfer function does to the spectrum of a particle. */
interface Transferred {
  /** Of the transfer function at the particle's center, rad. */
  readonly phaseOf: (kx: number, ky: number) => number;
  /** How it changes with the depth: rad for each Å along the beam, times k². */
  readonly slope: number;
}

function depthSlope({ optics, anglesInverted }: TiltSeries): number {
  return (anglesInverted ? 1 : -1) * Math.PI * wavelength(optics.voltage);
}

/**
 * Sum of weight exp(-2 pi i k.r) times the transfer function at each atom's depth, as a series in powers of the depth: every
 * power is a projection of its own.
 */
function transferred(
  projector: Projector,
  view: ProjectedView,
  pixelSize: number,
  { phaseOf, slope }: Transferred,
): { readonly re: Float64Array; readonly im: Float64Array } {
  const { size, reach } = projector;
  const [re, im] = [new Float64Array(size * size), new Float64Array(size * size)];
  const [partRe, partIm] = [new Float64Array(size * size), new Float64Array(size * size)];
  const step = 1 / (size * pixelSize);
  const highest = Math.abs(slope) * reach * 0.5 * pixelSize ** -2;
  for (let power = 0, largest = 1; largest > 1e-5; power++, largest *= highest / power) {
    projector.runMoment(view, power, partRe, partIm);
    const factorial = Array.from({ length: power }, (_, i) => i + 1).reduce((product, i) => product * i, 1);
    for (let y = 0, i = 0; y < size; y++)
      for (let x = 0; x < size; x++, i++) {
        const [kx, ky] = [step * frequency(x, size), step * frequency(y, size)];
        const far = (slope * reach * (kx * kx + ky * ky)) ** power / factorial;
        const factor = -far * Math.sin(phaseOf(kx, ky) + (power * Math.PI) / 2);
        re[i] += factor * partRe[i];
        im[i] += factor * partIm[i];
      }
  }
  return { re, im };
}

/** Edge of the images in which particles are made: they, and what the CTF spreads of them, must fit in. */
function patchSize(options: SimulationOptions, series: TiltSeries, defocus: number): number {
  const spread = delocalization(series.optics, defocus, 1 / (2 * options.pixelSize));
  let size = 2 * Math.ceil(Math.max(options.box, (options.diameter + 2 * spread) / options.pixelSize) / 2);
  // Lengths with small factors only transform several times faster.
  const isSmooth = (n: number): boolean => [2, 3, 5].reduce((rest, p) => divideOut(rest, p), n) === 1;
  while (!isSmooth(size)) size += 2;
  return size;
}

function divideOut(n: number, p: number): number {
  return n % p === 0 ? divideOut(n / p, p) : n;
}

/** What brings the variance of particle images over the box to the asked multiple of the white noise's, which is 1. */
function signalScale(
  projector: Projector,
  options: SimulationOptions,
  series: readonly SimulatedSeries[],
): number {
  if (options.snr === 0) return 0;
  const untilted = options.angles.reduce(
    (best, angle, tilt) => (Math.abs(angle) < Math.abs(options.angles[best]) ? tilt : best),
    0,
  );
  let variance = 0;
  let count = 0;
  for (const one of series)
    for (let particle = 0; particle < Math.min(10, one.particles.length); particle++, count++) {
      const placement = one.truth(particle, untilted);
      const patch = particleImage(projector, options, { series: one, particle, tilt: untilted, placement });
      const pixels = options.box ** 2;
      const sum = patch.reduce((total, value) => total + value, 0);
      variance += patch.reduce((total, value) => total + value * value, 0) / pixels - (sum / pixels) ** 2;
    }
  // Without noise any scale will do; this one is that of a strong signal.
  const snr = Number.isFinite(options.snr) ? options.snr : 1;
  return Math.sqrt((snr * count) / variance);
}

interface Canvas {
  readonly width: number;
  readonly height: number;
  /** (y, x) */
  readonly data: Float64Array;
}

interface Patch {
  /** Edge, pixels. */
  readonly size: number;
  /** (y, x), its center in pixel (0, 0) */
  readonly data: Float64Array;
}

function addPatch(
  { width, height, data }: Canvas,
  { size, data: patch }: Patch,
  [centerX, centerY]: readonly [number, number],
  factor: number,
): void {
  for (let y = 0; y < size; y++) {
    const toY = centerY + frequency(y, size);
    if (toY < 0 || toY >= height) continue;
    for (let x = 0; x < size; x++) {
      const toX = centerX + frequency(x, size);
      if (toX >= 0 && toX < width) data[toY * width + toX] += factor * patch[y * size + x];
    }
  }
}

/** White noise of variance 1 and, below it, ice that varies over some 150 Å and more. */
function noiseImage(options: SimulationOptions, index: number, tilt: number): Float64Array {
  const [width, height] = options.image;
  const image = new Float64Array(width * height);
  if (options.snr === Infinity) return image;
  const random = streams(options.seed);
  if (options.ice > 0) {
    const normal = random.normal('ice', index, tilt);
    const im = new Float64Array(image.length);
    for (let i = 0; i < image.length; i++) image[i] = normal();
    quickTransform(image, im, [width, height], 1);
    let power = 0;
    for (let y = 0, i = 0; y < height; y++)
      for (let x = 0; x < width; x++, i++) {
        const k = Math.hypot(frequency(x, width) / width, frequency(y, height) / height) / options.pixelSize;
        const factor = i === 0 ? 0 : 1 / (1 + (150 * k) ** 2);
        image[i] *= factor;
        im[i] *= factor;
        power += factor * factor;
      }
    quickTransform(image, im, [width, height], -1);
    const scale = options.ice / Math.sqrt(power / image.length);
    for (let i = 0; i < image.length; i++) image[i] *= scale;
  }
  const normal = random.normal('noise', index, tilt);
  for (let i = 0; i < image.length; i++) image[i] += normal();
  return image;
}
