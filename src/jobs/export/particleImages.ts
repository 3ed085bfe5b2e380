/** Cuts the images of particles out of the tilts of a series, so many at a time as memory may hold. */
import type { Gpu } from '../../compute/gpu/gpu';
import { cutBox, type ParticleBox } from '../../compute/maps/particleBox';
import { prepareTiltImage, preparedLength } from '../../compute/refine/tiltImages';
import { projectParticles, type SeriesParticles, type View } from '../../compute/parameters/views';
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
  readonly views: readonly View[];
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
  const all = projectParticles(series, particles, shape.diameter / 2).filter(({ tilt }) => kept.has(tilt));
  const atOnce = Math.max(1, Math.floor(memory / (series.tiltCount * shape.size ** 2 * 4)));
  for (let first = 0; first < particles.count; first += atOnce) {
    const views = all.filter(({ particle }) => particle >= first && particle < first + atOnce);
    const boxes = await cutViews(gpu, { file, views }, shape, signal);
    for (let particle = first; particle < Math.min(first + atOnce, particles.count); particle++) {
      const own = views.map((_, i) => i).filter((i) => views[i].particle === particle && boxes[i] !== null);
      if (own.length > 0)
        yield { particle, views: own.map((i) => views[i]), boxes: own.flatMap((i) => boxes[i] ?? []) };
    }
  }
}

/** Null where the image of a tilt is blank. */
async function cutViews(
  gpu: Gpu,
  { file, views }: { file: TiltSeriesFile; views: readonly View[] },
  { size, pixelSize, diameter, dark }: ImageShape,
  signal?: AbortSignal,
): Promise<(ParticleBox | null)[]> {
  const [width, height] = file.series.imageSize;
  const edges = [preparedLength(width, pixelSize), preparedLength(height, pixelSize)] as const;
  const boxes: (ParticleBox | null)[] = [];
  for (let start = 0; start < views.length;) {
    signal?.throwIfAborted();
    const { tilt } = views[start];
    const raw = await readTiltAverage(file, tilt);
    const bright = await prepareTiltImage(gpu, raw, edges, (4 * diameter) / pixelSize);
    const isBlank = bright.data.every((value) => value === 0);
    const image = dark ? { ...bright, data: bright.data.map((value) => -value) } : bright;
    for (; start < views.length && views[start].tilt === tilt; start++) {
      const { x, y } = views[start];
      boxes.push(isBlank ? null : cutBox(image, (x * edges[0]) / width, (y * edges[1]) / height, size));
    }
  }
  return boxes;
}
