/** Cuts out the images of one species at its resolution and lays out all that scoring them takes. */
import type { TiltSeries } from '../../model/tiltSeries';
import { extractImages } from './extractedImages';
import { imageSampling } from './imageSampling';
import type { NoiseSpectrum } from './noiseSpectra';
import type { ScoredSpecies } from './objective';
import { wavelength } from './seriesOptics';
import { viewJacobian } from './parameterVector';
import type { Parameters } from './parameterVector';
import type { SeriesSession } from './seriesSession';
import type { SeriesParticles } from '../parameters/views';
import { quadratureTables, weightTables } from './weightTables';

export interface ExtractionOptions {
  /** Tilts count up to where their envelope, relative to the best tilt's, falls to this. */
  readonly weightThreshold: number;
  /** Bytes of particle images that may stay on the GPU. */
  readonly budget: number;
  readonly signal?: AbortSignal | undefined;
}

export interface ExtractedSpecies extends ScoredSpecies {
  destroy(): void;
}

/** @param fraction of the available resolution */
export async function extractParticles(
  session: SeriesSession,
  index: number,
  state: {
    readonly series: TiltSeries;
    readonly particles: SeriesParticles;
    readonly noise: readonly NoiseSpectrum[];
    readonly fraction: number;
    readonly parameters: Parameters;
  },
  options: ExtractionOptions,
): Promise<ExtractedSpecies> {
  const { gpu } = session;
  const { geometry, references } = session.species[index];
  const { series, particles } = state;
  const { views, shell, boxLength, boxes, coverage, pixels, weighing } = imageSampling(
    geometry,
    series,
    particles,
  );
  const { edge } = boxes;
  const frequencies = gpu.upload(pixels.frequencies, 'frequencies');
  const matrix = viewJacobian(state.parameters, index, views, geometry.resolution);
  const { needsQuadrature } = matrix.layout;
  const request = { ...weighing, noise: state.noise, threshold: options.weightThreshold };
  const tables = [weightTables(series, request)];
  if (needsQuadrature) tables.push(quadratureTables(series, request));
  const weights = gpu.upload(joined(tables), 'weights');
  const destroyTables = (): void => {
    for (const table of [frequencies, weights]) table.destroy();
  };
  const images = await extractImages(
    { ...session, input: { ...session.input, series } },
    {
      species: index,
      views,
      shape: boxes,
      pixels,
      frequencies,
      weights,
      references: references.pair,
      budget: options.budget,
      quadrature: needsQuadrature,
    },
    options.signal,
  ).catch((error: unknown) => {
    destroyTables();
    throw error;
  });
  return {
    views,
    matrix,
    halfSet: particles.halfSet,
    shape: {
      pixels,
      radius: shell * state.fraction,
      edge,
      optics: { boxLength, wavelength: wavelength(series), tilts: series.tiltCount },
    },
    chunks: images.chunks,
    pixelSize: boxLength / edge,
    coverage,
    destroy() {
      images.destroy();
      destroyTables();
    },
  };
}

function joined(tables: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(tables.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const table of tables) {
    all.set(table, at);
    at += table.length;
  }
  return all;
}
