/** Sums of images whose particles lie at known heights, under the right hand or the wrong one. */
import { seededNormal } from '../../shared/math/random';
import { heightSums, type SeriesStatistics } from '../../src/compute/refine/seriesStatistics';

export interface SimulatedHand {
  /** 0: files are right, 2: they are wrong; 1 between. */
  readonly slope: number;
  readonly seed: number;
  /** Of the images; 1 tells. */
  readonly amplitude?: number;
  /** Rms, Å. */
  readonly height?: number;
  /** Errors of the tilts' defocus, Å. */
  readonly defocus?: number;
}

/** Sums as the kernel leaves them of images with noise of known size. */
export function simulatedHand({
  slope,
  seed,
  amplitude = 1,
  height = 800,
  defocus = 400,
}: SimulatedHand): SeriesStatistics {
  const normal = seededNormal(seed);
  const [tilts, bins, rings, sectors] = [11, 6, 24, 6];
  const wavelength = 0.0197;
  const squares = Float64Array.from({ length: rings }, (_, ring) => ((ring + 0.5) / rings / 14) ** 2);
  const heights = new Float64Array(tilts * bins);
  const byHeight = new Float32Array(tilts * bins * rings * heightSums);
  for (let tilt = 0; tilt < tilts; tilt++) {
    const off = defocus * normal();
    for (let bin = 0; bin < bins; bin++) {
      const group = tilt * bins + bin;
      heights[group] = height * (bin - 2.5) * 0.6;
      for (let ring = 0; ring < rings; ring++) {
        const delta = Math.PI * wavelength * squares[ring] * (slope * heights[group] - off);
        // A third of what all have is common to both: C and S of images of several defoci.
        const [cc, cs, ss] = [6, 1, 5];
        const [nx, ny] = [normal(), normal()];
        const [c, s] = [Math.cos(delta), Math.sin(delta)];
        byHeight.set(
          [
            amplitude * (cc * c + cs * s) + Math.sqrt(cc) * nx,
            amplitude * (cs * c + ss * s) + (cs / Math.sqrt(cc)) * nx + Math.sqrt(ss - cs ** 2 / cc) * ny,
            ...[cc, cs, ss],
          ],
          (group * rings + ring) * heightSums,
        );
      }
    }
  }
  const images = new Float64Array(tilts * bins).fill(4);
  const byAzimuth = new Float32Array(tilts * sectors * rings * 2);
  return {
    tilts,
    bins,
    rings,
    sectors,
    squares,
    wavelength,
    coverage: 1,
    heights,
    images,
    byHeight,
    byAzimuth,
  };
}
