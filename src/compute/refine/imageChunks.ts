/** Particle images of one species and series, cut out for scoring: on the adapter, or in memory and brought when due. */
import type { Gpu } from '../gpu/gpu';
import type { ScoreBuffers } from '../kernels/score';
import type { ImageChunk } from './objective';
import { batchFor } from './noiseOfSeries';
import { planParticleBoxes } from './particleBoxes';
import type { BoxShape } from './particleBoxes';
import type { SeriesSession } from './seriesSession';
import type { View } from '../parameters/views';

export interface CutOut {
  readonly chunks: readonly ImageChunk[];
  destroy(): void;
}

export interface CutRequest {
  readonly species: number;
  /** Tilt-major, as `projectParticles` gives them. */
  readonly views: readonly View[];
  readonly shape: Omit<BoxShape, 'batch'>;
  readonly pixels: number;
  readonly frequencies: GPUBuffer;
  readonly weights: GPUBuffer;
  readonly references: readonly [GPUBuffer, GPUBuffer];
  /** Bytes of particle images that may stay on the adapter; what exceeds them waits in memory. */
  readonly budget: number;
}

export async function cutImages(
  gpu: Gpu,
  session: SeriesSession,
  request: CutRequest,
  signal?: AbortSignal,
): Promise<CutOut> {
  const { views, pixels, frequencies, weights, references } = request;
  const rowBytes = pixels * 8;
  const rowsPerChunk = Math.max(1, Math.floor(Math.min(gpu.maxBinding, request.budget, 2 ** 30) / rowBytes));
  const fits = views.length * rowBytes <= request.budget;
  const boxes = planParticleBoxes(gpu, {
    ...request.shape,
    batch: batchFor(request.shape.cut, views.length),
  });
  const owned: GPUBuffer[] = [];
  const chunks: ImageChunk[] = [];
  const shared = { frequencies, weights, reference1: references[0], reference2: references[1] };
  let visiting: GPUBuffer | null = null;
  try {
    let tilt = -1;
    for (let first = 0; first < views.length; first += rowsPerChunk) {
      const count = Math.min(rowsPerChunk, views.length - first);
      const rows = gpu.storage(count * rowBytes, 'particle images');
      owned.push(rows);
      for (let start = first; start < first + count;) {
        signal?.throwIfAborted();
        if (views[start].tilt !== tilt) {
          ({ tilt } = views[start]);
          boxes.useImage(await session.image(request.species, tilt));
        }
        let end = start;
        while (end < first + count && end - start < boxes.shape.batch && views[end].tilt === tilt) end++;
        boxes.images(
          session.input.series,
          views.slice(start, end),
          { rows, frequencies, pixels },
          start - first,
        );
        start = end;
      }
      if (fits) {
        const buffers: ScoreBuffers = { ...shared, images: rows };
        chunks.push({ first, count, buffers: () => buffers });
        continue;
      }
      const inMemory = await gpu.read(rows, count * pixels * 2);
      rows.destroy();
      owned.pop();
      visiting ??= gpu.storage(rowsPerChunk * rowBytes, 'visiting particle images');
      const place = visiting;
      chunks.push({
        first,
        count,
        buffers: () => {
          gpu.write(place, inMemory);
          return { ...shared, images: place };
        },
      });
    }
  } finally {
    await gpu.finish();
    boxes.destroy();
  }
  return {
    chunks,
    destroy() {
      for (const buffer of owned) buffer.destroy();
      visiting?.destroy();
    },
  };
}
