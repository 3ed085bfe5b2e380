/**
 * New half-maps of every species from the images of all series, in register, and their resolution. Maps are made in one
 * way: where halves turn out to be apart, their particles are moved and their images put in again, so that the same poses
 * always give the same maps. (Moving the sums instead would interpolate them once more.)
 */
import type { Gpu } from '../../compute/gpu/gpu';
import { backproject } from '../../compute/refine/backproject';
import { openSeries } from '../../compute/refine/seriesSession';
import type { EngineSpecies, SeriesSession } from '../../compute/refine/seriesSession';
import type { ProjectSeries } from './project';
import { halfMapMotions, movedParticles } from './alignHalfMaps';
import { inputOf, rowsByTable } from './seriesInput';
import { emptySums, withMeasuredFsc, reconstructHalfMaps, symmetryOf } from './speciesState';
import type { SpeciesState, SpeciesSums } from './speciesState';

export interface NewMapsOptions {
  /** Whether particles, and the half-maps with them, may be moved as a whole. */
  readonly movesParticles: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** A species whose images have been inserted. */
export interface InsertedSpecies {
  /** Particles as they are now, maps as they were. */
  readonly state: SpeciesState;
  readonly engine: EngineSpecies;
  /** Of all images of the series. */
  readonly sums: SpeciesSums;
}

/** @param series those that take part, as they are now */
export async function newMaps(
  gpu: Gpu,
  species: readonly InsertedSpecies[],
  series: readonly ProjectSeries[],
  options: NewMapsOptions,
): Promise<readonly SpeciesState[]> {
  const made: SpeciesState[] = [];
  for (const { state, sums } of species) made.push(await measuredFrom(gpu, state, sums));
  if (!options.movesParticles) return made;
  const moved: SpeciesState[] = [];
  for (const state of made) {
    const motions = await halfMapMotions(gpu, state);
    moved.push(motions === null ? state : { ...state, particles: movedParticles(state.particles, motions) });
  }
  const engines = species.map(({ engine }) => engine);
  const result: SpeciesState[] = [];
  for (const [i, state] of moved.entries()) {
    if (state === made[i]) result.push(state);
    else {
      const again = emptySums(gpu, state.species);
      try {
        for (const one of series) {
          const tables = moved.map(({ particles }) => particles);
          const session = openSeries(gpu, inputOf(one, tables, rowsByTable(one, tables)), engines);
          await insertImages(session, { index: i, state, sums: again }, options.signal);
        }
        result.push(await measuredFrom(gpu, state, again));
      } finally {
        again.destroy();
      }
    }
  }
  return result;
}

/** A species of a session, and where its images go. */
export interface Insertion {
  readonly index: number;
  readonly state: SpeciesState;
  readonly sums: SpeciesSums;
}

/** Puts the images of a species in a series into its sums. */
export async function insertImages(
  session: SeriesSession,
  { index, state: { species }, sums: { halves, scratch } }: Insertion,
  signal?: AbortSignal,
): Promise<void> {
  const { copies } = symmetryOf(species);
  await backproject(session, index, { accumulators: halves, scratch, copies }, signal);
}

async function measuredFrom(gpu: Gpu, state: SpeciesState, sums: SpeciesSums): Promise<SpeciesState> {
  return withMeasuredFsc(gpu, { ...state, ...(await reconstructHalfMaps(gpu, state.species, sums)) });
}
