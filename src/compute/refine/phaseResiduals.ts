/** Measures how the phases of a series' images differ from those of its references: aberrations that the optics lack. */
import { fitting } from '../gpu/withLess';
import { addPhaseResiduals, residualSums } from '../kernels/phaseResiduals';
import type { PixelList } from '../kernels/pixelList';
import { plainViewFloats, writeView } from '../kernels/view';
import { delocalizedShare, maxCopyDistance } from './copies';
import { imageSampling } from './imageSampling';
import { batchFor } from './boxBatch';
import type { NoiseSpectrum } from './noiseSpectra';
import { opticsFloats, writeOptics } from './optics';
import { seriesOptics } from './seriesOptics';
import { planParticleBoxes } from './planParticleBoxes';
import type { SeriesSession } from './seriesSession';
import { StatisticsSums, type SeriesStatistics } from './seriesStatistics';
import { viewRotation, viewsBetween } from '../parameters/views';
import type { Views } from '../parameters/views';
import { tiltBatches } from './tiltBatches';
import { weightTables } from './weightTables';

/** Sums over images of one species; those of several series of a source add up. */
export interface ResidualSums {
  readonly pixels: Pick<PixelList, 'frequencies' | 'count'>;
  /** Radius of the last shell, pixels. */
  readonly radius: number;
  /** Å, of the box: one over the distance of pixels. */
  readonly boxLength: number;
  /** Of the box under the particle's circle: so many of the pixels are independent. */
  readonly coverage: number;
  readonly images: number;
  /** (pixel, 7) X and Y (complex), CC, CS and SS of phaseResiduals.wgsl */
  readonly sums: Float64Array;
}

/** Images at once. */
const imagesAtOnce = 512;

export interface MeasuringOptions {
  /** Of the series' tilts. */
  readonly noise: readonly NoiseSpectrum[];
  /** Tilts count up to where their envelope, relative to the best tilt's, falls to this. */
  readonly weightThreshold: number;
}

/** Of one species in a series. */
export interface MeasuredImages {
  /** Every particle against the reference of its own half. */
  readonly residuals: ResidualSums;
  /** Against that of the other half. */
  readonly statistics: SeriesStatistics;
}

/**
 * Null where no particle is seen.
 * @param session after refinement: with the geometry and poses that were found
 */
export async function measureImages(
  session: SeriesSession,
  species: number,
  { noise, weightThreshold }: MeasuringOptions,
  signal?: AbortSignal,
): Promise<MeasuredImages | null> {
  const { gpu } = session;
  const { geometry, references } = session.species[species];
  const { series } = session.input;
  const particles = session.input.particles[species];
  const sampling = imageSampling(geometry, series, particles);
  const { views, shell, boxLength, coverage, pixels } = sampling;
  if (views.count === 0) return null;
  const table = weightTables(series, { ...sampling.weighing, noise, threshold: weightThreshold });
  const most = Math.max(1, Math.min(imagesAtOnce, views.count, Math.floor(2 ** 26 / (pixels.count * 16))));
  const made = await fitting(gpu, { of: 'images for phase residuals', start: most, least: 1 }, (rows) => {
    const batch = batchFor(gpu, sampling.boxes.cut, rows);
    const boxes = planParticleBoxes(gpu, { ...sampling.boxes, batch });
    const frequencies = gpu.upload(pixels.frequencies, 'frequencies');
    const weights = gpu.upload(table, 'weights');
    const images = gpu.storage(2 * rows * pixels.count * 8, 'particle images');
    const destroy = (): void => {
      for (const owned of [boxes, frequencies, weights, images]) owned.destroy();
    };
    return { boxes, frequencies, weights, images, rows, destroy };
  });
  const { boxes, frequencies, weights, images, rows } = made;
  const target = { rows: images, frequencies, pixels };
  const shape = {
    pixels: pixels.count,
    edge: sampling.boxes.edge,
    boxLength,
    copies: delocalizedShare(references.powerByRadius, geometry),
    farthest: maxCopyDistance(geometry),
    ...seriesOptics(series),
  };
  const sums = new Float64Array(pixels.count * residualSums);
  const statistics = new StatisticsSums(views, {
    ...{ tilts: series.tiltCount, pixels, shell, boxLength, coverage },
    wavelength: shape.wavelength,
  });
  try {
    const eachBatch = tiltBatches(session, species, boxes, signal);
    for (let first = 0; first < views.count; first += rows) {
      const inBatch = viewsBetween(views, first, Math.min(first + rows, views.count));
      await eachBatch(inBatch, (batch, at) => {
        boxes.images(series, batch, target, at);
        boxes.quadratureImages(series, batch, target, rows + at);
      });
      const buffers = { frequencies, weights, images, references: references.pair, quadrature: rows };
      const own = { which: everyRow(inBatch.count), otherHalf: false };
      await addPhaseResiduals(gpu, shape, { ...buffers, ...describe(session, species, inBatch, own) }, sums);
      await statistics.add(inBatch, async (which, into) => {
        const described = describe(session, species, inBatch, { which, otherHalf: true });
        await addPhaseResiduals(gpu, shape, { ...buffers, ...described }, into);
      });
    }
  } finally {
    made.destroy();
  }
  const residuals = {
    pixels: { frequencies: pixels.frequencies, count: pixels.count },
    radius: shell,
    boxLength,
    coverage,
    images: views.count,
    sums,
  };
  return { residuals, statistics: statistics.finish() };
}

function everyRow(count: number): readonly number[] {
  return Array.from({ length: count }, (_, row) => row);
}

/** Both together: of the same species in the same round, so that pixels are the same. */
export function addedResiduals(a: ResidualSums, b: ResidualSums): ResidualSums {
  return { ...a, images: a.images + b.images, sums: a.sums.map((value, i) => value + b.sums[i]) };
}

/** Views and optics of some of the images as the kernel takes them. @param which rows of the batch */
function describe(
  { input: { series, particles } }: SeriesSession,
  species: number,
  views: Views,
  { which, otherHalf }: { readonly which: readonly number[]; readonly otherHalf: boolean },
): { readonly views: Float32Array; readonly optics: Float32Array } {
  const slices = new Float32Array(which.length * plainViewFloats);
  const optics = new Float32Array(which.length * opticsFloats);
  const { halfSet } = particles[species];
  const { magnification } = series;
  which.forEach((row, at) => {
    const tilt = views.tilt[row];
    const half = halfSet[views.particle[row]];
    writeView(slices, at * plainViewFloats, {
      rotation: viewRotation(views, row),
      magnification,
      halfSet: otherHalf ? 1 - half : half,
      row,
      tilt,
    });
    writeOptics(optics, at, series, { tilt, defocus: views.defocus[row] });
  });
  return { views: slices, optics };
}
