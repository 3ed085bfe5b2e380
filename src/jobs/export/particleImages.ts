/** Cuts the images of particles out of the tilts of a series, so many at a time as memory may hold. */
import { freemem } from 'node:os';
import type { Gpu } from '../../compute/gpu/gpu';
import { cutBox, type ParticleBox } from '../../compute/maps/particleBox';
import { oddAberrations } from '../../compute/refine/oddAberrations';
import { prepareTiltImage, preparedLength } from '../../compute/refine/tiltImages';
import {
  projectParticles,
  viewsAt,
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
  /** Files of 16-bit floats. */
  readonly float16: boolean;
}

export interface ParticlesOfFile {
  readonly file: TiltSeriesFile;
  readonly particles: SeriesParticles;
}

/** One particle with its images, in the order of tilts. */
export interface ParticleImages<Image> {
  /** Index into the particles of the series. */
  readonly particle: number;
  readonly views: Views;
  readonly images: readonly Image[];
}

/** What is made of a box as soon as it is cut. */
export interface ImageMaker<Image> {
  /** Edge of the boxes, pixels. */
  readonly cut: number;
  make(box: ParticleBox, of: { readonly tilt: number; readonly defocus: number }): Image;
}

/** Bytes of images that are kept at once: each time all tilts are prepared again. */
function memory(): number {
  return Math.min(2 ** 32, Math.max(2 ** 29, freemem() / 4));
}

/** Particles that no tilt shows whole are left out. */
export async function* particleImages<Image>(
  gpu: Gpu,
  { file, particles }: ParticlesOfFile,
  { shape, maker }: { readonly shape: ImageShape; readonly maker: ImageMaker<Image> },
  signal?: AbortSignal,
): AsyncGenerator<ParticleImages<Image>> {
  const { series } = file;
  const kept = new Set(leastExposed(series.dose, series.used).slice(0, shape.firstTilts));
  const seen = projectParticles(series, particles, shape.diameter / 2);
  const all = viewsWhere(seen, (view) => kept.has(seen.tilt[view]));
  const atOnce = Math.max(1, Math.floor(memory() / (series.tiltCount * shape.size ** 2 * 4)));
  for (let first = 0; first < particles.count; first += atOnce) {
    const end = Math.min(first + atOnce, particles.count);
    const views = viewsWhere(all, (view) => all.particle[view] >= first && all.particle[view] < end);
    const images = await cutViews(gpu, { file, views }, { shape, maker }, signal);
    const shown = Array.from({ length: end - first }, (): number[] => []);
    images.forEach((image, view) => {
      if (image !== null) shown[views.particle[view] - first].push(view);
    });
    for (const [i, own] of shown.entries())
      if (own.length > 0)
        yield {
          particle: first + i,
          views: viewsAt(views, own),
          images: own.flatMap((view) => images[view] ?? []),
        };
  }
}

/** Null where the image of a tilt is blank. */
async function cutViews<Image>(
  gpu: Gpu,
  { file, views }: { file: TiltSeriesFile; views: Views },
  {
    shape: { pixelSize, diameter, dark },
    maker,
  }: { readonly shape: ImageShape; readonly maker: ImageMaker<Image> },
  signal?: AbortSignal,
): Promise<(Image | null)[]> {
  const [width, height] = file.series.imageSize;
  const edges = [preparedLength(width, pixelSize), preparedLength(height, pixelSize)] as const;
  const images: (Image | null)[] = [];
  for (let start = 0; start < views.count;) {
    signal?.throwIfAborted();
    const tilt = views.tilt[start];
    const raw = await readTiltAverage(file, tilt);
    const bright = await prepareTiltImage(gpu, raw, {
      size: edges,
      longestWavelength: (4 * diameter) / pixelSize,
      aberrations: oddAberrations(file.series),
    });
    const isBlank = bright.data.every((value) => value === 0);
    const image = dark ? { ...bright, data: bright.data.map((value) => -value) } : bright;
    for (; start < views.count && views.tilt[start] === tilt; start++) {
      const [x, y] = [(views.x[start] * edges[0]) / width, (views.y[start] * edges[1]) / height];
      const of = { tilt, defocus: views.defocus[start] };
      images.push(isBlank ? null : maker.make(cutBox(image, x, y, maker.cut), of));
    }
  }
  return images;
}
