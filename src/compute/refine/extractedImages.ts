/** Particle images of one species and series, cut out for scoring: on the GPU, or in memory and brought when due. */
import { withLess } from '../gpu/withLess';
import type { ScoreBuffers } from '../kernels/score';
import type { ReferencePair } from '../kernels/referencePair';
import type { PixelList } from '../kernels/pixelList';
import type { ImageChunk } from './objective';
import { batchFor } from './boxBatch';
import type { BoxShape } from './particleBoxes';
import { planParticleBoxes } from './planParticleBoxes';
import type { SeriesSession } from './seriesSession';
import { viewsBetween, type Views } from '../parameters/views';
import { tiltBatches } from './tiltBatches';

export interface ExtractedImages {
  readonly chunks: readonly ImageChunk[];
  destroy(): void;
}

export interface ExtractionRequest {
  readonly species: number;
  readonly views: Views;
  readonly shape: Omit<BoxShape, 'batch'>;
  readonly pixels: PixelList;
  readonly frequencies: GPUBuffer;
  readonly weights: GPUBuffer;
  readonly references: ReferencePair;
  /** Bytes of particle images that may stay on the GPU; what exceeds them waits in memory. */
  readonly budget: number;
  /** Behind the images those with the derivative of the transfer function by its phase. */
  readonly quadrature: boolean;
}

/** Bytes; less at a time would be hardly worth the way. */
const leastBudget = 2 ** 24;

/** Where the GPU's memory runs out, again with half as much of it. */
export async function extractImages(
  session: SeriesSession,
  request: ExtractionRequest,
  signal?: AbortSignal,
): Promise<ExtractedImages> {
  const amount = { of: 'particle images', start: request.budget, least: leastBudget };
  return withLess(session.gpu, amount, async (budget) =>
    extractWithin(session, { ...request, budget }, signal),
  );
}

async function extractWithin(
  session: SeriesSession,
  request: ExtractionRequest,
  signal?: AbortSignal,
): Promise<ExtractedImages> {
  const { gpu } = session;
  const { views, pixels, frequencies, weights, references } = request;
  const rowsPerView = request.quadrature ? 2 : 1;
  const viewBytes = pixels.count * 8 * rowsPerView;
  const viewsPerChunk = Math.max(
    1,
    Math.floor(Math.min(gpu.maxBinding, request.budget, 2 ** 30) / viewBytes),
  );
  const fits = views.count * viewBytes <= request.budget;
  const boxes = planParticleBoxes(gpu, {
    ...request.shape,
    batch: batchFor(gpu, request.shape.cut, views.count),
  });
  const owned: GPUBuffer[] = [];
  const chunks: ImageChunk[] = [];
  const shared = { frequencies, weights, references };
  let visiting: GPUBuffer | null = null;
  const destroy = (): void => {
    for (const buffer of owned) buffer.destroy();
    visiting?.destroy();
  };
  try {
    const eachBatch = tiltBatches(session, request.species, boxes, signal);
    for (let first = 0; first < views.count; first += viewsPerChunk) {
      const count = Math.min(viewsPerChunk, views.count - first);
      const rows = gpu.storage(count * viewBytes, 'particle images');
      owned.push(rows);
      await eachBatch(viewsBetween(views, first, first + count), (batch, at) => {
        const target = { rows, frequencies, pixels };
        boxes.images(session.input.series, batch, target, at);
        if (request.quadrature) boxes.quadratureImages(session.input.series, batch, target, count + at);
      });
      if (fits) {
        const buffers: ScoreBuffers = { ...shared, images: rows, quadrature: count };
        chunks.push({ first, count, buffers: () => buffers });
        continue;
      }
      const inMemory = await gpu.read(rows, (count * viewBytes) / 4);
      rows.destroy();
      owned.pop();
      visiting ??= gpu.storage(viewsPerChunk * viewBytes, 'visiting particle images');
      const place = visiting;
      chunks.push({
        first,
        count,
        buffers: () => {
          gpu.write(place, inMemory);
          return { ...shared, images: place, quadrature: count };
        },
      });
    }
    await gpu.finish();
    return { chunks, destroy };
  } catch (error) {
    destroy();
    throw error;
  } finally {
    boxes.destroy();
  }
}
