/** Particle images multiplied by their transfer function and envelope, the particle's center in pixel size/2. */
import type { TiltSeries } from '../../model/tiltSeries';
import type { ParticleBox } from '../maps/particleBox';
import { HalfPlane, type Planes } from './halfPlane';
import { opticsFloats, writeOptics } from './optics';
import { seriesOptics } from './seriesOptics';
import { PlaneTransforms } from './planeTransforms';

/** What defocus spreads beyond the box comes back into it: boxes are cut so many times as large. */
export const margin = 2;

/**
 * @param size edge of the result, even; boxes are `margin` times as large
 * @param pixelSize Å
 * @param window (y, x) of the result, multiplied in
 */
export function planMultipliedBoxes(
  size: number,
  pixelSize: number,
  window: Float32Array,
): (series: TiltSeries, box: ParticleBox, image: { tilt: number; defocus: number }) => Float32Array {
  const cut = margin * size;
  const transforms = new PlaneTransforms([cut, cut]);
  const [whole, weighted] = [transforms.plane(cut), transforms.plane(cut)];
  const frequencies = new HalfPlane(cut, 1 / (cut * pixelSize));
  const optics = new Float32Array(opticsFloats);
  return (series, box, image) => {
    whole.re.set(box.data);
    whole.im.fill(0);
    transforms.forward(whole);
    for (const values of [weighted.re, weighted.im]) values.fill(0);
    const center = [cut / 2 + box.restX, cut / 2 + box.restY] as const;
    writeOptics(optics, 0, series, { ...image, center });
    frequencies.weigh(whole, weighted, [optics], {
      kind: 'images',
      constants: seriesOptics(series),
    });
    transforms.inverse(weighted);
    return aboutPixelZero(weighted, size).map((value, i) => value * window[i]);
  };
}

/** (y, x) what lies around pixel 0, with it in pixel size/2. */
function aboutPixelZero({ n, re }: Planes, size: number): Float32Array {
  const out = new Float32Array(size * size);
  for (let y = 0, i = 0; y < size; y++) {
    const row = ((y - size / 2 + n) % n) * n;
    for (let x = 0; x < size; x++, i++) out[i] = re[row + ((x - size / 2 + n) % n)];
  }
  return out;
}
