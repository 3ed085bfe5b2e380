/** A species as a round has it for its series: how well it is resolved, its references, and its particles by series. */
import type { MeasuredResolution } from '../../../compute/maps/resolution';
import type { Volume } from '../../../compute/maps/volume';
import type { SeriesParticles } from '../../../compute/parameters/views';
import type { PreparedEngine } from '../speciesState';
import { keyOfRound, type PlannedRound } from './plan';
import { needParts } from './results';

export interface PreparedSpecies {
  readonly measured: MeasuredResolution;
  readonly half1: Pick<Volume, 'size' | 'pixelSize'>;
  readonly engine: PreparedEngine;
  readonly particles: ParticlesBySeries;
}

/** Those of the plan's series, one series behind the other. */
export interface ParticlesBySeries {
  readonly samples: number;
  /** (series + 1) where each begins, and where the last one ends. */
  readonly starts: Int32Array;
  /** In the species' table. */
  readonly rows: Int32Array;
  readonly positions: Float64Array;
  readonly angles: Float64Array;
  readonly halfSet: Uint8Array;
}

export async function preparedEngine(index: number, { plan, folder }: PlannedRound): Promise<PreparedEngine> {
  return needParts<PreparedSpecies, PreparedEngine>(
    folder.result({ kind: 'prepare', species: index }),
    keyOfRound(plan),
    async (file, { engine }) => file.readAll<PreparedEngine>(engine),
  );
}

/** What other tasks and the run need to know of a species that was prepared. */
export async function preparedSpecies(
  index: number,
  { plan, folder }: PlannedRound,
): Promise<Pick<PreparedSpecies, 'measured' | 'half1'> & Pick<ParticlesBySeries, 'starts' | 'rows'>> {
  const path = folder.result({ kind: 'prepare', species: index });
  return needParts<PreparedSpecies, Awaited<ReturnType<typeof preparedSpecies>>>(
    path,
    keyOfRound(plan),
    async (file, { measured, half1, particles: { starts, rows } }) => ({
      measured: await file.readAll<MeasuredResolution>(measured),
      half1,
      starts: await file.read(starts),
      rows: await file.read(rows),
    }),
  );
}

/** Particles of one series: nothing else of the table is read. */
export async function preparedParticles(
  species: number,
  series: number,
  { plan, folder }: PlannedRound,
): Promise<SeriesParticles> {
  const path = folder.result({ kind: 'prepare', species });
  return needParts<PreparedSpecies, SeriesParticles>(
    path,
    keyOfRound(plan),
    async (file, { particles: { samples, starts, positions, angles, halfSet } }) => {
      const [from, to] = await file.read(starts, { from: series, count: 2 });
      const width = samples * 3;
      const poses = { from: from * width, count: (to - from) * width };
      return {
        count: to - from,
        samples,
        positions: await file.read(positions, poses),
        angles: await file.read(angles, poses),
        halfSet: await file.read(halfSet, { from, count: to - from }),
      };
    },
  );
}
