/** Adds the particles of a series to the sums of both half-maps. */
import type { Gpu } from '../gpu/gpu';
import { fitting } from '../gpu/withLess';
import { insertViews } from '../kernels/insert';
import type { Accumulator } from '../kernels/insert';
import { pixelList, type PixelList } from '../kernels/pixelList';
import { plainViewFloats, writeView } from '../kernels/view';
import { multiply, type Matrix3 } from '../../../shared/math/vector';
import { mapEdges, boxPadding } from './boxShapes';
import { batchFor } from './boxBatch';
import type { BoxShape, ParticleBoxes } from './particleBoxes';
import { planParticleBoxes } from './planParticleBoxes';
import { largest, meanDefocus } from './imageSampling';
import type { SeriesSession } from './seriesSession';
import { projectParticles, viewRotation, viewsBetween, viewsWhere } from '../parameters/views';
import type { Views } from '../parameters/views';
import { tiltBatches } from './tiltBatches';

/** Slices in one insertion: enough to hide the pass over the volume that ends each. */
const insertion = 512;

export interface SlicesInto {
  /** Of both half-sets. */
  readonly accumulators: readonly [Accumulator, Accumulator];
  readonly scratch: GPUBuffer;
  /** Operations after each of which a particle looks the same: each image goes into the sums at all of them. */
  readonly copies: readonly Matrix3[];
}

/**
 * Data: images times transfer function and envelope; weights: squared transfer function times envelope. The
 * envelope has the weight and the B-factor of the whole series, which M uses here alone, too.
 * (M adds both Ewald sidebands, which coincide where the depth of field exceeds the particle.)
 */
export async function backproject(
  session: SeriesSession,
  species: number,
  { accumulators, scratch, copies }: SlicesInto,
  signal?: AbortSignal,
): Promise<void> {
  const { gpu } = session;
  const { geometry } = session.species[species];
  const { series } = session.input;
  const particles = session.input.particles[species];
  const views = await seenViews(session, species, projectParticles(series, particles, geometry.diameter / 2));
  if (views.count === 0) return;
  const { file, sums: edge } = mapEdges(geometry);
  const { pixelSize, diameter } = geometry;
  const padding = boxPadding(series, {
    defocus: largest(meanDefocus(views, series.tiltCount)),
    diameter,
    edge,
    pixelSize,
    // Whatever the resolution is now: the same poses give the same maps.
    resolution: 2 * pixelSize,
  });
  const pixels = pixelList(edge, edge / 2);
  // Corners of the map's box would be outside once it is turned, and come back in at the opposite side.
  const rim = Math.min(15, file / 8);
  const most = Math.max(
    1,
    Math.min(Math.ceil(insertion / copies.length), views.count, Math.floor(2 ** 26 / (pixels.count * 8))),
  );
  const shape = {
    cut: padding * edge,
    resampled: padding * edge,
    edge,
    pixelSize,
    circle: { radius: file / 2 - 1 - rim, edge: rim },
    forMaps: true,
  };
  // How many go in at a time is of the last bits of the sums: fewer only where it has to be.
  const made = await fitting(gpu, { of: 'slices', start: most, least: 1 }, (rowsAtOnce) => {
    const batch = batchFor(gpu, padding * edge, rowsAtOnce);
    return slicesBuffers(gpu, { ...shape, batch }, pixels, rowsAtOnce);
  });
  const { boxes, frequencies, data, weights, rowsAtOnce } = made;
  const target = { frequencies, pixels };
  try {
    const eachBatch = tiltBatches(session, species, boxes, signal);
    for (let first = 0; first < views.count; first += rowsAtOnce) {
      const inBatch = viewsBetween(views, first, Math.min(first + rowsAtOnce, views.count));
      await eachBatch(inBatch, (batch, at) => {
        boxes.images(series, batch, { ...target, rows: data }, at);
        boxes.transferWeights(series, batch, { ...target, rows: weights }, at);
      });
      await insertViews(gpu, accumulators, scratch, {
        pixels: pixels.count,
        frequencies,
        data,
        weights,
        images: inBatch.count,
        views: slicesOf(inBatch, copies, particles.halfSet, series.magnification),
      });
    }
  } finally {
    made.destroy();
  }
}

function slicesBuffers(
  gpu: Gpu,
  shape: BoxShape,
  pixels: PixelList,
  rowsAtOnce: number,
): {
  readonly boxes: ParticleBoxes;
  readonly frequencies: GPUBuffer;
  readonly data: GPUBuffer;
  readonly weights: GPUBuffer;
  readonly rowsAtOnce: number;
  destroy(): void;
} {
  const boxes = planParticleBoxes(gpu, shape);
  const frequencies = gpu.upload(pixels.frequencies, 'frequencies');
  const [data, weights] = ['slices', 'slice weights'].map((what) =>
    gpu.storage(rowsAtOnce * pixels.count * 8, what),
  );
  return {
    ...{ boxes, frequencies, data, weights, rowsAtOnce },
    destroy() {
      for (const owned of [boxes, frequencies, data, weights]) owned.destroy();
    },
  };
}

/** Without those of tilts whose image is blank: it would count as an image that shows nothing. */
async function seenViews(session: SeriesSession, species: number, views: Views): Promise<Views> {
  const blank = new Set<number>();
  for (const tilt of new Set(views.tilt))
    if ((await session.image(species, tilt)).data.every((value) => value === 0)) blank.add(tilt);
  return blank.size === 0 ? views : viewsWhere(views, (view) => !blank.has(views.tilt[view]));
}

function slicesOf(
  views: Views,
  copies: readonly Matrix3[],
  halfSet: Uint8Array,
  magnification: readonly [number, number, number, number],
): Float32Array {
  const slices = new Float32Array(views.count * copies.length * plainViewFloats);
  let at = 0;
  for (let row = 0; row < views.count; row++) {
    const rotation = viewRotation(views, row);
    const [subset, tilt] = [halfSet[views.particle[row]], views.tilt[row]];
    for (const copy of copies) {
      writeView(slices, at, {
        rotation: multiply(rotation, copy),
        magnification,
        halfSet: subset,
        row,
        tilt,
      });
      at += plainViewFloats;
    }
  }
  return slices;
}
