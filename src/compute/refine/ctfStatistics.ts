/** One pass over the images of a species in a series: all that they say of the transfer functions of its tilts. */
import type { TiltSeries } from '../../model/tiltSeries';
import { onPolarGrid, polarGrid, type CtfStatistics, type TiltSums } from '../ctf/statistics';
import { fitting } from '../gpu/withLess';
import { plainViewFloats, writeView } from '../kernels/view';
import { viewRotation, viewsBetween, type SeriesParticles, type Views } from '../parameters/views';
import { batchFor } from './boxBatch';
import { mapEdges, refinementEdge } from './boxShapes';
import { imageSampling } from './imageSampling';
import type { NoiseSpectrum } from './noiseSpectra';
import { seriesOptics } from './seriesOptics';
import { planCtfSummer } from './planCtfSummer';
import type { SeriesSession } from './seriesSession';
import { weightTables } from './weightTables';

export interface MeasuredSeries {
  readonly series: TiltSeries;
  readonly particles: SeriesParticles;
  readonly noise: readonly NoiseSpectrum[];
  /** Tilts count up to where their envelope, relative to the best tilt's, falls to this. */
  readonly weightThreshold: number;
  /** Particle images at once, at most. */
  readonly batch: number;
  readonly signal?: AbortSignal | undefined;
}

/** How padded boxes are sampled: where sums of pixels stand. */
export interface PaddedPixels {
  readonly padded: number;
  /** Å */
  readonly boxLength: number;
}

/** What becomes of the sums of a tilt: (half, sum, padded, padded / 2). */
export type UseTilt = (tilt: number, sums: Float32Array, pixels: PaddedPixels) => void;

/** On a polar grid, which is the same for all series of the species. */
export async function measureCtf(
  session: SeriesSession,
  species: number,
  measured: MeasuredSeries,
): Promise<CtfStatistics> {
  const { geometry } = session.species[species];
  const ring = mapEdges(geometry).engine * geometry.pixelSize;
  const rings = refinementEdge(geometry).shell + 1;
  const tilts: ([TiltSums, TiltSums] | null)[] = Array.from(
    { length: measured.series.tiltCount },
    () => null,
  );
  const coverage = await sumTilts(session, species, measured, (tilt, sums, { padded, boxLength }) => {
    const half = (which: number): Float32Array =>
      onPolarGrid(sums.subarray((which * sums.length) / 2), padded, { padded: boxLength, ring }, rings);
    tilts[tilt] = [half(0), half(1)];
  });
  return { grid: polarGrid(rings, ring), coverage, tilts };
}

/** @returns share of a box that the circle covers */
export async function sumTilts(
  session: SeriesSession,
  species: number,
  { series, particles, noise, weightThreshold, batch: most, signal }: MeasuredSeries,
  use: UseTilt,
): Promise<number> {
  const { gpu } = session;
  const { geometry, references } = session.species[species];
  const sampling = imageSampling(geometry, series, particles);
  const { views, coverage, pixels, boxes } = sampling;
  if (views.count === 0) return coverage;
  const padded = boxes.resampled;
  const boxLength = sampling.padding * sampling.boxLength;
  const request = { ...sampling.weighing, noise, threshold: weightThreshold };
  const frequencies = gpu.upload(pixels.frequencies, 'frequencies');
  const weights = gpu.upload(weightTables(series, request), 'weights');
  const start = Math.min(most, batchFor(gpu, boxes.cut, views.count));
  const summer = await fitting(gpu, { of: 'sums of transfer functions', start, least: 1 }, (batch) =>
    planCtfSummer(
      gpu,
      {
        boxes: { ...boxes, batch },
        sums: {
          ...{ edge: boxes.edge, circle: boxes.circle, padded, batch, boxLength },
          pixels: pixels.count,
          ...seriesOptics(series),
        },
      },
      { frequencies, weights, references: references.pair },
    ),
  );
  const { batch } = summer;
  try {
    for (let first = 0; first < views.count;) {
      const tilt = views.tilt[first];
      summer.useImage(await session.image(species, tilt));
      let end = first;
      while (end < views.count && views.tilt[end] === tilt) end++;
      for (let at = first; at < end; at += batch) {
        signal?.throwIfAborted();
        const some = viewsBetween(views, at, Math.min(end, at + batch));
        await summer.add(series, { views: some, ...described(series, particles, some) });
      }
      use(tilt, await summer.take(), { padded, boxLength });
      first = end;
    }
  } finally {
    for (const owned of [summer, frequencies, weights]) owned.destroy();
  }
  return coverage;
}

/**
 * Views as kernels see them, each with the reference of the other half: it holds nothing of the image's own noise, which would speak
 * for the transfer function that it was made with. Both halves share what is found in any case.
 */
function described(
  { magnification }: TiltSeries,
  { halfSet }: SeriesParticles,
  views: Views,
): { readonly slices: Float32Array; readonly halves: Uint32Array } {
  const slices = new Float32Array(views.count * plainViewFloats);
  const halves = new Uint32Array(views.count);
  for (let row = 0; row < views.count; row++) {
    halves[row] = halfSet[views.particle[row]];
    writeView(slices, row * plainViewFloats, {
      rotation: viewRotation(views, row),
      magnification,
      halfSet: 1 - halves[row],
      row,
      tilt: views.tilt[row],
    });
  }
  return { slices, halves };
}
