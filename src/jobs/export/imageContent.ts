/** What exported images hold: a sub-tomogram and its transfer function, or a stack of tilt images. */
import { tiltBfactor, tiltScale } from '../../compute/geometry/weights';
import { CenteredBoxes } from '../../compute/maps/centeredBoxes';
import { boxSpectrum, type ParticleBox } from '../../compute/maps/particleBox';
import { raisedCosine } from '../../../shared/masks/raisedCosine';
import { planSubtomogram, type Slice, type Subtomogram } from '../../compute/maps/subtomogram';
import { multiply, transpose, type Matrix3 } from '../../../shared/math/vector';
import { margin, planMultipliedBoxes } from '../../compute/refine/multipliedBoxes';
import { plainTransfer } from '../../compute/refine/optics';
import { viewRotation } from '../../compute/parameters/views';
import { encodeMrc, mrcPieces, type MrcContent } from '../../formats/mrc';
import type { TiltSeries } from '../../model/tiltSeries';
import type { ImageMaker, ImageShape, ParticleImages } from './particleImages';

/** Boxes as they are cut, for sub-tomograms. */
export function rawBoxes({ size }: ImageShape): ImageMaker<ParticleBox> {
  return { cut: size, make: (box) => box };
}

/** Volumes keep the particle as it lies in the tomogram, or are turned to the reference. */
export function planSubtomograms(
  options: {
    readonly preRotate?: boolean | undefined;
    readonly normalize?: boolean | undefined;
    /** False: images are put together as they are, and the transfer function says only what was seen. */
    readonly correctCtf?: boolean | undefined;
  },
  { size, pixelSize, diameter }: ImageShape,
): (images: ParticleImages<ParticleBox>, series: TiltSeries, orientation: Matrix3) => Subtomogram {
  const make = planSubtomogram(size);
  const envelopes = new Map<string, Float32Array>();
  return ({ views, images }, series, orientation) => {
    const toReference = options.preRotate === true ? null : transpose(orientation);
    const slices = images.map((box, view): Slice => {
      const [tilt, defocus] = [views.tilt[view], views.defocus[view]];
      const [scale, bfactor] = [tiltScale(series, tilt), tiltBfactor(series, tilt)];
      const key = `${scale} ${bfactor}`;
      const envelope =
        envelopes.get(key) ??
        overHalf(size, pixelSize, (kx, ky) => scale * Math.exp((bfactor * (kx * kx + ky * ky)) / 4));
      envelopes.set(key, envelope);
      const transfer =
        options.correctCtf === false
          ? new Float32Array(envelope.length).fill(1)
          : overHalf(size, pixelSize, (kx, ky) => plainTransfer(series, { tilt, defocus }, kx, ky));
      return {
        ...boxSpectrum(box, size),
        envelope,
        transfer,
        // With trajectories a particle turns during the exposure: the volume shows it as it began.
        rotation:
          toReference === null ? viewRotation(views, view) : multiply(viewRotation(views, view), toReference),
        magnification: series.magnification,
      };
    });
    const { volume, transfer } = make(slices);
    return {
      volume: options.normalize === false ? volume : normalized(volume, size, diameter / pixelSize / 2),
      transfer,
    };
  };
}

/** (y, x >= 0 without Nyquist) a function of the frequency in 1/Å. */
function overHalf(size: number, pixelSize: number, of: (kx: number, ky: number) => number): Float32Array {
  const half = size / 2;
  const edge = size * pixelSize;
  const out = new Float32Array(size * half);
  for (let yi = 0, i = 0; yi < size; yi++) {
    const ky = (yi < half ? yi : yi - size) / edge;
    for (let x = 0; x < half; x++, i++) out[i] = of(x / edge, ky);
  }
  return out;
}

/** In place: mean 0 and standard deviation 1 outside of the particle, as RELION wants them. */
function normalized(volume: Float32Array, size: number, radius: number): Float32Array {
  let [count, sum, squares] = [0, 0, 0];
  const half = size / 2;
  for (let z = 0, i = 0; z < size; z++)
    for (let y = 0; y < size; y++) {
      // Squared distance along x beyond which a voxel is outside.
      const rest = radius * radius - (y - half) ** 2 - (z - half) ** 2;
      for (let x = -half; x < half; x++, i++) {
        if (x * x <= rest) continue;
        count++;
        sum += volume[i];
        squares += volume[i] * volume[i];
      }
    }
  const mean = sum / Math.max(count, 1);
  const deviation = Math.sqrt(Math.max(squares / Math.max(count, 1) - mean * mean, 0));
  if (deviation > 0) for (let i = 0; i < volume.length; i++) volume[i] = (volume[i] - mean) / deviation;
  return volume;
}

/**
 * Images of stacks, the particle in the middle. Noise far from the particle would come into the map: where slices of few
 * particles leave gaps, RELION's division by their weights spreads it over the whole box. Corners of the box always fade
 * out; all beyond the particle only where asked, since refinement measures its noise there.
 */
export function planStacks(
  options: {
    readonly fade?: boolean | undefined;
    /** Images times their transfer functions and envelopes. */
    readonly premultiply?: boolean | undefined;
  },
  { size, pixelSize, diameter }: ImageShape,
): (series: TiltSeries) => ImageMaker<Float32Array> {
  const rim = size / 8;
  const start = Math.min(size / 2 - rim, options.fade === true ? (1.1 * diameter) / pixelSize / 2 : Infinity);
  const circle = Float32Array.from({ length: size * size }, (_, i) =>
    raisedCosine(Math.hypot((i % size) - size / 2, Math.floor(i / size) - size / 2), start, rim),
  );
  if (options.premultiply === true) {
    const multiplied = planMultipliedBoxes(size, pixelSize, circle);
    return (series) => ({ cut: margin * size, make: (box, of) => multiplied(series, box, of) });
  }
  const boxes = new CenteredBoxes(size, circle);
  return () => ({ cut: size, make: (box) => boxes.center(box) });
}

/** An MRC file of images of one size. */
export function stackOf(images: readonly Float32Array[], { size, pixelSize, float16 }: ImageShape) {
  const data = new Float32Array(images.length * size * size);
  images.forEach((image, i) => data.set(image, i * size * size));
  return mrcContent({ size: [size, size, images.length], pixelSize, data }, float16);
}

/** @param float16 half as many bytes, with three digits */
export function mrcContent(map: MrcContent, float16: boolean): Uint8Array | readonly Uint8Array[] {
  return float16 ? encodeMrc({ ...map, mode: 12 }) : mrcPieces(map);
}
