/** How images of a species' particles in a series are cut out and sampled for comparison with references. */
import type { TiltSeries } from '../../model/tiltSeries';
import { pixelList, type PixelList } from '../kernels/pixelList';
import { projectParticles, type SeriesParticles, type Views } from '../parameters/views';
import { boxPadding, mapEdges, refinementEdge } from './boxShapes';
import { circleOf, coverageOf } from './circle';
import type { BoxShape } from './particleBoxes';
import type { SpeciesGeometry } from './boxShapes';

export interface ImageSampling {
  readonly views: Views;
  /** Radius of the last shell, pixels. */
  readonly shell: number;
  /** Å, of a box before it is padded. */
  readonly boxLength: number;
  readonly boxes: Omit<BoxShape, 'batch'> & { readonly circle: NonNullable<BoxShape['circle']> };
  /** Share of a box that the circle covers. */
  readonly coverage: number;
  /** Times as wide as the engine's box images are cut out, so that they hold what defocus spreads. */
  readonly padding: number;
  readonly pixels: PixelList;
  /** What weights of tilts are made of, beside their noise. */
  readonly weighing: {
    /** (tilt) Å */
    readonly defocus: Float64Array;
    readonly pixels: PixelList;
    readonly boxLength: number;
    readonly pixelSize: number;
  };
}

export function imageSampling(
  geometry: SpeciesGeometry,
  series: TiltSeries,
  particles: SeriesParticles,
): ImageSampling {
  const { diameter, pixelSize } = geometry;
  const views = projectParticles(series, particles, diameter / 2);
  const { engine } = mapEdges(geometry);
  const { edge, shell } = refinementEdge(geometry);
  const boxLength = engine * pixelSize;
  const circle = circleOf(diameter, pixelSize, edge / engine);
  const defocus = meanDefocus(views, series.tiltCount);
  const padding = boxPadding(series, {
    defocus: largest(defocus),
    diameter,
    edge,
    pixelSize: boxLength / edge,
    resolution: boxLength / shell,
  });
  const pixels = pixelList(edge, shell);
  return {
    ...{ views, shell, boxLength, padding, pixels },
    boxes: { cut: padding * engine, resampled: padding * edge, edge, pixelSize, circle },
    coverage: coverageOf(circle, edge),
    weighing: { defocus, pixels, boxLength, pixelSize },
  };
}

/** (tilt) Å; tilts without particles take 0, and are never weighted. */
export function meanDefocus({ count, tilt, defocus }: Views, tilts: number): Float64Array {
  const sums = new Float64Array(tilts);
  const counts = new Float64Array(tilts);
  for (let view = 0; view < count; view++) {
    sums[tilt[view]] += defocus[view];
    counts[tilt[view]]++;
  }
  return sums.map((sum, i) => (counts[i] > 0 ? sum / counts[i] : 0));
}

export function largest(values: ArrayLike<number>): number {
  return Array.from(values).reduce((a, b) => Math.max(a, Math.abs(b)), 0);
}
