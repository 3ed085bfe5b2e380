/** What is left of the series of a shard: of each by itself, and of all together. */
import { addedResiduals, type ResidualSums } from '../../../compute/refine/phaseResiduals';
import type { SeriesStatistics } from '../../../compute/refine/seriesStatistics';
import type { SeriesResult } from '../../../compute/refine/refineSeries';
import type { TiltSeriesChanges } from '../../../model/tiltSeriesChanges';
import type { PhaseResiduals } from '../../../../shared/records/aberrations';
import type { residualReport } from '../residualReport';
import type { ShardSums } from './sums';

/** What is kept of a series: all that a refinement can change, and how it went. */
export interface RefinedSeries extends Omit<SeriesResult, 'series'> {
  readonly series: TiltSeriesChanges;
}

export interface RefinedShard extends ShardSums {
  readonly series: readonly (ShardSeries | SetAside)[];
  readonly residuals: readonly SourceResiduals[];
  readonly statistics: readonly ShardStatistics[];
}

/** Of a series by its place in the plan. */
export interface ShardStatistics {
  readonly index: number;
  /** (species) null without images. */
  readonly species: readonly (SeriesStatistics | null)[];
}

/** A series by its place in the plan. */
export interface ShardSeries {
  readonly index: number;
  /** (species) null without images. */
  readonly residuals: readonly (PhaseResiduals | null)[];
}

/** One that failed too often. */
export interface SetAside {
  readonly index: number;
  readonly cause: string;
}

/** Of the shard's series of one source, in images of one species. */
export interface SourceResiduals {
  readonly source: string;
  readonly species: number;
  readonly series: number;
  readonly sums: ResidualSums;
  readonly optics: Parameters<typeof residualReport>[1];
}

/** Of the same source and species. */
export function joined(one: SourceResiduals, other: SourceResiduals): SourceResiduals {
  return {
    ...other,
    series: one.series + other.series,
    sums: addedResiduals(one.sums, other.sums),
  };
}
