/** A series as the engine takes it: its geometry, its particles of every species, and its images when they are asked for. */
import type { SeriesInput } from '../../compute/refine/seriesSession';
import type { ParticleTable } from '../../model/particles';
import { rowsOfSeries, takeRows } from './particlesOfSeries';
import type { ProjectSeries } from './project';
import { readTiltAverage } from './tiltAverages';

/** Rows of each species' table that belong to the series. */
export function rowsByTable(
  one: ProjectSeries,
  tables: readonly ParticleTable[],
): readonly (readonly number[])[] {
  return tables.map((table) => rowsOfSeries(table, one));
}

/** @param note told what is wrong with an image that is used all the same */
export function inputOf(
  one: ProjectSeries,
  tables: readonly ParticleTable[],
  rows: readonly (readonly number[])[],
  note?: (message: string) => void,
): SeriesInput {
  return {
    series: one.file.series,
    particles: rows.map((some, i) => takeRows(tables[i], some)),
    loadTilt: async (tilt) => readTiltAverage(one.file, tilt, note),
  };
}
