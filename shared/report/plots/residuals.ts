/** Phase residuals: of a run, summed over its series, and of one series. */
import type { RunReport } from '../../records/report';
import type { ReportedSeries } from './eachTilt';
import type { ResidualPlot } from './plot';

export const residuals: ResidualPlot<RunReport> = {
  kind: 'residuals',
  key: 'residuals',
  entries: (run) =>
    run.residuals.map((row) => ({
      name: `${row.species} in ${row.source}`,
      of: `${row.series} series of round ${row.round}`,
      residuals: row.residuals,
    })),
};

export const seriesResiduals: ResidualPlot<ReportedSeries> = {
  kind: 'residuals',
  key: 'residuals',
  entries: ({ detail }) =>
    detail.residuals.map((one) => ({ name: `${one.species} in ${detail.series}`, of: '1 series', ...one })),
};
