/** Cuts out the images of one species at its resolution and lays out all that scoring them takes. */
import type { TiltSeries } from '../../model/tiltSeries';
import { pixelList } from '../kernels/pixelList';
import { mapEdges, refinementEdge, boxPadding } from './boxShapes';
import { circleOf, coverageOf } from './circle';
import { extractImages } from './extractedImages';
import type { NoiseSpectrum } from './noiseSpectra';
import type { ScoredSpecies } from './objective';
import { wavelength } from './optics';
import { viewJacobian } from './parameterVector';
import type { Parameters } from './parameterVector';
import type { SeriesSession } from './seriesSession';
import { projectParticles } from '../parameters/views';
import type { SeriesParticles, Views } from '../parameters/views';
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
  const views = projectParticles(series, particles, geometry.diameter / 2);
  const { engine } = mapEdges(geometry);
  const { edge, shell } = refinementEdge(geometry);
  const boxLength = engine * geometry.pixelSize;
  const defocus = meanDefocus(views, series.tiltCount);
  const padding = boxPadding(series, {
    defocus: largest(defocus),
    diameter: geometry.diameter,
    edge,
    pixelSize: boxLength / edge,
    resolution: boxLength / shell,
  });
  const pixels = pixelList(edge, shell);
  const frequencies = gpu.upload(pixels.frequencies, 'frequencies');
  const matrix = viewJacobian(state.parameters, index, views, geometry.resolution);
  const { needsQuadrature } = matrix.layout;
  const request = {
    noise: state.noise,
    defocus,
    pixels,
    boxLength,
    pixelSize: geometry.pixelSize,
    threshold: options.weightThreshold,
  };
  const tables = [weightTables(series, request)];
  if (needsQuadrature) tables.push(quadratureTables(series, request));
  const weights = gpu.upload(joined(tables), 'weights');
  const circle = circleOf(geometry.diameter, geometry.pixelSize, edge / engine);
  const destroyTables = (): void => {
    for (const table of [frequencies, weights]) table.destroy();
  };
  const images = await extractImages(
    { ...session, input: { ...session.input, series } },
    {
      species: index,
      views,
      shape: {
        cut: padding * engine,
        resampled: padding * edge,
        edge,
        pixelSize: geometry.pixelSize,
        circle,
      },
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
    coverage: coverageOf(circle, edge),
    destroy() {
      images.destroy();
      destroyTables();
    },
  };
}

/** (tilt) Å; tilts without particles take 0, and are never weighted. */
export function meanDefocus({ count, tilt, defocus }: Views, tilts: number): Float64Array {
  const sums = new Float64Array(tilts);
  const counts = new Float64Array(tilts);
  for (let view = 0; view < count; view++) {
    sums[tilt[view]] += defocus[view];
    counts[tilt[view]]++;
  }
  return sums.map((sum, i) => (counts[i] > 0 ? sum / counts[i] : 0));
}

export function largest(values: ArrayLike<number>): number {
  return Array.from(values).reduce((a, b) => Math.max(a, Math.abs(b)), 0);
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
