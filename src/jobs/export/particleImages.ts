/** Cuts the images of particles out of the tilts of a series, so many at a time as memory may hold. */
import type { Gpu } from '../../compute/gpu/gpu';
import { cutBox, type ParticleBox } from '../../compute/maps/particleBox';
import { prepareTiltImage, preparedLength } from '../../compute/refine/tiltImages';
import {
  projectParticles,
  viewsWhere,
  type SeriesParticles,
  type Views,
} from '../../compute/parameters/views';
import { leastExposed } from '../../model/tiltLimit';
import type { TiltSeriesFile } from '../../model/tiltSeriesFile';
import { readTiltAverage } from '../refinement/tiltAverages';

export interface ImageShape {
  /** Edge of the boxes, pixels, even. */
  readonly size: number;
  /** Å */
  readonly pixelSize: number;
  /** Å; of the particle. */
  readonly diameter: number;
  /** Particles dark, as they are in the micrographs. */
  readonly dark: boolean;
  /** Only that many tilts of the least exposure; all where there is none. */
  readonly firstTilts?: number | undefined;
}

export interface ParticlesOfFile {
  readonly file: TiltSeriesFile;
  readonly particles: SeriesParticles;
}

/** One particle with its images, in the order of tilts. */
export interface ParticleImages {
  /** Index into the particles of the series. */
  readonly particle: number;
  readonly views: Views;
  readonly boxes: readonly ParticleBox[];
}

/** Bytes of boxes that are kept at once. */
const memory = 2 ** 29;

/** Particles that no tilt shows whole are left out. */
export async function* particleImages(
  gpu: Gpu,
  { file, particles }: ParticlesOfFile,
  shape: ImageShape,
  signal?: AbortSignal,
): AsyncGenerator<ParticleImages> {
  const { series } = file;
  const kept = new Set(leastExposed(series.dose, series.used).slice(0, shape.firstTilts));
  const seen = projectParticles(series, particles, shape.diameter / 2);
  const all = viewsWhere(seen, (view) => kept.has(seen.tilt[view]));
  const atOnce = Math.max(1, Math.floor(memory / (series.tiltCount * shape.size ** 2 * 4)));
  for (let first = 0; first < particles.count; first += atOnce) {
    const views = viewsWhere(
      all,
      (view) => all.particle[view] >= first && all.particle[view] < first + atOnce,
    );
    const boxes = await cutViews(gpu, { file, views }, shape, signal);
    for (let particle = first; particle < Math.min(first + atOnce, particles.count); particle++) {
      const isShown = (view: number): boolean => views.particle[view] === particle && boxes[view] !== null;
      const own = viewsWhere(views, isShown);
      if (own.count > 0)
        yield {
          particle,
          views: own,
          boxes: boxes.flatMap((box, view) => (isShown(view) && box !== null ? [box] : [])),
        };
    }
  }
}

/** Null where the image of a tilt is blank. */
async function cutViews(
  gpu: Gpu,
  { file, views }: { file: TiltSeriesFile; views: Views },
  { size, pixelSize, diameter, dark }: ImageShape,
  signal?: AbortSignal,
): Promise<(ParticleBox | null)[]> {
  const [width, height] = file.series.imageSize;
  const edges = [preparedLength(width, pixelSize), preparedLength(height, pixelSize)] as const;
  const boxes: (ParticleBox | null)[] = [];
  for (let start = 0; start < views.count;) {
    signal?.throwIfAborted();
    const tilt = views.tilt[start];
    const raw = await readTiltAverage(file, tilt);
    const bright = await prepareTiltImage(gpu, raw, edges, (4 * diameter) / pixelSize);
    const isBlank = bright.data.every((value) => value === 0);
    const image = dark ? { ...bright, data: bright.data.map((value) => -value) } : bright;
    for (; start < views.count && views.tilt[start] === tilt; start++) {
      const [x, y] = [(views.x[start] * edges[0]) / width, (views.y[start] * edges[1]) / height];
      boxes.push(isBlank ? null : cutBox(image, x, y, size));
    }
  }
  return boxes;
}
