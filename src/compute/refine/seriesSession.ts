/** One tilt series being worked on: its images, prepared once, and the noise in them. */
import { Problem } from '../../../shared/problem';
import type { TiltSeries } from '../../model/tiltSeries';
import type { Gpu } from '../gpu/gpu';
import type { References } from './references';
import { oddAberrations } from './oddAberrations';
import { prepareTiltImage, preparedLength } from './tiltImages';
import type { TiltImage } from './tiltImages';
import type { SeriesParticles } from '../parameters/views';
import type { SpeciesGeometry } from './boxShapes';

/** A species as the engine sees it. */
export interface EngineSpecies {
  readonly name: string;
  readonly geometry: SpeciesGeometry;
  readonly references: References;
  /** Part of the resolution at which the FSC is 0.5, 0 to 1. */
  readonly resolutionFractionAtFsc05: number;
}

/** How fine the images are compared at first. */
export interface StartingResolution {
  /** Part of the available resolution, 0 to 1. */
  readonly firstFraction: number;
  /** Where the FSC is 0.5 instead. */
  readonly adaptive: boolean;
}

/** Of the available resolution of a species. */
export function startingFraction(
  { resolutionFractionAtFsc05 }: Pick<EngineSpecies, 'resolutionFractionAtFsc05'>,
  { firstFraction, adaptive }: StartingResolution,
): number {
  return adaptive ? resolutionFractionAtFsc05 : firstFraction;
}

/** A series with its particles, one table a species (may be empty). */
export interface SeriesInput {
  readonly series: TiltSeries;
  readonly particles: readonly SeriesParticles[];
  /** The motion-corrected average of a tilt as it is on disk. */
  loadTilt(tilt: number): Promise<TiltImage>;
}

export interface SeriesSession {
  readonly gpu: Gpu;
  readonly input: SeriesInput;
  readonly species: readonly EngineSpecies[];
  /** Prepared image of a tilt at the pixel size of a species. */
  image(species: number, tilt: number): Promise<TiltImage>;
}

/** The same session after refinement: another geometry and other poses, the same images. */
export function withGeometry(
  session: SeriesSession,
  series: TiltSeries,
  particles: readonly SeriesParticles[],
): SeriesSession {
  return { ...session, input: { ...session.input, series, particles } };
}

/** Images are kept for the life of the session: they are read again in every sub-iteration. */
export function openSeries(gpu: Gpu, input: SeriesInput, species: readonly EngineSpecies[]): SeriesSession {
  const prepared = new Map<string, Promise<TiltImage>>();
  const longest = 4 * Math.max(...species.map(({ geometry }) => geometry.diameter));
  return {
    gpu,
    input,
    species,
    image(index, tilt) {
      const { pixelSize } = species[index].geometry;
      const key = `${pixelSize} ${tilt}`;
      let image = prepared.get(key);
      if (image === undefined) {
        image = prepare(gpu, input, { tilt, pixelSize, longestWavelength: longest / pixelSize });
        prepared.set(key, image);
      }
      return image;
    },
  };
}

async function prepare(
  gpu: Gpu,
  input: SeriesInput,
  {
    tilt,
    pixelSize,
    longestWavelength,
  }: {
    readonly tilt: number;
    /** Å */
    readonly pixelSize: number;
    /** Pixels. */
    readonly longestWavelength: number;
  },
): Promise<TiltImage> {
  const raw = await input.loadTilt(tilt);
  const [width, height] = input.series.imageSize;
  const skew = raw.width / raw.height / (width / height);
  if (Math.abs(skew - 1) > 0.05)
    throw new Problem(
      `the average of tilt ${tilt + 1} is ${raw.width} x ${raw.height} pixels, but the raw image is ` +
        `${Math.round(width)} x ${Math.round(height)} Å: another shape`,
      { where: input.series.name, remedy: 'check that averages and raw data belong together' },
    );
  return prepareTiltImage(gpu, raw, {
    size: [preparedLength(width, pixelSize), preparedLength(height, pixelSize)],
    longestWavelength,
    aberrations: oddAberrations(input.series),
  });
}
