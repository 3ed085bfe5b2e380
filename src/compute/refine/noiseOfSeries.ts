/** Noise spectra of all tilts of a series, for one species. */
import { batchFor } from './boxBatch';
import { mapEdges } from './boxShapes';
import { circleOf } from './circle';
import { measureNoise } from './noiseSpectra';
import type { NoiseSpectrum } from './noiseSpectra';
import { planParticleBoxes } from './planParticleBoxes';
import type { SeriesSession } from './seriesSession';
import { projectParticles, viewsWhere, type Views } from '../parameters/views';

/** (tilt) spectra; a tilt without views gets nothing and is never asked. */
export async function noiseOfSeries(
  session: SeriesSession,
  species: number,
  views: Views,
  signal?: AbortSignal,
): Promise<readonly NoiseSpectrum[]> {
  const { gpu } = session;
  const { diameter, pixelSize } = session.species[species].geometry;
  const edge = mapEdges({ diameter, pixelSize }).engine;
  const boxes = planParticleBoxes(gpu, {
    cut: edge,
    resampled: edge,
    edge,
    pixelSize,
    circle: circleOf(diameter, pixelSize),
    batch: batchFor(gpu, edge, views.count),
  });
  try {
    const spectra: NoiseSpectrum[] = [];
    const { series } = session.input;
    for (let tilt = 0; tilt < series.tiltCount; tilt++) {
      signal?.throwIfAborted();
      const inTilt = viewsWhere(views, (view) => views.tilt[view] === tilt);
      if (inTilt.count === 0) spectra.push({ power: new Float64Array(65) });
      else {
        boxes.useImage(await session.image(species, tilt));
        spectra.push(await measureNoise(boxes, series, inTilt));
      }
    }
    return spectra;
  } finally {
    boxes.destroy();
  }
}

/** (species, tilt) of a session. */
export async function noiseBySpecies(
  session: SeriesSession,
  signal?: AbortSignal,
): Promise<readonly (readonly NoiseSpectrum[])[]> {
  const noises: (readonly NoiseSpectrum[])[] = [];
  for (const [index, particles] of session.input.particles.entries()) {
    const { diameter } = session.species[index].geometry;
    const views = projectParticles(session.input.series, particles, diameter / 2);
    noises.push(await noiseOfSeries(session, index, views, signal));
  }
  return noises;
}
