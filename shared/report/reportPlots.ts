/** The plots of the report, by what they are made of, in the order in which they are shown. */
import type { ProjectReport, RunReport } from '../records/report';
import { eachSeries } from './plots/eachSeries';
import { eachTilt, type ReportedSeries } from './plots/eachTilt';
import { fsc, type ChosenCurves } from './plots/fsc';
import { movement } from './plots/movement';
import type { Plot } from './plots/plot';
import { residuals, seriesResiduals } from './plots/residuals';
import { rounds } from './plots/rounds';
import { stages } from './plots/stages';
import { versions } from './plots/versions';

export interface ReportPlots {
  readonly species: readonly Plot<ChosenCurves>[];
  readonly project: readonly Plot<ProjectReport>[];
  readonly run: readonly Plot<RunReport>[];
  readonly series: readonly Plot<ReportedSeries>[];
}

export const reportPlots: ReportPlots = {
  species: [fsc],
  project: [versions],
  run: [rounds, stages, eachSeries, movement, residuals],
  series: [eachTilt, seriesResiduals],
};
