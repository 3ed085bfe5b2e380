/**
 * What the images of a series say of hand and weights: sums of how they agree with their references, by tilt, height and frequency,
 * small enough to be kept. Every image is compared with the half-map that its particle is not in, whose noise it does not share.
 */
import { residualSums } from '../kernels/phaseResiduals';
import type { PixelList } from '../kernels/pixelList';
import type { Views } from '../parameters/views';

export interface SeriesStatistics {
  readonly tilts: number;
  /** Classes of height, rings of frequency, sectors of azimuth over half the plane. */
  readonly bins: number;
  readonly rings: number;
  readonly sectors: number;
  /** (ring) mean square of its frequencies, 1/Å². */
  readonly squares: Float64Array;
  /** Å */
  readonly wavelength: number;
  /** So many of the pixels are independent. */
  readonly coverage: number;
  /** (tilt, bin) mean defocus over the mean of the tilt's particles, Å. */
  readonly heights: Float64Array;
  /** (tilt, bin) images. */
  readonly images: Float64Array;
  /** (tilt, bin, ring, 5) Re X, Re Y, CC, CS and SS of phaseResiduals.wgsl. */
  readonly byHeight: Float32Array;
  /** (tilt, sector, ring, 2) Re X and CC. */
  readonly byAzimuth: Float32Array;
}

export const heightSums = 5;

/** Classes of height: within one the phase must not turn. */
const bins = 6;
const sectors = 6;
const mostRings = 32;

export interface StatisticsShape {
  readonly tilts: number;
  readonly pixels: PixelList;
  /** Radius of the last shell, pixels. */
  readonly shell: number;
  /** Å */
  readonly boxLength: number;
  readonly wavelength: number;
  readonly coverage: number;
}

/** Sums of some of the views (rows of the batch), added to (pixel, 7). */
export type SumViews = (rows: readonly number[], sums: Float64Array) => Promise<void>;

export class StatisticsSums {
  private readonly statistics: SeriesStatistics;
  private readonly pixelRing: Int32Array;
  private readonly pixelSector: Int32Array;
  private readonly height: Float64Array;
  private readonly bin: Int32Array;
  /** View of the first row of the next batch. */
  private next = 0;

  /** @param views all of the series, in the order in which batches come */
  constructor(
    views: Pick<Views, 'count' | 'tilt' | 'defocus'>,
    private readonly shape: StatisticsShape,
  ) {
    const { tilts, pixels, shell, boxLength, wavelength, coverage } = shape;
    const rings = Math.min(mostRings, Math.floor(shell));
    this.pixelRing = new Int32Array(pixels.count);
    this.pixelSector = new Int32Array(pixels.count);
    const squares = new Float64Array(rings);
    const counts = new Float64Array(rings);
    for (let i = 0; i < pixels.count; i++) {
      const [x, y] = [pixels.frequencies[2 * i], pixels.frequencies[2 * i + 1]];
      const ring = Math.min(rings - 1, Math.floor((Math.hypot(x, y) * rings) / shell));
      this.pixelRing[i] = ring;
      this.pixelSector[i] = Math.min(
        sectors - 1,
        Math.floor(((Math.atan2(y, x) / Math.PI + 0.5) * sectors) % sectors),
      );
      squares[ring] += (x * x + y * y) / boxLength ** 2;
      counts[ring]++;
    }
    this.height = heightsOf(views, tilts);
    const [lowest, highest] = this.height.reduce(
      ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
      [0, 0],
    );
    const width = Math.max((highest - lowest) / bins, 1e-6);
    this.bin = Int32Array.from(this.height, (value) =>
      Math.min(bins - 1, Math.floor((value - lowest) / width)),
    );
    this.statistics = {
      ...{ tilts, bins, rings, sectors, wavelength, coverage },
      squares: squares.map((sum, ring) => sum / Math.max(1, counts[ring])),
      heights: new Float64Array(tilts * bins),
      images: new Float64Array(tilts * bins),
      byHeight: new Float32Array(tilts * bins * rings * heightSums),
      byAzimuth: new Float32Array(tilts * sectors * rings * 2),
    };
  }

  /** @param batch the next views */
  async add(batch: Pick<Views, 'count' | 'tilt'>, sum: SumViews): Promise<void> {
    const groups = new Map<number, number[]>();
    for (let row = 0; row < batch.count; row++) {
      const group = batch.tilt[row] * bins + this.bin[this.next + row];
      groups.set(group, [...(groups.get(group) ?? []), row]);
    }
    for (const [group, rows] of groups) {
      const sums = new Float64Array(this.shape.pixels.count * residualSums);
      await sum(rows, sums);
      this.addGroup(group, rows, sums);
    }
    this.next += batch.count;
  }

  finish(): SeriesStatistics {
    const { heights, images } = this.statistics;
    return { ...this.statistics, heights: heights.map((sum, i) => sum / Math.max(1, images[i])) };
  }

  private addGroup(group: number, rows: readonly number[], sums: Float64Array): void {
    const { rings, heights, images, byHeight, byAzimuth } = this.statistics;
    const tilt = Math.floor(group / bins);
    for (const row of rows) heights[group] += this.height[this.next + row];
    images[group] += rows.length;
    for (let i = 0; i < this.pixelRing.length; i++) {
      const [xr, , yr, , cc, cs, ss] = sums.subarray(i * residualSums, (i + 1) * residualSums);
      const ring = this.pixelRing[i];
      const at = (group * rings + ring) * heightSums;
      byHeight[at] += xr;
      byHeight[at + 1] += yr;
      byHeight[at + 2] += cc;
      byHeight[at + 3] += cs;
      byHeight[at + 4] += ss;
      const to = ((tilt * sectors + this.pixelSector[i]) * rings + ring) * 2;
      byAzimuth[to] += xr;
      byAzimuth[to + 1] += cc;
    }
  }
}

/** (view) defocus over the mean of its tilt, Å. */
function heightsOf(
  { count, tilt, defocus }: Pick<Views, 'count' | 'tilt' | 'defocus'>,
  tilts: number,
): Float64Array {
  const sums = new Float64Array(tilts);
  const counts = new Float64Array(tilts);
  for (let view = 0; view < count; view++) {
    sums[tilt[view]] += defocus[view];
    counts[tilt[view]]++;
  }
  return Float64Array.from(
    { length: count },
    (_, view) => defocus[view] - sums[tilt[view]] / counts[tilt[view]],
  );
}
