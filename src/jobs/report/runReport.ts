/** What a run's events add up to for its report: a value that grows by one event at a time. */
import type { RefinementEvent } from '../../../shared/records/events';
import type { RunReport } from '../../../shared/records/report';
import { withWarning } from '../runs/jobSummary';

export const emptyRun: RunReport = {
  adapter: null,
  localReference: false,
  roundsPlanned: 0,
  rounds: [],
  series: [],
  skipped: [],
  warnings: [],
  residuals: [],
  seconds: null,
  error: null,
};

/** The same object when the event says nothing that a report shows. */
export function withRunEvent(run: RunReport, event: RefinementEvent): RunReport {
  switch (event.event) {
    case 'start':
      return {
        ...emptyRun,
        // Some are said before it starts.
        warnings: run.warnings,
        adapter: event.adapter,
        localReference: event.localReference ?? false,
        roundsPlanned: event.rounds,
        rounds: [{ round: 0, species: event.species }],
      };
    case 'round':
      return { ...run, rounds: [...run.rounds, { round: event.round, species: event.species }] };
    case 'series': {
      const { event: _, ...row } = event;
      return { ...run, series: [...run.series, row] };
    }
    case 'skipped':
      return {
        ...run,
        skipped: [...run.skipped, { round: event.round, series: event.series, reason: event.reason }],
      };
    case 'log': {
      const warnings = withWarning(run.warnings, event);
      return warnings === run.warnings ? run : { ...run, warnings };
    }
    case 'residuals': {
      const { event: _, ...row } = event;
      const others = run.residuals.filter(
        ({ source, species }) => source !== row.source || species !== row.species,
      );
      return { ...run, residuals: [...others, row] };
    }
    case 'done':
      return { ...run, seconds: event.seconds };
    case 'error':
      return { ...run, error: event.message };
    default:
      return run;
  }
}
