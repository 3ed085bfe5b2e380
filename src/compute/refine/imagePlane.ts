/** The plane under an image: taken off, it leaves no step where the transform wraps around. */
import type { ImagePlane } from '../kernels/complexImage';

interface Image {
  readonly width: number;
  readonly height: number;
  /** (y, x) */
  readonly data: Float32Array;
}

/** The one that fits best. */
export function fittedPlane({ width, height, data }: Image): ImagePlane {
  let sum = 0;
  let sumX = 0;
  let sumY = 0;
  const cx = (width - 1) / 2;
  const cy = (height - 1) / 2;
  for (let y = 0, i = 0; y < height; y++) {
    let row = 0;
    for (let x = 0; x < width; x++, i++) {
      row += data[i];
      sumX += data[i] * (x - cx);
    }
    sum += row;
    sumY += row * (y - cy);
  }
  const pixels = width * height;
  const across = sumX / Math.max((pixels * (width * width - 1)) / 12, 1);
  const up = sumY / Math.max((pixels * (height * height - 1)) / 12, 1);
  return { level: sum / pixels - across * cx - up * cy, across, up };
}
